"""The systems at the edge as this process reaches them: connections, sessions, sources."""

from __future__ import annotations

from typing import Final, NamedTuple

import structlog

from adapters.contract import Connection, NotAllowed, Session, Source
from adapters.login import lacking, login_headers
from adapters.manifest import Capability, Manifest
from adapters.registry import open_source
from hub.connections import connections
from hub.infrastructure.creating import creating_alone
from hub.infrastructure.cursors import PostgresCursors
from hub.infrastructure.http_session import HttpSession
from hub.infrastructure.pacing import Paced
from hub.wiring import Hub

EVERY: Final = 30.0
"""Seconds between two polls, where neither the manifest nor the setting ``STATUSHUB_<SYSTEM>_EVERY`` says otherwise."""
PER_SECOND: Final = 10.0
"""Requests to a system, where its manifest does not say otherwise."""

_log = structlog.stdlib.get_logger("hub.connector")


class Asked(NamedTuple):
    """A source, and the seconds between two polls."""

    source: Source
    every: float


def sources_of(hub: Hub) -> dict[str, Asked]:
    """The systems that can be asked: those with a source, whose URL and login are set. Raises UnusableConnection."""
    found = {}
    for system, connection in connections(hub.manifests).items():
        source = source_of(hub.manifests[system], connection)
        if source is not None:
            found[system] = Asked(source, _every(hub.manifests[system], connection))
    return found


def source_of(manifest: Manifest, connection: Connection) -> Source | None:
    """The source of one system; None where it has none, or where it cannot be used yet, which is logged."""
    if Capability.LISTEN in manifest.capabilities and Capability.POLL not in manifest.capabilities:
        return None  # its address is a broker's, say, and not one for HTTP
    try:
        session = session_of(manifest, connection)
    except NotAllowed as error:
        _log.error("system_not_usable", system=manifest.system, why=str(error))
        return None
    return open_source(manifest, connection, session)


def session_of(manifest: Manifest, connection: Connection) -> Session:
    """Requests to one system, with its login and within its budget. Raises NotAllowed for settings that lack."""
    missing = lacking(manifest.login, connection)
    if missing:
        raise NotAllowed(f"{manifest.system} cannot be asked: set {' and '.join(missing)}")
    per_second = manifest.poll.per_second if manifest.poll else PER_SECOND
    return Paced(HttpSession(connection.url, login_headers(manifest.login, connection)), per_second)


def cursors_of(hub: Hub) -> PostgresCursors:
    """Where cursors are kept, its table created where it is missing. Raises Unavailable."""
    cursors = PostgresCursors(hub.connect)
    with creating_alone(hub.connect):
        cursors.create_table()
    return cursors


def _every(manifest: Manifest, connection: Connection) -> float:
    usual = manifest.poll.every if manifest.poll else EVERY
    text = connection.value("every")
    try:
        return max(0.1, float(text)) if text else usual
    except ValueError:
        _log.error("setting_not_usable", setting=f"STATUSHUB_{manifest.system.upper()}_EVERY", cure="write seconds")
        return usual
