"""What is read, for every entry point alike: the gateway, the board and the commands."""

from __future__ import annotations

from hub.entrypoints.gateway.reading.queries import StoredQueries
from hub.wiring import Hub, patience_of
from schemas.instant import SECOND


def queries_of(hub: Hub, *, views_kept_here: bool = True) -> StoredQueries:
    """The views and the log of a hub, to be read; how far the views are is asked where another process keeps them."""
    threshold = hub.settings.yellow_after * SECOND

    def position() -> int:
        hub.freshen()  # whoever reads shows what is in force, also where no reports are taken in
        return hub.runner.position if views_kept_here else hub.runner.look()

    judged = (threshold, hub.tables, hub.settings.time_zone, patience_of(hub.settings))
    return StoredQueries(hub.connect, hub.log, position, hub.rules, hub.manifests, *judged)
