"""What runs beside the gateway, each in a thread: the views are kept up, consistency and silence are sampled, and what
was parked for want of a link that there is now is released.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, Final

import structlog
from psycopg import Connection

from hub.entrypoints.readiness import Impediment
from hub.infrastructure.bodies import AT_ONCE
from hub.wiring import Hub, patience_of, wakeup_of
from projections.consistency import sample
from projections.systems import list_systems
from schemas.instant import DAY, SECOND

READY_LAG: Final = 20_000
"""A hub whose views are more events behind than this is not ready to be read from."""
_LAST_WAIT: Final = 10.0
_LISTEN_SECONDS: Final = 60.0
_RELEASE_SECONDS: Final = 1.0
_SHARE: Final = 20
"""Looking for what can be released takes at most one part in so many of the time."""

_log = structlog.stdlib.get_logger("hub.views")


class Following:
    """The views of a hub while they are kept up."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, sample_seconds: float, *, listens: bool) -> None:
        """Begin to keep the views up, and to sample the rate every so many seconds; ``listens`` for other processes."""
        follow = threading.Thread(target=self._hub.runner.follow, args=(self._hub.wake, self._stop), name="views")
        trend = threading.Thread(target=self._sample, args=(sample_seconds,), name="consistency")
        releases = threading.Thread(target=self._release, name="releases")
        self._threads = [follow, trend, releases]
        if listens:
            self._threads.append(threading.Thread(target=self._listen, name="notices"))
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """End them after what they are at."""
        self._stop.set()
        self._hub.wake.set()
        for thread in self._threads:
            thread.join(_LAST_WAIT)

    def impediments(self) -> Sequence[Impediment]:
        """Why the hub is not ready. Raises Unavailable where the store cannot be asked."""
        found = []
        behind = self._hub.log.head() - self._hub.runner.position
        if failure := self._hub.runner.failure:
            cure = "Cure the cause, which the log names, or run `statushub projections rebuild`"
            found.append(Impediment(f"The views stand still: {failure}", cure))
        elif behind > READY_LAG:
            found.append(Impediment(f"The views are {behind} events behind", "Wait until they have caught up"))
        return found

    def _listen(self) -> None:
        """Wake the views' thread for events of other processes, which it would find by itself only after a while."""
        with closing(wakeup_of(self._hub, self._stop.is_set)) as wakeup:
            while not self._stop.is_set():
                wakeup.wait(_LISTEN_SECONDS)
                self._hub.wake.set()

    def _release(self) -> None:
        """A report that named its ticket by an id alone may come before the one that says whose id that is."""
        pause = _RELEASE_SECONDS
        while not self._stop.wait(pause):
            began = time.monotonic()
            try:
                tried = self._hub.parking.release_linked()
            except Exception as error:
                _log.warning("not_released", error=repr(error))
            else:
                if tried:
                    _log.info("linked_reports_tried", reports=tried)
            pause = max(_RELEASE_SECONDS, _SHARE * (time.monotonic() - began))

    def _sample(self, every: float) -> None:
        threshold = self._hub.settings.yellow_after * SECOND
        while not self._stop.wait(every):
            try:
                with self._hub.connect() as connection:
                    found = sample(connection, self._hub.clock(), threshold=threshold)
                    self._tell_silence(connection)
                rates = {rate.system: (rate.pairs, rate.agreeing) for rate in found.by_system}
                self._hub.metrics.set_consistency(rates, found.contradictions)
                self._prune()
            except Exception as error:  # a trend with a gap is no reason to end it
                _log.warning("consistency_not_sampled", error=repr(error))

    def _tell_silence(self, connection: Connection[Any]) -> None:
        """Tell who is silent for longer than usual. Views that stand still would make that everybody: then nothing new
        is told."""
        if self.impediments():
            return
        hub = self._hub
        patience, zone = patience_of(hub.settings), hub.settings.time_zone
        rows = list_systems(connection, hub.clock(), patience=patience, zone=zone)
        hub.metrics.set_silence({row.system: row.silence.is_too_long for row in rows})

    def _prune(self) -> None:
        """Let go of bodies whose time is over, a bounded number for each transaction."""
        hub = self._hub
        before = hub.clock() - int(hub.settings.keep_bodies * DAY)
        while hub.bodies.prune(before) == AT_ONCE and not self._stop.is_set():
            pass


@contextmanager
def following(hub: Hub, sample_seconds: float, *, listens: bool = False) -> Iterator[Following]:
    """Keep the views of a hub up, until the end of the block.

    Where other processes append, one that ``listens`` has their events within milliseconds, else within a second.
    """
    follower = Following(hub)
    follower.start(sample_seconds, listens=listens)
    try:
        yield follower
    finally:
        follower.finish()
