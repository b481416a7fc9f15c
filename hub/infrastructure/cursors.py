"""How far each system has been read, in PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hub.infrastructure.registry import Connect

SCHEMA: Final = Path(__file__).with_name("sql") / "cursors.sql"

_READ: Final = "SELECT cursor FROM cursors WHERE system = %s"
_STORE: Final = """
    INSERT INTO cursors (system, cursor, stored_at) VALUES (%s, %s, clock_timestamp())
    ON CONFLICT (system) DO UPDATE SET cursor = excluded.cursor, stored_at = excluded.stored_at
"""


class PostgresCursors:
    """The table of sql/cursors.sql (the port is hub.application.polling.Cursors). All raise Unavailable.

    A cursor is stored after the reports in front of it are: what is lost between the two is asked for again.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def create_table(self) -> None:
        """Create what is missing; safe to repeat, one process at a time."""
        with self._connect() as connection:
            connection.execute(SCHEMA.read_bytes())

    def read(self, system: str) -> str:
        """The cursor of a system; empty where it has never been asked."""
        with self._connect() as connection:
            row = connection.execute(_READ, (system,)).fetchone()
        return "" if row is None else str(row[0])

    def store(self, system: str, cursor: str) -> None:
        """Keep how far a system has been read."""
        with self._connect() as connection:
            connection.execute(_STORE, (system, cursor))
