"""Listening to systems that tell without a webhook, as activities of the connector."""

from __future__ import annotations

import random
from collections.abc import Sequence

import structlog

from adapters.contract import NotAllowed
from adapters.registry import open_listener
from hub.application.hearing import Hearing
from hub.connections import connections
from hub.entrypoints.connector.counted import CountedIngest
from hub.wiring import Hub

_log = structlog.stdlib.get_logger("hub.connector")


def listening(hub: Hub) -> Sequence[Hearing]:
    """One activity for each system that is listened to, and whose URL is set. Raises UnusableConnection."""
    found = []
    for system, connection in connections(hub.manifests).items():
        manifest = hub.manifests[system]
        if not manifest.listen:
            continue
        try:
            listener = open_listener(manifest, connection, hub.clock)
        except NotAllowed as error:
            _log.error("system_not_usable", system=system, why=str(error))
            continue
        watch = LoggedHearing(system)
        # The chance spreads connections; nothing hangs on its being guessed.
        ports = (CountedIngest(hub.ingestion, hub.metrics), hub.clock, watch, random.random)
        found.append(Hearing(system, listener, *ports, keeps_bodies=hub.settings.keeps_bodies))
    return found


class LoggedHearing:
    """Tells the log how listening fares: a failure once, and that it is over (the port is hub.application.hearing)."""

    def __init__(self, system: str) -> None:
        self._system = system
        self._failure = ""

    def heard(self, deliveries: int) -> None:
        """What the system said is stored."""
        if self._failure:
            _log.info("listening_works_again", system=self._system, deliveries=deliveries)
        self._failure = ""

    def fails(self, why: str, *, pause: float, needs_a_person: bool) -> None:
        """The connection is gone, or refused; it is tried again after a pause."""
        if why != self._failure:
            tell = _log.error if needs_a_person else _log.warning
            tell("listening_failed", system=self._system, why=why, again_in_seconds=round(pause))
        self._failure = why
