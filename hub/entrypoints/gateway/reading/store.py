"""From where everything is read, and by what it is judged: what all subjects share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo

from adapters.manifest import Manifest
from conflict.rules import Rules
from hub.application.ports import EventLog
from hub.infrastructure.bodies import PostgresBodies
from hub.infrastructure.owed_writes import PostgresOwedWrites
from hub.infrastructure.registry import Connect
from hub.infrastructure.sent_again import PostgresSentAgain
from mappings.model import MappingTable
from projections.rhythm import PATIENCE, Patience
from schemas.instant import Instant


class ReadsStore:
    """The views and the event log, for every subject that is read. Everything may raise Unavailable."""

    def __init__(
        self,
        connect: Connect,
        log: EventLog,
        views_position: Callable[[], int],
        rules: Rules,
        manifests: Mapping[str, Manifest],
        threshold: Instant,
        tables: Mapping[str, MappingTable] | None = None,
        zone: tzinfo = UTC,
        patience: Patience = PATIENCE,
    ) -> None:
        """``views_position`` tells how far the views have read the log; ``threshold`` is in microseconds.

        ``zone`` is the site's, and so is ``patience`` with a system that is silent.
        """
        self._connect = connect
        self._log = log
        self._views_position = views_position
        self._rules = rules
        self._manifests = manifests
        self._threshold = threshold
        self._tables = tables or {}
        self._zone = zone
        self._patience = patience
        self._owed = PostgresOwedWrites(connect)
        self._sent_again = PostgresSentAgain(connect)
        self._bodies = PostgresBodies(connect)
