"""Writing back: what is owed to one system is noted as the log grows, and written, one ticket after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from functools import partial
from typing import Final, Protocol

import msgspec

from adapters.contract import Change, Done, Forbidden, GaveUp, Later, NotAllowed, NotReached, Overtaken, Sink, Written
from hub.application.backing_off import Rest, no_rest
from hub.application.changing import Changing
from hub.application.circuit import Circuit, Trouble, Troubles
from hub.application.ports import EventLog
from hub.application.relay import Stopping
from hub.domain import owed as rules
from hub.domain.owed import Owed
from hub.domain.ticket import Ticket
from mappings.model import MappingTable
from schemas.events import CanonicalChanged, Event
from schemas.instant import SECOND, Instant

FIRST_PAUSE: Final = 5 * SECOND
LONGEST_PAUSE: Final = 900 * SECOND
"""Microseconds between two tries of one write; doubled from the first to the longest."""
MOST_ATTEMPTS: Final = 20
"""Tries of one write, over about three hours, until it is given up."""
IDLE: Final = 1.0
"""Seconds between two looks at the log and at what is due."""
_AT_ONCE: Final = 500


class State(StrEnum):
    """How a write stands that was not done yet."""

    OWED = "owed"
    RETRYING = "retrying"
    FAILED = "failed"
    """Not tried again before the canonical status changes again."""
    FORBIDDEN = "forbidden"
    """Tried again when the connector is started anew, as it is after its settings were corrected."""
    DRY_RUN = "dry-run"
    """It would be written, if writing were on."""


class OwedWrite(msgspec.Struct, frozen=True, kw_only=True):
    """A status that a system has not been told."""

    system: str
    uid: str
    native_id: str
    native: str
    status: str
    snapshot: int
    state: State = State.OWED
    attempts: int = 0
    due_at: Instant | None = None
    """When it is tried next; None: not by itself."""
    error: str = ""
    since: Instant = 0
    """When it came to be owed."""


class OwedWrites(Troubles, Protocol):
    """What is owed, and how far the log was read for it. At most one row a system and ticket. All raise Unavailable."""

    def position(self, system: str, default: int) -> int:
        """How far the log was read for a system; ``default``, which is stored, where it never was."""
        ...

    def note(self, system: str, owed: Sequence[OwedWrite], over: Sequence[str], position: int) -> None:
        """In one transaction: what is owed now, the tickets of which nothing is owed any more, and the position."""
        ...

    def rearm(self, system: str, states: Sequence[State], now: Instant) -> None:
        """Make what stands in these states due again."""
        ...

    def due(self, system: str, now: Instant) -> OwedWrite | None:
        """The write that has been due for longest."""
        ...

    def keep(self, write: OwedWrite) -> None: ...
    def drop(self, write: OwedWrite) -> None: ...
    def counts(self, system: str) -> dict[str, int]:
        """How many writes stand in which state."""
        ...


class WriteWatch(Protocol):
    """Sees how writing to a system fares."""

    def wrote(self, write: OwedWrite, outcome: str, why: str) -> None: ...
    def stands(self, system: str, counts: dict[str, int]) -> None: ...
    def fares(self, system: str, trouble: Trouble | None) -> None:
        """It fails, and perhaps is left alone; None: it does what it is asked."""
        ...


class Writing:
    """Writes to one system."""

    def __init__(
        self,
        system: str,
        tables: Mapping[str, MappingTable],
        sink: Sink,
        owed: OwedWrites,
        changing: Changing,
        log: EventLog,
        clock: Callable[[], Instant],
        watch: WriteWatch,
        *,
        dry_run: bool = False,
        rest: Rest = no_rest,
    ) -> None:
        self.system = system
        self.circuit = Circuit()
        self._tables = tables
        self._sink = sink
        self._owed = owed
        self._changing = changing
        self._log = log
        self._clock = clock
        self._watch = watch
        self._dry_run = dry_run
        self._rest = rest

    def begin(self) -> None:
        """Make ready: writing begins with what happens from the first start on, never with the past."""
        self._owed.position(self.system, self._log.head())
        states = [State.FORBIDDEN] if self._dry_run else [State.FORBIDDEN, State.DRY_RUN]
        self._owed.rearm(self.system, states, self._clock())
        self._owed.end_pause(self.system)
        self._watch.fares(self.system, None)

    def follow(self) -> bool:
        """Note what came to be owed since the last look; say whether there is more to read.

        1. The log is read. 2. Rows and position are stored together. A crash before 2 reads the same again.
        """
        head = self._log.head()
        position = self._owed.position(self.system, head)
        if position >= head:
            return False
        events = self._log.read(position, _AT_ONCE, (CanonicalChanged.TOPIC,))
        is_full = len(events) == _AT_ONCE
        uids = dict.fromkeys(event.stream for event in events)
        found = {uid: self._look(uid) for uid in uids}
        now = self._clock()
        owed = [_row(due, now) for due in found.values() if due is not None]
        over = [uid for uid, due in found.items() if due is None]
        self._owed.note(self.system, owed, over, events[-1].position if is_full else max(head, _end(events)))
        if uids:
            self._watch.stands(self.system, self._owed.counts(self.system))
        return is_full

    def step(self) -> bool:
        """Write what has been due for longest; say whether there was anything.

        1. ``write_begun`` is appended, decided on the ticket as the log has it. 2. The system is asked to change, and
        read back; where it has to be led there, ``write_stepped`` is appended before each step that is not the last.
        3. That the system fails, or does no longer, is stored. 4. ``write_settled`` is appended, unless it is tried
        again. 5. The row goes, or says when to try again. A crash behind 1, 2 or 3 leaves an open write whose row is
        still due: it is tried again from where the system stands, which changes nothing where it stands there already.
        A crash behind 4 leaves a row of which nothing is owed, and which goes when it is looked at. What is frozen or
        owed no more in the middle of 2 is left where it is: its row is looked at again.
        """
        now = self._clock()
        may_ask = self._rest() <= 0 and self.circuit.allows(now)
        row = self._owed.due(self.system, now) if may_ask else None
        if row is None:
            return False
        due = self._look(row.uid) if self._dry_run else self._begun(row.uid)
        if due is None:
            self._owed.drop(row)
        elif self._dry_run:
            self._finish(_again(row, due, State.DRY_RUN, None, ""), "dry-run", "")
        elif (written := self._written(due)) is not None:
            self._conclude(_again(row, due, row.state, row.due_at, row.error), written)
        self._watch.stands(self.system, self._owed.counts(self.system))
        return True

    def _look(self, uid: str) -> Owed | None:
        found: list[Owed | None] = [None]

        def look(ticket: Ticket, _: Instant) -> list[Event]:
            found[0] = rules.owed(ticket, self._tables[self.system])
            return []

        self._changing.change(uid, look)
        return found[0]

    def _begun(self, uid: str) -> Owed | None:
        found: list[Owed | None] = [None]

        def begin(ticket: Ticket, now: Instant) -> list[Event]:
            found[0] = due = rules.owed(ticket, self._tables[self.system])
            return rules.begin(ticket, due, now) if due else rules.settle_unowed(ticket, self.system, now)

        self._changing.change(uid, begin)
        return found[0]

    def _written(self, due: Owed) -> Written | None:
        """What came of a write; None where it was no longer owed on the way."""
        change = Change(
            uid=due.uid,
            native_id=due.native_id,
            native=due.native,
            status=due.status,
            current_native=due.current_native,
            passing=partial(self._pass, due),
        )
        try:
            return self._sink.write(change)
        except Overtaken:
            return None
        except NotReached as error:
            return Later(str(error), error.after_seconds)
        except NotAllowed as error:
            return Forbidden(str(error))

    def _pass(self, due: Owed, native: str) -> None:
        """Note that a system is led through a word. Raises Overtaken where something else is owed by now."""
        stepped: list[Event] = []

        def step(ticket: Ticket, now: Instant) -> list[Event]:
            stepped[:] = rules.step(ticket, due, native, self._tables[self.system], now)
            return stepped

        self._changing.change(due.uid, step)
        if not stepped:
            raise Overtaken

    def _conclude(self, row: OwedWrite, written: Written) -> None:
        now = self._clock()
        match written:
            case Done():
                self._works()
                self._settle(row, "done", "")
                self._owed.drop(row)
                self._watch.wrote(row, "done", "")
            case Later(why, after_seconds) if row.attempts + 1 < MOST_ATTEMPTS:
                self._fails(now, why)
                due_at = now + _pause(row.attempts, after_seconds)
                self._finish(_tried(row, State.RETRYING, due_at, why), "later", why)
            case Later(why):
                self._fails(now, why)
                self._settle(row, "failed", why)
                self._finish(_tried(row, State.FAILED, None, why), "failed", why)
            case GaveUp(why):
                self._works()
                self._settle(row, "failed", why)
                self._finish(_tried(row, State.FAILED, None, why), "failed", why)
            case Forbidden(why):
                self._fails(now, why)
                self._settle(row, "forbidden", why)
                self._finish(_tried(row, State.FORBIDDEN, None, why), "forbidden", why)

    def _works(self) -> None:
        self.circuit.worked()
        self._owed.end_trouble(self.system)
        self._watch.fares(self.system, None)

    def _fails(self, now: Instant, why: str) -> None:
        self.circuit.failed(now)
        trouble = self.circuit.trouble(self.system, why, now)
        self._owed.keep_trouble(trouble)
        self._watch.fares(self.system, trouble)

    def _settle(self, row: OwedWrite, outcome: str, why: str) -> None:
        self._changing.change(row.uid, partial(_settled, system=self.system, outcome=outcome, why=why))

    def _finish(self, row: OwedWrite, outcome: str, why: str) -> None:
        self._owed.keep(row)
        self._watch.wrote(row, outcome, why)


class WritingBack:
    """Writes to one system for as long as it is asked to: an activity of the connector."""

    def __init__(
        self,
        system: str,
        opened: Callable[[], AbstractContextManager[Writing]],
        freshen: Callable[[], None] = lambda: None,
    ) -> None:
        """``opened`` holds the connections to the system for the length of a block.

        ``freshen`` looks for mapping tables that were published meanwhile.
        """
        self._system = system
        self._opened = opened
        self._freshen = freshen

    @property
    def name(self) -> str:
        return f"write/{self._system}"

    def run(self, stop: Stopping) -> None:
        """Write until asked to stop. Raises Unavailable when the hub's own store is away."""
        with self._opened() as writing:
            writing.begin()
            while not stop.asked:
                self._freshen()
                has_more = writing.follow()
                has_written = writing.step()
                if not has_more and not has_written:
                    stop.wait(IDLE)


def _settled(ticket: Ticket, now: Instant, *, system: str, outcome: str, why: str) -> list[Event]:
    return rules.settle(ticket, system, outcome, why, now)


def _end(events: Sequence[object]) -> int:
    return getattr(events[-1], "position", 0) if events else 0


def _row(due: Owed, now: Instant) -> OwedWrite:
    return OwedWrite(
        system=due.system,
        uid=due.uid,
        native_id=due.native_id,
        native=due.native,
        status=due.status,
        snapshot=due.snapshot,
        due_at=now,
        since=now,
    )


def _again(row: OwedWrite, due: Owed, state: State, due_at: Instant | None, error: str) -> OwedWrite:
    """The row with what is owed by now."""
    return msgspec.structs.replace(
        row,
        native_id=due.native_id,
        native=due.native,
        status=due.status,
        snapshot=due.snapshot,
        state=state,
        due_at=due_at,
        error=error,
    )


def _tried(row: OwedWrite, state: State, due_at: Instant | None, why: str) -> OwedWrite:
    return msgspec.structs.replace(row, attempts=row.attempts + 1, state=state, due_at=due_at, error=why)


def _pause(attempts: int, after_seconds: float) -> int:
    return max(int(after_seconds * SECOND), min(LONGEST_PAUSE, FIRST_PAUSE << min(attempts, 16)))
