"""Telling a system the UIDs that the hub gave to tickets which began there: each once, in the order of the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Final

import msgspec
import structlog

from adapters.contract import Done, Forbidden, GaveUp, Later, Namer
from hub.application.changing import Changing
from hub.application.ports import EventLog, UidTrace
from hub.application.relay import Stopping
from hub.application.writing import OwedWrite, OwedWrites, State
from hub.domain.ticket import Ticket
from schemas.events import Event, NativeIdLinked, Recorded, StatusReported, UidTold
from schemas.instant import Instant

UIDS: Final = "uid/"
"""In front of a system's name: what is owed to it of UIDs, in the tables of what is owed to it of statuses."""
IDLE: Final = 1.0
"""Seconds between two looks at the log."""
PAUSE: Final = 30.0
"""Seconds until a system that could not be told is told again, at least."""
_AT_ONCE: Final = 500

_log = structlog.stdlib.get_logger("hub.naming")


class Naming:
    """Tells one system its UIDs: an activity of the connector."""

    def __init__(
        self,
        system: str,
        opened: Callable[[], AbstractContextManager[Namer]],
        owed: OwedWrites,
        trace: Callable[[str], UidTrace | None],
        changing: Changing,
        log: EventLog,
        clock: Callable[[], Instant],
    ) -> None:
        """``opened`` holds the connections to the system for the length of a block."""
        self._system = system
        self._opened = opened
        self._owed = owed
        self._trace = trace
        self._changing = changing
        self._log = log
        self._clock = clock

    @property
    def name(self) -> str:
        return UIDS + self._system

    def run(self, stop: Stopping) -> None:
        """Tell until asked to stop. Raises Unavailable when the hub's own store is away.

        It begins with tickets of after its first start. 1. The log is read. 2. What came to be owed is stored together
        with the position. 3. The field is read, written and read back. 4. ``uid_told`` is appended. 5. The row goes, or
        says why it stays. A crash before 2 reads the log again; one behind 3 or 4 reads the field once more, and finds
        it filled.
        """
        with self._opened() as namer:
            self._owed.position(self.name, self._log.head())
            while not stop.asked:
                stop.wait(self.round(namer))

    def round(self, namer: Namer) -> float:
        """Tell what there is to tell; the seconds until there may be more.

        A system that is away or forbids it is left alone with all that it is owed: the next would fare no better.
        """
        is_full = self._follow()
        for _ in range(_AT_ONCE):
            row = self._owed.due(self.name, self._clock())
            if row is None:
                return 0.0 if is_full else IDLE
            if pause := self._tell(namer, row):
                return pause
        return 0.0

    def _follow(self) -> bool:
        """Note what came to be owed since the last look; say whether there is more to read."""
        head = self._log.head()
        position = self._owed.position(self.name, head)
        events = self._log.read(position, _AT_ONCE, (StatusReported.TOPIC, NativeIdLinked.TOPIC))
        owed = [self._row(recorded.stream, event) for recorded, event in self._first_reports(events)]
        is_full = len(events) == _AT_ONCE
        end = events[-1].position if is_full else max([head, *(each.position for each in events)])
        if end > position:
            self._owed.note(self.name, owed, (), end)
        return is_full

    def _row(self, uid: str, event: StatusReported | NativeIdLinked) -> OwedWrite:
        """It is due as long as it is owed, in the order in which the tickets began."""
        return OwedWrite(
            system=self.name,
            uid=uid,
            native_id=event.native_id,
            native="",
            status="",
            snapshot=0,
            due_at=event.recorded_at,
            since=event.recorded_at,
        )

    def _first_reports(self, events: list[Recorded]) -> Iterator[tuple[Recorded, StatusReported | NativeIdLinked]]:
        """Those with which a ticket began in this system, and got its UID from the hub."""
        for recorded in events:
            event = recorded.event
            if not isinstance(event, StatusReported | NativeIdLinked) or recorded.version != 1 or not event.native_id:
                continue
            trace = self._trace(recorded.stream) if event.system == self._system else None
            if trace is not None and trace.origin == f"minted:{self._system}":
                yield recorded, event

    def _tell(self, namer: Namer, row: OwedWrite) -> float:
        """Tell one, by the id that its ticket goes by now; the seconds to wait, if it has to be told again."""
        row = msgspec.structs.replace(row, native_id=self._goes_by(row))
        told = {"system": self._system, "uid": row.uid, "native_id": row.native_id}
        match namer.name(row.native_id, row.uid):
            case Later(why, after_seconds):
                _log.warning("uid_not_told", **told, why=why)
                self._owed.keep(_tried(row, State.RETRYING, why))
                return max(PAUSE, after_seconds)
            case Forbidden(why):
                _log.error("uid_not_told", **told, why=why, cure="give the hub's user there the right to change it")
                self._owed.keep(_tried(row, State.FORBIDDEN, why))
                return PAUSE
            case GaveUp(why):
                _log.warning("uid_not_told", **told, why=why)
                self._settle(row, "failed", why)
                self._owed.keep(msgspec.structs.replace(_tried(row, State.FAILED, why), due_at=None))
            case Done():
                self._settle(row, "done", "")
                self._owed.drop(row)
        return 0.0

    def _goes_by(self, row: OwedWrite) -> str:
        found = [row.native_id]

        def look(ticket: Ticket, _: Instant) -> list[Event]:
            found[0] = ticket.native_ids.get(self._system, row.native_id)
            return []

        self._changing.change(row.uid, look)
        return found[0]

    def _settle(self, row: OwedWrite, outcome: str, detail: str) -> None:
        def settle(_: Ticket, now: Instant) -> list[Event]:
            told = {"system": self._system, "native_id": row.native_id}
            return [UidTold(recorded_at=now, outcome=outcome, detail=detail, **told)]

        self._changing.change(row.uid, settle)


def _tried(row: OwedWrite, state: State, why: str) -> OwedWrite:
    return msgspec.structs.replace(row, state=state, attempts=row.attempts + 1, error=why)
