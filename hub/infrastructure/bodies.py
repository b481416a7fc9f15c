"""Bodies of webhooks as they came, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from psycopg import Cursor

from hub.application.bodies import Kept, RawBody, unseal
from hub.infrastructure.registry import Connect
from schemas.instant import Instant
from schemas.report import delivery_key

SCHEMA: Final = Path(__file__).with_name("sql") / "bodies.sql"

_INSERT: Final = """
    INSERT INTO bodies (stream, delivery, kept_at, body)
    SELECT * FROM unnest(%b::text[], %b::bigint[], %b::bigint[], %b::bytea[])
    ON CONFLICT DO NOTHING
"""
_READ: Final = "SELECT body FROM bodies WHERE stream = %s AND delivery = %s"
_PRUNE: Final = """
    DELETE FROM bodies WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM bodies WHERE kept_at < %s ORDER BY kept_at LIMIT %s FOR UPDATE SKIP LOCKED
    ))
"""
AT_ONCE: Final = 2_000
"""Rows that one transaction of pruning deletes."""


def insert_bodies(cursor: Cursor[Any], bodies: Sequence[Kept]) -> None:
    """Write bodies in the transaction of whoever appends their reports, in the order of their keys."""
    rows = sorted({(each.stream, each.key): (each.at, each.sealed) for each in bodies}.items())
    flat = [(stream, key, at, sealed) for (stream, key), (at, sealed) in rows]
    cursor.execute(_INSERT, [list(column) for column in zip(*flat, strict=True)])


class PostgresBodies:
    """The table of sql/bodies.sql. All raise Unavailable."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def create_table(self) -> None:
        """Create what is missing; safe to repeat, one process at a time."""
        with self._connect() as connection:
            connection.execute(SCHEMA.read_bytes())

    def one(self, uid: str, system: str, delivery_id: str) -> RawBody | None:
        """The body that a report came in, if it is still kept."""
        with self._connect() as connection:
            row = connection.execute(_READ, (uid, delivery_key(system, delivery_id))).fetchone()
        return unseal(bytes(row[0])) if row else None

    def prune(self, before: Instant) -> int:
        """Delete the oldest that were kept before a moment, a bounded number; return how many."""
        with self._connect() as connection:
            return connection.execute(_PRUNE, (before, AT_ONCE)).rowcount
