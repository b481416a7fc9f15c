"""How a relay fares, for the log, the metrics and whoever asks whether it is ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import structlog

from hub.application.relay import Committed
from hub.entrypoints.readiness import Impediment
from hub.infrastructure.relay_lease import Standing
from hub.telemetry import Metrics
from hub.wiring import Hub
from schemas.events import Event
from schemas.instant import SECOND

_log = structlog.stdlib.get_logger("hub.relay")

_CURE: Final = "It tries again by itself; cure the cause"
_TIME_OF: Final = msgspec.json.Decoder(Event)


class RelayWatch:
    """Sees how a relay fares (the port is hub.application.relay.Watch). ``failure`` may be read from any thread."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._leads: bool | None = None
        self.failure = ""
        """Why nothing is published, while nothing is."""

    def stands_by(self) -> None:
        """Another relay leads."""
        if self._leads is not False:
            _log.info("relay_stands_by")
        self._turn(leads=False)
        self.failure = ""

    def leads(self, position: int) -> None:
        """This one leads, and goes on behind a position. Whether that works is seen when something is published."""
        if not self.failure:
            _log.info("relay_leads", position=position)
            self._metrics.relay_takeovers.inc()
        self._turn(leads=True)

    def published(self, position: int, published: Committed) -> None:
        """A batch is committed, up to a position."""
        self._works()
        for topic, count in published.counts.items():
            self._metrics.relay_published.labels(topic).inc(count)
        self._metrics.relay_seconds.observe(published.seconds)
        _log.debug("published", position=position, seconds=published.seconds)

    def catches_up(self) -> None:
        """There is nothing to publish."""
        self._works()

    def fails(self, why: str) -> None:
        """Nothing is published until this is cured."""
        if why != self.failure:
            _log.error("relay_fails", why=why)
        self._turn(leads=False)
        self._leads = None
        self.failure = why

    def rests(self) -> None:
        """It was asked to stop."""
        self._turn(leads=False)

    def impediments(self) -> Sequence[Impediment]:
        """Why the relay is not ready; one that stands by is."""
        return [Impediment(f"Nothing is published: {self.failure}", _CURE)] if self.failure else []

    def _turn(self, *, leads: bool) -> None:
        self._leads = leads
        self._metrics.relay_active.set(leads)

    def _works(self) -> None:
        if self.failure:
            _log.info("relay_works_again")
        self.failure = ""


def measure(hub: Hub, standing: Callable[[], Standing]) -> None:
    """Set how far the topics are behind the log, whichever relay leads. Raises Unavailable.

    Of an event only its time is read: one that this program does not know, and cannot publish, is when it matters most.
    """
    position = standing().position
    head = hub.log.head()
    waiting = hub.log.logged(position, 1)
    ages = [hub.clock() - _TIME_OF.decode(oldest.state).recorded_at for oldest in waiting]
    hub.metrics.relay_lag.set(head - position if waiting else 0)
    hub.metrics.relay_delay.set(max(0, *ages) / SECOND if waiting else 0)
