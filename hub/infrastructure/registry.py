"""The registry of ids on PostgreSQL: who minted a UID, which native ids mean it, which numbers are given away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from psycopg import Connection, Cursor

from hub.application.ports import Link, Registered, UidBlock, UidTrace
from schemas.instant import Instant

Connect = Callable[[], AbstractContextManager[Connection[Any]]]
"""Gives a connection in autocommit mode with tuple rows; the driver's errors come out as ports.Unavailable."""

# OFFSET 0: one look into the index for each pair, where a join might read the whole table.
_RESOLVE = """
    SELECT system, native_id, uid FROM unnest(%b::text[], %b::text[]) AS wanted (s, n), LATERAL (
        SELECT * FROM native_ids WHERE system = s AND native_id = n OFFSET 0
    ) AS linked
"""


def insert_registered(cursor: Cursor[Any], registered: Sequence[Registered]) -> None:
    """Add UIDs to the registry, in their order; those that are there keep their origin."""
    rows = sorted((entry.uid, entry.origin, entry.seen_at, entry.ticket) for entry in registered)
    cursor.execute(
        "INSERT INTO uids (uid, origin, seen_at, ticket)"
        " SELECT * FROM unnest(%b::text[], %b::text[], %b::bigint[], %b::text[])"
        " ON CONFLICT (uid) DO NOTHING",
        [list(column) for column in zip(*rows, strict=True)],
    )


def write_links(cursor: Cursor[Any], links: Sequence[Link]) -> None:
    """Add native ids in their order, and move those that meant another ticket until now."""
    new = sorted((link.system, link.native_id, link.uid, link.alias) for link in links if not link.moved_from)
    if new:
        with cursor.copy("COPY native_ids (system, native_id, uid, alias) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["text", "text", "text", "bool"])
            for row in new:
                copy.write_row(row)
    for link in links:
        if link.moved_from:
            cursor.execute(
                "UPDATE native_ids SET uid = %s, alias = %s WHERE system = %s AND native_id = %s",
                (link.uid, link.alias, link.system, link.native_id),
            )


# Each half has an index of its own.
_LINKS_OF = """
    SELECT system, native_id, alias FROM native_ids WHERE uid = %(uid)s AND NOT alias
    UNION ALL SELECT system, native_id, alias FROM native_ids WHERE uid = %(uid)s AND alias
    ORDER BY system, alias, native_id
"""


class PostgresRegistry:
    """The port is hub.application.ports.Registry. Everything raises Unavailable when the database cannot be reached."""

    def __init__(self, connect: Connect, clock: Callable[[], Instant]) -> None:
        self._connect = connect
        self._clock = clock

    def resolve(self, ids: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The UIDs of (system, native id) pairs; unknown pairs are left out."""
        if not ids:
            return {}
        with self._connect() as conn:
            rows = conn.execute(_RESOLVE, ([system for system, _ in ids], [native_id for _, native_id in ids]))
            return {(system, native_id): uid for system, native_id, uid in rows}

    def allocate(self, domain: str, day: date, count: int, holder: str) -> UidBlock:
        """Lease the next ``count`` numbers of a domain and day.

        1. The counter moves on. 2. The block is written down with its holder. 3. Commit. A crash before 3 gives
        nothing away; a crash after it leaves numbers that nobody uses: a gap, never a clash.
        """
        with self._connect() as conn, conn.transaction():
            row = conn.execute(
                "INSERT INTO uid_counters (domain, day, next) VALUES (%(domain)s, %(day)s, 1 + %(count)s)"
                " ON CONFLICT (domain, day) DO UPDATE SET next = uid_counters.next + %(count)s RETURNING next",
                {"domain": domain, "day": day, "count": count},
            ).fetchone()
            assert row is not None
            block = UidBlock(domain=domain, day=day, first=row[0] - count, last=row[0] - 1, holder=holder)
            conn.execute(
                "INSERT INTO uid_blocks (domain, day, first, last, holder, leased_at) VALUES (%s, %s, %s, %s, %s, %s)",
                (domain, day, block.first, block.last, holder, self._clock()),
            )
        return block

    def register(self, registered: Sequence[Registered]) -> None:
        """Write down who minted UIDs; one statement, one commit."""
        if registered:
            with self._connect() as conn, conn.cursor() as cursor:
                insert_registered(cursor, registered)

    def ticket_of(self, conflict: str) -> str | None:
        """The ticket whose contradiction an exception ticket is."""
        with self._connect() as conn:
            row = conn.execute("SELECT ticket FROM uids WHERE uid = %s AND ticket <> ''", (conflict,)).fetchone()
        return row[0] if row else None

    def trace(self, uid: str) -> UidTrace | None:
        """Who minted or first used it, and every native id linked to it."""
        with self._connect() as conn:
            row = conn.execute("SELECT origin, seen_at, ticket FROM uids WHERE uid = %s", (uid,)).fetchone()
            if row is None:
                return None
            links = conn.execute(_LINKS_OF, {"uid": uid}).fetchall()
        origin, seen_at, ticket = row
        linked = tuple(Link(system, native_id, uid, alias) for system, native_id, alias in links)
        return UidTrace(uid=uid, origin=origin, seen_at=seen_at, links=linked, ticket=ticket)
