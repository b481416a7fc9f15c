"""Asking systems what changed, as activities of the connector."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import structlog

from hub.application.polling import Asking, Polling, Step
from hub.entrypoints.connector.edges import cursors_of, sources_of
from hub.telemetry import Metrics
from hub.wiring import Hub

_log = structlog.stdlib.get_logger("hub.connector")


def asking(hub: Hub) -> Sequence[Asking]:
    """One activity for each system that has a source, and whose URL is set. Raises UnusableConnection, Unavailable."""
    sources = sources_of(hub)
    if not sources:
        return []
    cursors = cursors_of(hub)
    return [
        Asking(
            Polling(system, found.source, cursors, hub.ingestion, hub.clock),
            found.every,
            AskingWatch(system, hub.metrics),
            random.random,  # spreads requests; nothing hangs on its being guessed
        )
        for system, found in sources.items()
    ]


class AskingWatch:
    """Tells the log and the metrics how asking fares (the port is hub.application.polling.PollWatch)."""

    def __init__(self, system: str, metrics: Metrics) -> None:
        self._system = system
        self._metrics = metrics
        self._answered = time.monotonic()
        self._failure = ""

    def asked(self, step: Step) -> None:
        """The system answered, and what it said is stored."""
        if self._failure:
            _log.info("poll_works_again", system=self._system)
        self._failure = ""
        self._answered = time.monotonic()
        self._metrics.poll_age.labels(self._system).set_function(lambda: time.monotonic() - self._answered)
        self._count("changes" if step.deliveries else "nothing")

    def fails(self, why: str, *, pause: float, needs_a_person: bool) -> None:
        """The system did not answer, or refuses; it is asked again after a pause."""
        if why != self._failure:
            tell = _log.error if needs_a_person else _log.warning
            tell("poll_failed", system=self._system, why=why, again_in_seconds=round(pause))
        self._failure = why
        self._metrics.poll_age.labels(self._system).set_function(lambda: time.monotonic() - self._answered)
        self._count("refused" if needs_a_person else "failed")

    def _count(self, outcome: str) -> None:
        self._metrics.polls.labels(self._system, outcome).inc()
