"""What systems send again: counted, for a delivery that is known leaves no event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from threading import Lock
from typing import Final, Protocol

from hub.application.ports import Delivery, Ingest, InputMark, Outcome, Unavailable, Verdict
from schemas.instant import SECOND, Instant

EVERY: Final = 5 * SECOND
"""Microseconds at least between two times that a process stores what it counted."""


class Counts(Protocol):
    """How often each system sent again what the hub had. All raise Unavailable."""

    def add(self, more: Mapping[str, int]) -> None: ...
    def by_system(self) -> dict[str, int]: ...


class CountingIngest:
    """Takes deliveries in, and counts those that were known (the port is hub.application.ports.Ingest).

    What the hub itself asks for twice, as every poll does, does not come this way. Safe to use from several threads.
    """

    def __init__(self, ingest: Ingest, counts: Counts, systems: Container[str], clock: Callable[[], Instant]) -> None:
        """``systems`` are those that there are; what claims to come from others is not counted."""
        self._ingest = ingest
        self._counts = counts
        self._systems = systems
        self._clock = clock
        self._lock = Lock()
        self._waiting: Counter[str] = Counter()
        self._stored_at: Instant | None = None

    def ingest(self, deliveries: Sequence[Delivery], inputs: Sequence[InputMark] = ()) -> list[Outcome]:
        """Take the deliveries in, as the port says.

        1. They are ingested. 2. Now and then what was counted is stored. A crash in front of 2 loses the count of some
        seconds, and nothing else.
        """
        outcomes = self._ingest.ingest(deliveries, inputs)
        again = [
            delivery.system
            for delivery, outcome in zip(deliveries, outcomes, strict=True)
            if outcome.verdict is Verdict.DUPLICATE and delivery.system in self._systems
        ]
        with self._lock:
            self._waiting.update(again)
            now = self._clock()
            if self._waiting and (self._stored_at is None or now - self._stored_at >= EVERY):
                self._stored_at = now
                self._store()
        return outcomes

    def close(self) -> None:
        """Store what was counted since the last time."""
        with self._lock:
            self._store()

    def _store(self) -> None:
        if self._waiting:
            with suppress(Unavailable):  # they are stored with the next
                self._counts.add(self._waiting)
                self._waiting.clear()
