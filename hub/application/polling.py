"""Asking a system what changed: from the cursor to its answer, to stored reports, to the next cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final, Protocol

import msgspec
from msgspec.structs import replace

from adapters.contract import NotAllowed, NotReached, Source
from hub.application.backing_off import Rest, no_rest, pause_after
from hub.application.ports import Delivery, Ingest
from hub.application.reading import deliveries_of_piece
from hub.application.relay import Stopping
from schemas.instant import Instant

AT_ONCE: Final = 500
"""Deliveries that are stored in one batch."""


class Cursors(Protocol):
    """How far each system has been read. All raise Unavailable."""

    def read(self, system: str) -> str: ...
    def store(self, system: str, cursor: str) -> None: ...


class Step(msgspec.Struct, frozen=True):
    """What one step came to."""

    deliveries: int
    more: bool


class PollWatch(Protocol):
    """Sees how asking a system fares."""

    def asked(self, step: Step) -> None: ...
    def fails(self, why: str, *, pause: float, needs_a_person: bool) -> None: ...


def _heard(delivery: Delivery, now: Instant) -> Delivery:
    """What was received when the answer was there, not when it was asked for.

    Meanwhile the hub may have written, and the answer may show it: its echo must not seem to be older than the write.
    """
    report = delivery.report
    return delivery if report is None else replace(delivery, report=replace(report, received_at=now))


class Polling:
    """Asks one system, step by step."""

    def __init__(
        self,
        system: str,
        source: Source,
        cursors: Cursors,
        ingest: Ingest,
        clock: Callable[[], Instant],
        *,
        keeps_bodies: bool = False,
    ) -> None:
        """``keeps_bodies``: what was read of an object is kept beside its report for a while."""
        self.system = system
        self._keeps_bodies = keeps_bodies
        self._source = source
        self._cursors = cursors
        self._ingest = ingest
        self._clock = clock

    def step(self) -> Step:
        """Ask once from where the last step ended, and store what the answer says.

        1. The system is asked. 2. What it said is stored, or parked. 3. The cursor is stored. A crash before 2 leaves
        nothing; a crash between 2 and 3 asks for the same once more, and the delivery ids tell that it is known.

        Raises NotReached and NotAllowed with nothing stored, and Unavailable.
        """
        before = self._cursors.read(self.system)
        page = self._source.poll(before, self._clock())
        now = self._clock()
        deliveries = [
            _heard(each, now)
            for piece in page.pieces
            for each in deliveries_of_piece(self.system, piece, now, keeps_body=self._keeps_bodies)
        ]
        self._store(deliveries)
        if page.cursor != before:
            self._cursors.store(self.system, page.cursor)
        return Step(len(deliveries), page.more)

    def _store(self, deliveries: Sequence[Delivery]) -> None:
        for start in range(0, len(deliveries), AT_ONCE):
            self._ingest.ingest(deliveries[start : start + AT_ONCE])


class Asking:
    """Asks one system for as long as it is asked to, and leaves it alone when it fails.

    Systems that were started together do not ask together: every pause is stretched by ``jitter``, which gives a number
    from 0 to 1.
    """

    def __init__(
        self,
        system: str,
        opened: Callable[[], AbstractContextManager[Polling]],
        every: float,
        watch: PollWatch,
        jitter: Callable[[], float],
        rest: Rest = no_rest,
    ) -> None:
        """``every``: seconds between two polls."""
        self._system = system
        self._opened = opened
        self._every = every
        self._watch = watch
        self._jitter = jitter
        self._rest = rest
        self._failures = 0

    @property
    def name(self) -> str:
        return f"poll/{self._system}"

    def run(self, stop: Stopping) -> None:
        """Ask until asked to stop. Raises Unavailable when the hub's own store is away.

        Connections are kept while all goes well, and made anew after a failure.
        """
        self._failures = 0
        while not stop.asked:
            try:
                with self._opened() as polling:
                    self._ask(polling, stop)
            except (NotReached, NotAllowed) as error:
                asked = error.after_seconds if isinstance(error, NotReached) else 0.0
                pause = pause_after(self._failures, self._jitter(), asked)
                self._failures += 1
                self._watch.fails(str(error), pause=pause, needs_a_person=isinstance(error, NotAllowed))
                stop.wait(pause)

    def _ask(self, polling: Polling, stop: Stopping) -> None:
        while not stop.asked:
            if (rest := self._rest()) > 0:
                stop.wait(rest)
                continue
            step = polling.step()
            self._failures = 0
            self._watch.asked(step)
            if not step.more:
                stop.wait(self._every * (1 + 0.1 * self._jitter()))
