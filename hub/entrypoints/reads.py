"""What is read, for every entry point alike: the gateway, the board and the commands."""

from __future__ import annotations

from hub.entrypoints.gateway.reading import StoredQueries
from hub.wiring import Hub
from schemas.instant import SECOND


def queries_of(hub: Hub) -> StoredQueries:
    """The views and the log of a hub, to be read."""
    threshold = hub.settings.yellow_after * SECOND
    return StoredQueries(hub.connect, hub.log, lambda: hub.runner.position, hub.rules, hub.manifests, threshold)
