"""Looking up what events only name, as activities of the connector."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog

from adapters.contract import Connection
from adapters.declarative import Reading, read
from adapters.login import lacking
from adapters.reading import Lookup
from adapters.registry import has_finder, open_finder
from hub.application.intake import LOOKUP
from hub.application.looking_up import LookingUp, LookingUpAlways
from hub.application.owed_lookups import OwedLookup, OwedLookups
from hub.application.ports import Outcome
from hub.connections import connections
from hub.entrypoints.connector.edges import budget_of, opened_session
from hub.telemetry import Metrics
from hub.wiring import Hub
from schemas.events import ReportParked
from schemas.instant import SECOND, Instant

_log = structlog.stdlib.get_logger("hub.connector")


def looking_up(hub: Hub) -> Sequence[LookingUpAlways]:
    """One activity for each system whose objects can be read, and whose URL is set.

    A system without a URL is told of where something waits for it. Raises UnusableConnection, Unavailable.
    """
    found = []
    reached = connections(hub.manifests)
    for system in sorted(hub.manifests.keys() - reached.keys()):
        if has_finder(hub.manifests[system]) and (waiting := hub.parking.standing(system, LOOKUP)):
            cure = f"set STATUSHUB_{system.upper()}_URL, where it is"
            _log.warning("lookups_wait", system=system, waiting=len(waiting), cure=cure)
    for system, connection in reached.items():
        manifest = hub.manifests[system]
        if not has_finder(manifest):
            continue
        if missing := lacking(manifest.login, connection):
            _log.error("system_not_looked_up", system=system, cure=f"set {' and '.join(missing)}")
            continue
        found.append(_activity(hub, connection))
    return found


def _activity(hub: Hub, connection: Connection) -> LookingUpAlways:
    system = connection.system
    watch = LookingUpWatch(system, hub.metrics)

    @contextmanager
    def opened() -> Iterator[LookingUp]:
        manifest = hub.manifests[system]
        with opened_session(hub, manifest, connection) as session:
            finder = open_finder(manifest, connection, session)
            assert finder is not None, "only systems whose objects can be read get here"
            # The chance spreads requests; nothing hangs on its being guessed.
            rest = budget_of(hub, connection).rest
            ports = (hub.parking, hub.log, hub.clock, watch, hub.owed, random.random, rest)
            keeps = hub.settings.keeps_bodies
            yield LookingUp(system, finder, owed_lookups(hub, system), *ports, keeps_bodies=keeps)

    return LookingUpAlways(system, opened)


def owed_lookups(hub: Hub, system: str) -> OwedLookups:
    """What is owed of a system, nothing of it gathered yet."""
    manifest = hub.manifests[system]

    def named(event: ReportParked) -> Lookup | None:
        found = read(manifest, event.body, event.headers, event.received_at)
        lookups = found.lookups if isinstance(found, Reading) else ()
        return next((lookup for lookup in lookups if lookup.native_id == event.native_id), None)

    def delay(what: str) -> Instant:
        lookup = manifest.lookups.get(what)
        return int(lookup.after * SECOND) if lookup else 0

    return OwedLookups(system, hub.log, named, delay)


class LookingUpWatch:
    """Tells the log and the metrics how looking up fares (the port is hub.application.looking_up.LookupWatch)."""

    def __init__(self, system: str, metrics: Metrics) -> None:
        self._system = system
        self._metrics = metrics

    def looked(self, owed: OwedLookup, outcome: str, why: str) -> None:
        """Something came of a look-up."""
        tell = _log.debug if outcome == "done" else _log.warning
        tell("looked_up", system=self._system, what=owed.what, native_id=owed.native_id, outcome=outcome, why=why)
        self._metrics.lookups.labels(self._system, outcome).inc()

    def took(self, outcomes: Sequence[Outcome]) -> None:
        """These became of the reports in what an object said."""
        self._metrics.count_reports((self._system, outcome.verdict.value) for outcome in outcomes)

    def stands(self, owed: int) -> None:
        """So many objects are owed now."""
        self._metrics.lookups_owed.labels(self._system).set(owed)
