"""Writing to systems what they are owed, as activities of the connector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog

from adapters.contract import Connection, Namer
from adapters.login import lacking
from adapters.manifest import Manifest
from adapters.registry import has_sink, open_namer, open_sink
from hub.application.circuit import Trouble
from hub.application.naming import Naming
from hub.application.writing import OwedWrite, State, Writing, WritingBack
from hub.connections import Writing as Wish
from hub.connections import connections
from hub.connections import writing as wish_of
from hub.entrypoints.connector.edges import budget_of, opened_session
from hub.telemetry import Metrics
from hub.wiring import Hub
from schemas.instant import to_iso

_log = structlog.stdlib.get_logger("hub.connector")


def writing(hub: Hub) -> Sequence[WritingBack]:
    """One activity for each system whose setting ``STATUSHUB_<SYSTEM>_WRITE`` is ``on`` or ``dry-run``.

    Raises UnusableConnection.
    """
    wanted = {
        system: (connection, wish)
        for system, connection in connections(hub.manifests).items()
        if (wish := wish_of(connection)) is not Wish.OFF
    }
    return [_activity(hub, *each) for system, each in wanted.items() if _can_be_written(hub, system, each[0])]


def _can_be_written(hub: Hub, system: str, connection: Connection) -> bool:
    manifest, table = hub.manifests[system], hub.tables.get(system)
    cure = ""
    if not has_sink(manifest) or table is None or not table.writes:
        cure = "its adapter needs [write] or code for it, and its mapping @writes"
    elif missing := lacking(manifest.login, connection) + _lacking_in_requests(manifest, connection):
        cure = f"set {' and '.join(missing)}"
    if cure:
        _log.error("system_not_written", system=system, cure=cure)
    return not cure


def _lacking_in_requests(manifest: Manifest, connection: Connection) -> list[str]:
    return manifest.write.lacking(connection) if manifest.write is not None else []


def _activity(hub: Hub, connection: Connection, wish: Wish) -> WritingBack:
    system = connection.system
    manifest, watch = hub.manifests[system], WritingWatch(hub.metrics)

    @contextmanager
    def opened() -> Iterator[Writing]:
        with opened_session(hub, manifest, connection) as session:
            sink = open_sink(manifest, connection, session)
            assert sink is not None, "only systems that can be written to get here"
            is_dry = wish is Wish.DRY_RUN
            ports = (hub.owed, hub.changing, hub.log, hub.clock, watch)
            try:
                yield Writing(system, hub.tables, sink, *ports, dry_run=is_dry, rest=budget_of(hub, connection).rest)
            finally:
                watch.fares(system, None)  # another process may write now, and says itself how it fares

    return WritingBack(system, opened, hub.tables.freshen)


def naming(hub: Hub) -> Sequence[Naming]:
    """One activity for each system that is written to and told the UIDs of its tickets. Raises UnusableConnection."""
    found = connections(hub.manifests).items()
    return [_naming(hub, connection) for system, connection in found if _is_told(hub, system, connection)]


def _is_told(hub: Hub, system: str, connection: Connection) -> bool:
    manifest = hub.manifests[system]
    write = manifest.write if wish_of(connection) is Wish.ON and manifest.originates else None
    if write is None or not write.tells_uids(connection):
        return False
    return not lacking(manifest.login, connection) and not write.lacking(connection)


def _naming(hub: Hub, connection: Connection) -> Naming:
    manifest = hub.manifests[connection.system]

    @contextmanager
    def opened() -> Iterator[Namer]:
        with opened_session(hub, manifest, connection) as session:
            namer = open_namer(manifest, connection, session)
            assert namer is not None, "only systems that are told UIDs get here"
            yield namer

    return Naming(connection.system, opened, hub.owed, hub.registry.trace, hub.changing, hub.log, hub.clock)


class WritingWatch:
    """Tells the log and the metrics how writing fares (the port is hub.application.writing.WriteWatch)."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def wrote(self, write: OwedWrite, outcome: str, why: str) -> None:
        """Something came of a write, or would have, in a dry run."""
        tell = _log.info if outcome in {"done", "dry-run"} else _log.warning
        told = {"system": write.system, "uid": write.uid, "native_id": write.native_id, "native": write.native}
        tell("write_back", outcome=outcome, why=why, **told)
        self._metrics.writes.labels(write.system, outcome).inc()

    def stands(self, system: str, counts: dict[str, int]) -> None:
        """So many writes to a system stand in these states."""
        for state in State:
            self._metrics.writes_owed.labels(system, state.value).set(counts.get(state.value, 0))

    def fares(self, system: str, trouble: Trouble | None) -> None:
        """It fails, and perhaps is left alone; None: it does what it is asked."""
        until = trouble.left_alone_until if trouble is not None else None
        if trouble is not None and until is not None:
            told = {"until": to_iso(until), "failures": trouble.failures, "why": trouble.error}
            _log.warning("system_left_alone", system=system, **told)
        self._metrics.left_alone.labels(system).set(until is not None)
