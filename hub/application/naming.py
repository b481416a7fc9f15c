"""Telling a system the UIDs that the hub gave to tickets which began there: each once, in the order of the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Final, Protocol

import structlog

from adapters.contract import Done, Forbidden, GaveUp, Later, Namer
from hub.application.changing import Changing
from hub.application.ports import EventLog, UidTrace
from hub.application.relay import Stopping
from hub.domain.ticket import Ticket
from schemas.events import Event, NativeIdLinked, Recorded, StatusReported, UidTold
from schemas.instant import Instant

IDLE: Final = 1.0
"""Seconds between two looks at the log."""
PAUSE: Final = 30.0
"""Seconds until a system that could not be told is told again, at least."""
_AT_ONCE: Final = 500

_log = structlog.stdlib.get_logger("hub.naming")


class Positions(Protocol):
    """How far the log was read, by a name. All raise Unavailable."""

    def position(self, system: str, default: int) -> int: ...
    def note(self, system: str, owed: tuple[()], over: tuple[()], position: int) -> None: ...


class Naming:
    """Tells one system its UIDs: an activity of the connector."""

    def __init__(
        self,
        system: str,
        opened: Callable[[], AbstractContextManager[Namer]],
        positions: Positions,
        trace: Callable[[str], UidTrace | None],
        changing: Changing,
        log: EventLog,
    ) -> None:
        """``opened`` holds the connections to the system for the length of a block."""
        self._system = system
        self._opened = opened
        self._positions = positions
        self._trace = trace
        self._changing = changing
        self._log = log

    @property
    def name(self) -> str:
        return f"uid/{self._system}"

    def run(self, stop: Stopping) -> None:
        """Tell until asked to stop. Raises Unavailable when the hub's own store is away.

        It begins with tickets of after its first start. 1. The field is read, written and read back. 2. ``uid_told``
        is appended. 3. The position is stored. A crash behind 1 or 2 reads the field once more, and finds it filled.
        """
        with self._opened() as namer:
            self._positions.position(self.name, self._log.head())
            while not stop.asked:
                stop.wait(self.round(namer))

    def round(self, namer: Namer) -> float:
        """Tell what there is to tell; the seconds until there may be more."""
        head = self._log.head()
        position = self._positions.position(self.name, head)
        events = self._log.read(position, _AT_ONCE, (StatusReported.TOPIC, NativeIdLinked.TOPIC))
        for recorded, event in self._first_reports(events):
            pause = self._tell(namer, recorded.stream, event.native_id)
            if pause:
                self._positions.note(self.name, (), (), recorded.position - 1)
                return pause
        is_full = len(events) == _AT_ONCE
        end = events[-1].position if is_full else max([head, *(each.position for each in events)])
        if end > position:
            self._positions.note(self.name, (), (), end)
        return 0.0 if is_full else IDLE

    def _first_reports(self, events: list[Recorded]) -> Iterator[tuple[Recorded, StatusReported | NativeIdLinked]]:
        """Those with which a ticket began in this system, and got its UID from the hub."""
        for recorded in events:
            event = recorded.event
            if not isinstance(event, StatusReported | NativeIdLinked) or recorded.version != 1 or not event.native_id:
                continue
            trace = self._trace(recorded.stream) if event.system == self._system else None
            if trace is not None and trace.origin == f"minted:{self._system}":
                yield recorded, event

    def _tell(self, namer: Namer, uid: str, native_id: str) -> float:
        """Tell one; the seconds to wait, if it has to be told again."""
        told = {"system": self._system, "uid": uid, "native_id": native_id}
        match namer.name(native_id, uid):
            case Later(why, after_seconds):
                _log.warning("uid_not_told", **told, why=why)
                return max(PAUSE, after_seconds)
            case Forbidden(why):
                _log.error("uid_not_told", **told, why=why, cure="give the hub's user there the right to change it")
                return PAUSE
            case GaveUp(why):
                _log.warning("uid_not_told", **told, why=why)
                self._settle(uid, native_id, "failed", why)
            case Done():
                self._settle(uid, native_id, "done", "")
        return 0.0

    def _settle(self, uid: str, native_id: str, outcome: str, detail: str) -> None:
        def settle(_: Ticket, now: Instant) -> list[Event]:
            return [UidTold(recorded_at=now, system=self._system, native_id=native_id, outcome=outcome, detail=detail)]

        self._changing.change(uid, settle)
