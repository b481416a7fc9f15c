"""The systems at the edge as this process reaches them: connections, sessions, sources."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Final, NamedTuple

import structlog

from adapters.contract import Connection, NotAllowed, Session, Source
from adapters.login import lacking, login_headers
from adapters.manifest import Manifest
from adapters.registry import has_source, open_source
from hub.connections import connections
from hub.infrastructure.creating import creating_alone
from hub.infrastructure.cursors import PostgresCursors
from hub.infrastructure.http_session import HttpSession
from hub.infrastructure.pacing import Budget, Paced
from hub.wiring import Hub

EVERY: Final = 30.0
"""Seconds between two polls, where neither the manifest nor the setting ``STATUSHUB_<SYSTEM>_EVERY`` says otherwise."""
PER_SECOND: Final = 10.0
"""Requests to a system, where neither its manifest nor the setting ``STATUSHUB_<SYSTEM>_PER_SECOND`` says otherwise."""

SLOWEST: Final = 0.1
FASTEST: Final = 1_000.0
"""Requests a second. At the slowest all that share the budget have their turn before one of them counts as hung."""

_log = structlog.stdlib.get_logger("hub.connector")


class Asked(NamedTuple):
    """A system that can be asked, and the seconds between two polls."""

    manifest: Manifest
    connection: Connection
    every: float


def asked_systems(hub: Hub) -> dict[str, Asked]:
    """The systems that can be asked: those with a source, whose URL is set. Raises UnusableConnection."""
    return {
        system: Asked(hub.manifests[system], connection, _every(hub.manifests[system], connection))
        for system, connection in connections(hub.manifests).items()
        if has_source(hub.manifests[system])
    }


@contextmanager
def opened_source(hub: Hub, manifest: Manifest, connection: Connection) -> Iterator[Source]:
    """What asks one system, with its connections for the length of a block.

    Raises NotAllowed for settings that lack, and for a system that cannot be asked.
    """
    with opened_session(hub, manifest, connection) as session:
        source = open_source(manifest, connection, session)
        if source is None:
            raise NotAllowed(f"{manifest.system} cannot be asked: its adapter has no [poll]")
        yield source


@contextmanager
def opened_session(hub: Hub, manifest: Manifest, connection: Connection) -> Iterator[Session]:
    """Requests to one system, with its login and within the budget that all sessions of the hub with it share.

    Raises NotAllowed for settings that lack.
    """
    missing = lacking(manifest.login, connection)
    if missing:
        raise NotAllowed(f"{manifest.system} cannot be asked: set {' and '.join(missing)}")
    with closing(HttpSession(connection.url, login_headers(manifest.login, connection))) as session:
        yield Paced(session, budget_of(hub, connection))


def budget_of(hub: Hub, connection: Connection) -> Budget:
    """How often a system is asked by this process, for whatever purpose."""
    manifest = hub.manifests[connection.system]
    return hub.budgets.of(connection.system, partial(_per_second, manifest, connection))


def cursors_of(hub: Hub) -> PostgresCursors:
    """Where cursors are kept, its table created where it is missing. Raises Unavailable."""
    cursors = PostgresCursors(hub.connect)
    with creating_alone(hub.connect):
        cursors.create_table()
    return cursors


def _every(manifest: Manifest, connection: Connection) -> float:
    usual = manifest.poll.every if manifest.poll else EVERY
    return max(0.1, _number(connection, "every", usual, "write seconds"))


def _per_second(manifest: Manifest, connection: Connection) -> float:
    usual = manifest.poll.per_second if manifest.poll else PER_SECOND
    found = _number(connection, "per_second", usual, "write requests a second")
    return min(max(SLOWEST, found), FASTEST)


def _number(connection: Connection, name: str, usual: float, cure: str) -> float:
    """A setting that is a number; ``usual`` where it is not set, or is none, which is told."""
    text = connection.value(name)
    try:
        return float(text) if text else usual
    except ValueError:
        setting = f"STATUSHUB_{connection.system.upper()}_{name.upper()}"
        _log.error("setting_not_usable", setting=setting, cure=cure)
        return usual
