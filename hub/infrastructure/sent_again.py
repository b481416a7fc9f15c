"""How often systems sent again what the hub had, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hub.infrastructure.registry import Connect

SCHEMA: Final = Path(__file__).with_name("sql") / "sent_again.sql"

_ADD: Final = """
    INSERT INTO sent_again SELECT * FROM unnest(%s::text[], %s::bigint[]) AS more (system, deliveries) ORDER BY system
    ON CONFLICT (system) DO UPDATE SET deliveries = sent_again.deliveries + excluded.deliveries
"""


class PostgresSentAgain:
    """The table of sql/sent_again.sql (the port is hub.application.sent_again.Counts). All raise Unavailable."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def create_table(self) -> None:
        """Create what is missing; safe to repeat, one process at a time."""
        with self._connect() as connection:
            connection.execute(SCHEMA.read_bytes())

    def add(self, more: Mapping[str, int]) -> None:
        """Add to the counts, in one statement and in one order, so that processes do not wait for each other."""
        with self._connect() as connection:
            connection.execute(_ADD, (list(more.keys()), list(more.values())))

    def by_system(self) -> dict[str, int]:
        """The counts of all systems that have one."""
        with self._connect() as connection:
            return dict(connection.execute("SELECT system, deliveries FROM sent_again").fetchall())
