"""Asking systems what changed, as activities of the connector."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog

from hub.application.polling import Asking, Cursors, Polling, Step
from hub.entrypoints.connector.counted import CountedIngest
from hub.entrypoints.connector.edges import Asked, asked_systems, budget_of, cursors_of, opened_source
from hub.telemetry import Metrics
from hub.wiring import Hub

_log = structlog.stdlib.get_logger("hub.connector")


def asking(hub: Hub) -> Sequence[Asking]:
    """One activity for each system that has a source, and whose URL is set. Raises UnusableConnection, Unavailable."""
    systems = asked_systems(hub)
    if not systems:
        return []
    cursors = cursors_of(hub)
    return [_asking(hub, asked, cursors) for asked in systems.values()]


def _asking(hub: Hub, asked: Asked, cursors: Cursors) -> Asking:
    system, ingest = asked.manifest.system, CountedIngest(hub.ingestion, hub.metrics)

    @contextmanager
    def opened() -> Iterator[Polling]:
        with opened_source(hub, asked.manifest, asked.connection) as source:
            yield Polling(system, source, cursors, ingest, hub.clock, keeps_bodies=hub.settings.keeps_bodies)

    # The chance spreads requests; nothing hangs on its being guessed.
    ports = (AskingWatch(system, hub.metrics), random.random, budget_of(hub, asked.connection).rest)
    return Asking(system, opened, asked.every, *ports)


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
