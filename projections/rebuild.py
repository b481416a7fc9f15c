"""Rebuild: the views made anew from the whole log, beside the live ones, and swapped in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, sql

from projections.advance import BATCH, Connect, Read, advance, advance_within, lock_position
from projections.schema import create_schema

Progress = Callable[[int, int], None]
"""Told how far a rebuild is and how far it has to go, as positions of the log."""


class RebuildRunning(Exception):
    """Somebody else is rebuilding the same views."""


class LogMismatch(Exception):
    """The live views have read further than the log goes: it is not the log that they were made of."""


def rebuild(connect: Connect, read: Read, head: Callable[[], int], views: str, progress: Progress) -> int:
    """Make the views anew from position 0 and swap them in; return the position that they are at.

    1. What a broken rebuild left behind is dropped. 2. Tables are made in a schema beside the live ones and filled,
    batch by batch. 3. In one transaction: the live position is locked, so that the live views stand still; the new ones
    are brought to it; the samples, which no event holds, move over; the schemas change names. 4. The replaced tables
    are dropped. A crash before 3 is through leaves the live views as they were; after it, the new ones stand, and the
    next rebuild drops the old. Readers are served throughout.

    Raises RebuildRunning when somebody else is at it, ProjectionStopped for an event that cannot be applied,
    LogMismatch for another log than the live views'.
    """
    beside, replaced = f"{views}_rebuild", f"{views}_replaced"
    with _alone(connect, views):
        with connect() as conn:
            _drop(conn, beside)
            _drop(conn, replaced)
            create_schema(conn, views)
            create_schema(conn, beside)
        _fill(connect, read, head, beside, progress)
        with connect() as conn:
            position = _swap(conn, read, views, beside, replaced)
            _drop(conn, replaced)
        progress(position, max(position, head()))
    return position


@contextmanager
def _alone(connect: Connect, views: str) -> Iterator[None]:
    """Hold a lock of the session's, which goes with it if we die."""
    name = [f"projections.rebuild.{views}"]
    with connect() as guard:
        row = guard.execute("SELECT pg_try_advisory_lock(hashtext(%s))", name).fetchone()
        guard.commit()
        if not (row and row[0]):
            raise RebuildRunning(f"the views in {views!r} are being rebuilt already; wait for that to end")
        try:
            yield
        finally:
            guard.execute("SELECT pg_advisory_unlock(hashtext(%s))", name)
            guard.commit()


def _fill(connect: Connect, read: Read, head: Callable[[], int], beside: str, progress: Progress) -> None:
    """Apply the log to the tables beside; what is written meanwhile is left to the swap."""
    goal = head()
    position = 0
    while position < goal:
        position, applied = advance(connect, read, beside, BATCH)
        if not applied:
            return
        progress(position, goal)


def _swap(conn: Connection[Any], read: Read, views: str, beside: str, replaced: str) -> int:
    """Put the tables beside in the place of the live ones; return their position."""
    with conn.transaction():
        live = lock_position(conn, views)
        position = lock_position(conn, beside)
        while position < live:
            position, applied = advance_within(conn, read, beside, BATCH)
            if not applied:
                raise LogMismatch(
                    f"the live views are at {live}, but the log ends at {position}; give the log they were made of"
                )
        _rename(conn, views, beside, replaced)
    return position


def _rename(conn: Connection[Any], views: str, beside: str, replaced: str) -> None:
    name = sql.Identifier
    samples = "consistency_samples"
    conn.execute(sql.SQL("DROP TABLE {}").format(name(beside, samples)))
    conn.execute(sql.SQL("ALTER TABLE {} SET SCHEMA {}").format(name(views, samples), name(beside)))
    # A runner that waits for the lock on the old position finds it gone, and turns to the new tables.
    conn.execute(sql.SQL("DELETE FROM {}").format(name(views, "position")))
    conn.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(name(views), name(replaced)))
    conn.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(name(beside), name(views)))


def _drop(conn: Connection[Any], schema: str) -> None:
    with conn.transaction():
        conn.execute("SET LOCAL client_min_messages TO warning")
        conn.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
