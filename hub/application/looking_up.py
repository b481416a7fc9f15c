"""Looking up what events only name: the object is read, and what it says of itself is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final, Protocol

import structlog

from adapters.contract import Finder, NotAllowed, NotOffered, NotReached, Piece
from adapters.documents import Unreadable
from adapters.reading import Reading
from hub.application.backing_off import Rest, no_rest, pause_after
from hub.application.circuit import LOOKUPS, Circuit, Troubles
from hub.application.intake import LOOKUP
from hub.application.owed_lookups import BY, OwedLookup, OwedLookups
from hub.application.parking import ParkingLot
from hub.application.ports import EventLog, Fenced, Outcome, Unavailable
from hub.application.reading import deliveries_of_piece
from hub.application.relay import Stopping
from schemas.events import Event, ReportParked, ReportRetried
from schemas.instant import DAY, SECOND, Instant

FAILED: Final = "lookup-failed"
"""Why a delivery is parked whose object could not be looked up: a retry looks once more."""
OWED_FOR: Final = 3 * DAY
"""Microseconds for which an object is tried whose system fails. It is given up then, for a person to retry."""
ABSENT_TRIES: Final = 6
"""Tries, over a minute and more, of an object that is not there: an event may be quicker than what it tells of."""
STALE: Final = 10 * SECOND
"""Microseconds that an object may be older than its event, for clocks differ, and events are sent after what they tell.
What is older yet may come of a copy that lags: it is stored, and read again."""
STALE_TRIES: Final = 5
"""Tries, over half a minute and more, until what was read is taken for the newest there is."""
IDLE: Final = 1.0
"""Seconds between two looks at the log and at what is due."""
_AT_ONCE: Final = 500

_log = structlog.stdlib.get_logger("hub.lookups")


class LookupWatch(Protocol):
    """Sees how looking up fares."""

    def looked(self, owed: OwedLookup, outcome: str, why: str) -> None:
        """``outcome`` is ``done``, ``later`` or ``failed``."""
        ...

    def took(self, outcomes: Sequence[Outcome]) -> None:
        """These became of the reports in what an object said."""
        ...

    def stands(self, owed: int) -> None:
        """So many objects are owed now."""
        ...


class LookingUp:
    """Looks up the objects of one system."""

    def __init__(
        self,
        system: str,
        finder: Finder,
        owed: OwedLookups,
        parking: ParkingLot,
        log: EventLog,
        clock: Callable[[], Instant],
        watch: LookupWatch,
        troubles: Troubles,
        jitter: Callable[[], float],
        rest: Rest = no_rest,
        *,
        keeps_bodies: bool = False,
    ) -> None:
        """``keeps_bodies``: what was read of an object is kept beside its report for a while."""
        self.system = system
        self._keeps_bodies = keeps_bodies
        self.circuit = Circuit()
        self._finder = finder
        self._owed = owed
        self._parking = parking
        self._log = log
        self._clock = clock
        self._watch = watch
        self._troubles = troubles
        self._jitter = jitter
        self._rest = rest
        self._position = 0

    def begin(self) -> None:
        """Gather what has been owed so far. Raises Unavailable."""
        self._troubles.end_pause(LOOKUPS + self.system)
        self._position = self._log.head()
        self._gather(self._parking.standing(self.system, LOOKUP))

    def follow(self) -> bool:
        """Gather what came to be owed since the last look; say whether there is more to read. Raises Unavailable."""
        head = self._log.head()
        if self._position >= head:
            return False
        events = self._log.read(self._position, _AT_ONCE, (ReportParked.TOPIC, ReportRetried.TOPIC))
        self._gather([each.stream for each in events if _may_ask(self.system, each.event)])
        is_full = len(events) == _AT_ONCE
        end = events[-1].position if events else 0
        self._position = end if is_full else max(head, end)
        return is_full

    def _gather(self, ids: Sequence[str]) -> None:
        strangers = self._owed.gather(ids)
        if strangers:  # the adapter reads them otherwise by now
            self._parking.retry(strangers, BY)
        self._watch.stands(len(self._owed))

    def step(self) -> bool:
        """Look up what has been due for longest; say whether there was anything.

        1. The system is asked. 2. That it fails, or does no longer, is stored. 3. What the object says is stored, and
        what waited for it is released, in one transaction. A crash before 3 leaves all of it parked: it is looked up
        again. What came to wait behind 1 is not released, because the answer may be older; nor is anything by an object
        that is older than its event.

        Where the system fails, why is said in the log, once as long as it is the same. Raises Unavailable.
        """
        now = self._clock()
        may_ask = self._rest() <= 0 and self.circuit.allows(now)
        owed = self._owed.due(now) if may_ask else None
        if owed is None:
            return False
        ids = [stream for stream, due_at in owed.waiting.items() if due_at <= now]
        try:
            found = self._finder.find(owed.what, owed.native_id, now)
        except NotOffered as error:  # no fault of the system's, which the others go on to be asked of
            self._give_up(owed, ids, str(error))
        except (NotReached, NotAllowed) as error:
            self._failed(owed, ids, error)
        else:
            self.circuit.worked()
            self._troubles.end_trouble(LOOKUPS + self.system)
            self._found(owed, ids, found, now)
        self._watch.stands(len(self._owed))
        return True

    def _failed(self, owed: OwedLookup, ids: Sequence[str], error: NotReached | NotAllowed) -> None:
        now = self._clock()
        self.circuit.failed(now)
        self._troubles.keep_trouble(self.circuit.trouble(LOOKUPS + self.system, str(error), now))
        asked = error.after_seconds if isinstance(error, NotReached) else 0.0
        if now - owed.since > OWED_FOR:
            self._give_up(owed, ids, str(error))
        else:
            self._later(owed, ids, str(error), asked)

    def _found(self, owed: OwedLookup, ids: Sequence[str], piece: Piece | None, now: Instant) -> None:
        problem = "it is not there, or not shown to the hub's user" if piece is None else _problem(piece.found)
        if piece is None and owed.tries + 1 < ABSENT_TRIES:
            self._later(owed, ids, problem)
        elif piece is None or problem:
            self._give_up(owed, ids, problem)
        else:
            self._take(owed, ids, piece, now)

    def _take(self, owed: OwedLookup, ids: Sequence[str], piece: Piece, now: Instant) -> None:
        is_stale = owed.tries + 1 < STALE_TRIES and _is_older(piece.found, owed.event_at - STALE)
        try:
            deliveries = deliveries_of_piece(self.system, piece, now, keeps_body=self._keeps_bodies)
            self._watch.took(self._parking.answer([] if is_stale else ids, deliveries, BY))
        except (Unavailable, Fenced):
            raise
        except Exception as error:  # the others go on, and this one waits until the hub has been mended
            _log.exception("lookup_not_taken_in", system=self.system, native_id=owed.native_id)
            self._give_up(owed, ids, f"the hub could not take it in ({type(error).__name__}), and its log says why")
            return
        if is_stale:
            self._later(owed, ids, "what it says of itself is older than the event")
            return
        self._watch.looked(owed, "done", "")
        self._owed.over(owed, ids)

    def _later(self, owed: OwedLookup, ids: Sequence[str], why: str, asked: float = 0.0) -> None:
        pause = pause_after(owed.tries, self._jitter(), asked)
        owed.tries += 1
        owed.not_before = self._clock() + int(pause * SECOND)
        if why != owed.told:
            self._parking.explain(ids, LOOKUP, f"{_what(owed)} could not be looked up yet: {why}", BY)
        owed.told = why
        self._watch.looked(owed, "later", why)

    def _give_up(self, owed: OwedLookup, ids: Sequence[str], why: str) -> None:
        detail = f"{_what(owed)} was looked up in vain: {why}; retry this when it is put right"
        self._parking.explain(ids, FAILED, detail, BY)
        self._watch.looked(owed, "failed", why)
        self._owed.over(owed, ids)


class LookingUpAlways:
    """Looks up what is owed of one system for as long as it is asked to: an activity of the connector."""

    def __init__(self, system: str, opened: Callable[[], AbstractContextManager[LookingUp]]) -> None:
        """``opened`` holds the connections to the system for the length of a block."""
        self._system = system
        self._opened = opened

    @property
    def name(self) -> str:
        return f"look-up/{self._system}"

    def run(self, stop: Stopping) -> None:
        """Look up until asked to stop. Raises Unavailable when the hub's own store is away."""
        with self._opened() as looking:
            looking.begin()
            while not stop.asked:
                has_more = looking.follow()
                has_looked = looking.step()
                if not has_more and not has_looked:
                    stop.wait(IDLE)


def _may_ask(system: str, event: Event) -> bool:
    """Whether a look-up may have come to be owed by this."""
    match event:
        case ReportParked():
            return (event.system, event.reason) == (system, LOOKUP)
        case ReportRetried():
            return event.reason == LOOKUP and event.by != BY
    return False


def _problem(found: Reading | Unreadable) -> str:
    """Why what was read of an object is no answer. What cannot be read is one: it is parked as it came."""
    if isinstance(found, Unreadable) or found.reports:
        return ""
    if found.lookups:
        return f'what was read names it and no status either; correct [lookup."{found.lookups[0].what}"] of the adapter'
    return f"what was read holds no status ({'; '.join(found.ignored)})"


def _is_older(found: Reading | Unreadable, than: Instant) -> bool:
    """Whether an object says of all that it tells that it is older."""
    reports = found.reports if isinstance(found, Reading) else ()
    return bool(reports) and all(report.occurred_at is not None and report.occurred_at < than for report in reports)


def _what(owed: OwedLookup) -> str:
    return f"{owed.what} {owed.native_id}"
