"""The views' PostgreSQL schema: its tables, and the named SQL over them.

Every statement is written with ``{views}`` for the schema's name, so that the same text serves the live views and those
built beside them, whatever a connection's ``search_path`` says.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from psycopg import Connection, sql

VIEWS: Final = "views"
"""The schema that views live in, unless the caller says otherwise."""

TABLES: Final = (
    "position",
    "tracks",
    "moves",
    "lanes",
    "tickets",
    "snapshots",
    "conflicts",
    "parked",
    "systems",
    "hours",
    "samples",
)
"""Files of ``sql/tables``, in the order in which they are run."""

_FOLDER: Final = Path(__file__).parent / "sql"


@lru_cache(maxsize=256)
def statement(name: str, views: str = VIEWS) -> bytes:
    """The SQL of ``sql/<name>.sql`` over the schema ``views``. Raises FileNotFoundError for an unknown name."""
    text = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    # The text is a file of this package, never input.
    return sql.SQL(text).format(views=sql.Identifier(views)).as_bytes(None)


def has_schema(conn: Connection[Any], views: str = VIEWS) -> bool:
    """Whether the views' tables are there."""
    row = conn.execute("SELECT to_regclass(%s) IS NOT NULL", [f'"{views}".position']).fetchone()
    return bool(row and row[0])


def create_schema(conn: Connection[Any], views: str = VIEWS) -> None:
    """Create the views' tables, empty and at position 0, where they are not there yet.

    One transaction: a crash leaves all of them or none. Two callers at once wait for each other.
    """
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"projections.{views}"])
        if has_schema(conn, views):
            return
        conn.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(views)))
        for table in TABLES:
            conn.execute(statement(f"tables/{table}", views))
