"""What has to be looked up of one system: gathered from what is parked, one entry an object, however many events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from adapters.reading import Lookup
from hub.application.intake import LOOKUP
from hub.application.ports import EventLog, Stored
from hub.domain.parked import Parked
from schemas.events import ReportParked, ReportRetried
from schemas.instant import SECOND, Instant

BY: Final = "hub"
"""Who says in the log why a look-up stays parked, where no person did."""
PATIENCE: Final = 10 * SECOND
"""Microseconds that an object is read later than its first event asks for, while further events come in."""
_AT_ONCE: Final = 500


class OwedLookup(msgspec.Struct, kw_only=True):
    """An object that has to be read."""

    what: str
    native_id: str
    waiting: dict[str, Instant]
    """The parked deliveries that wait for it, each with the time from which on the object may be read for it."""
    since: Instant
    """When it was last asked for, by an event or a person."""
    event_at: Instant = 0
    """When the newest of its events says that something happened; 0 where none does."""
    tries: int = 0
    not_before: Instant = 0
    """When it may be tried again, after a failure."""
    told: str = ""
    """What was last said of why it waits."""

    @property
    def due_at(self) -> Instant:
        """When it is read: as soon as every event is old enough, but for those that come without end."""
        dues = self.waiting.values()
        return max(self.not_before, min(max(dues), min(dues) + PATIENCE))


class OwedLookups:
    """The objects that are owed. Kept in memory: the event log says all of it, and is gathered anew at each start."""

    def __init__(
        self,
        system: str,
        log: EventLog,
        named: Callable[[ReportParked], Lookup | None],
        delay: Callable[[str], Instant],
    ) -> None:
        """``named`` is the look-up that a parked body asks for; ``delay`` says of a kind of object how long after an
        event it is read."""
        self._system = system
        self._log = log
        self._named = named
        self._delay = delay
        self._owed: dict[tuple[str, str], OwedLookup] = {}

    def gather(self, ids: Sequence[str]) -> list[str]:
        """Note what these parked deliveries ask for; return those that ask for nothing, as they are read by now."""
        strangers: list[str] = []
        for start in range(0, len(ids), _AT_ONCE):
            for stream, stored in self._log.load(list(dict.fromkeys(ids[start : start + _AT_ONCE]))).items():
                parked = Parked(stream, stored.events)
                event = parked.event
                if event is None or parked.released or (event.system, parked.reason) != (self._system, LOOKUP):
                    continue
                named = self._named(event)
                if named is None:
                    strangers.append(stream)
                else:
                    self._note(stream, named, stored)
        return strangers

    def _note(self, stream: str, named: Lookup, stored: Stored) -> None:
        since, was_retried = _asked_for(stored)
        native_id = named.native_id or named.uid
        due_at = since if was_retried else since + self._delay(named.what)
        owed = self._owed.get((named.what, native_id))
        if owed is None:
            owed = OwedLookup(what=named.what, native_id=native_id, waiting={}, since=since)
            self._owed[named.what, native_id] = owed
        owed.waiting[stream] = due_at
        owed.since = max(owed.since, since)
        owed.event_at = max(owed.event_at, named.occurred_at or 0)
        if was_retried:
            owed.tries, owed.not_before, owed.told = 0, 0, ""

    def due(self, now: Instant) -> OwedLookup | None:
        """What has been due for longest."""
        first = min(self._owed.values(), key=lambda owed: owed.due_at, default=None)
        return first if first is not None and first.due_at <= now else None

    def over(self, owed: OwedLookup, ids: Sequence[str]) -> None:
        """These deliveries wait no longer."""
        for stream in ids:
            owed.waiting.pop(stream, None)
        owed.tries, owed.not_before, owed.told = 0, 0, ""
        if not owed.waiting:
            del self._owed[owed.what, owed.native_id]

    def __len__(self) -> int:
        return len(self._owed)


def _asked_for(stored: Stored) -> tuple[Instant, bool]:
    """When a parked look-up was last asked for, and whether a person did."""
    since, was_retried = 0, False
    for recorded in stored.events:
        event = recorded.event
        if isinstance(event, ReportParked):
            since, was_retried = event.recorded_at, False
        elif isinstance(event, ReportRetried) and event.by != BY:
            since, was_retried = event.recorded_at, True
    return since, was_retried
