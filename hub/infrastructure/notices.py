"""Which conflicts are open and unclaimed, and who was told of them, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
from psycopg.rows import dict_row

from hub.application.notices import Unclaimed
from hub.infrastructure.registry import Connect

SCHEMA: Final = Path(__file__).with_name("sql") / "notices.sql"

_OPEN: Final = """
    INSERT INTO notices (conflict, uid, opened_at, en, zh)
    VALUES (%(conflict)s, %(uid)s, %(opened_at)s, %(en)s, %(zh)s) ON CONFLICT DO NOTHING
"""
_TOLD: Final = """
    UPDATE notices SET told = array_append(told, %(key)s)
    WHERE conflict = ANY(%(conflicts)s) AND NOT %(key)s = ANY(told)
"""
_UNCLAIMED: Final = """
    SELECT conflict, uid, opened_at, en, zh, told FROM notices WHERE NOT claimed ORDER BY opened_at, conflict
"""


class PostgresNotices:
    """The tables of sql/notices.sql (the port is hub.application.notifying.Notices). All raise Unavailable."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def create_tables(self) -> None:
        """Create what is missing; safe to repeat, one process at a time."""
        with self._connect() as connection:
            connection.execute(SCHEMA.read_bytes())

    def position(self) -> int:
        """How far the log was read."""
        with self._connect() as connection:
            row = connection.execute("SELECT position FROM notices_position").fetchone()
        assert row is not None
        return int(row[0])

    def note(
        self, opened: Sequence[Unclaimed], claimed: Mapping[str, bool], over: Sequence[str], position: int
    ) -> None:
        """In one transaction: what was opened, whether somebody has it, what is over, and the position."""
        with self._connect() as connection, connection.transaction():
            for each in opened:
                connection.execute(_OPEN, msgspec.structs.asdict(each))
            for conflict, is_claimed in claimed.items():
                connection.execute("UPDATE notices SET claimed = %s WHERE conflict = %s", (is_claimed, conflict))
            if over:
                connection.execute("DELETE FROM notices WHERE conflict = ANY(%s)", (list(over),))
            connection.execute("UPDATE notices_position SET position = %s", (position,))

    def unclaimed(self) -> list[Unclaimed]:
        """The conflicts that nobody has claimed, the oldest first."""
        with self._connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return msgspec.convert(cursor.execute(_UNCLAIMED).fetchall(), list[Unclaimed])

    def told(self, conflicts: Sequence[str], key: str) -> None:
        """Keep that a channel was told of these."""
        with self._connect() as connection:
            connection.execute(_TOLD, {"conflicts": list(conflicts), "key": key})
