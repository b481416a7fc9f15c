"""What the views hold, for comparison."""

from typing import Any

from psycopg import Connection, sql

TABLES = (
    *("tracks", "moves", "lanes", "tickets", "snapshots", "conflicts", "parked"),
    *("systems", "delays", "hours", "position"),
)


def contents(conn: Connection[Any], views: str = "views", *, without: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Every row of every table of a schema as text, in order."""
    found = {}
    for table in TABLES:
        if table not in without:
            query = sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(sql.Identifier(views, table))
            found[table] = [row[0] for row in conn.execute(query)]
    return found
