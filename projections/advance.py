"""Views move on with the log: one batch, exactly once, and a failing event names itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, NamedTuple

import msgspec
import psycopg
from psycopg import Connection

from projections.apply import apply
from projections.schema import statement
from schemas.events import Recorded, UnknownEvent

Read = Callable[[int, int], Sequence[Recorded]]
"""Up to so many events behind a position, in the order of the log."""

Connect = Callable[[], AbstractContextManager[Connection[Any]]]
"""Opens a connection, or borrows one from a pool, and gives it back."""

BATCH: Final = 2_000
"""Events applied in one transaction, unless the caller says otherwise."""


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why the views stand still. The event is named where it is known: ``position`` 0 says that it is none's fault."""

    why: str
    position: int = 0
    stream: str = ""
    version: int = 0
    topic: str = ""

    def __str__(self) -> str:
        if not self.position:
            return self.why
        event = f"event {self.position} (version {self.version} of {self.stream}, {self.topic})"
        return f"the views stopped at {event}: {self.why}"


class ProjectionStopped(Exception):
    """An event cannot be read or applied. What lies before it is applied, nothing behind it is.

    ``tried`` is how many events were tried together: the failure names the first of them, which is the one at fault
    where it is 1.
    """

    def __init__(self, failure: Failure, tried: int) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.tried = tried


class Replaced(Exception):
    """The tables were replaced by rebuilt ones while this was waiting for them: begin again."""


class Advance(NamedTuple):
    """How far the views are, and how many events it took."""

    position: int
    applied: int


def advance(connect: Connect, read: Read, views: str, limit: int = BATCH) -> Advance:
    """Apply the next events, up to ``limit`` of them, in one transaction.

    1. The row that holds the position is locked, so that of several runners one applies and the others wait.
    2. Events behind it are read and applied to all views. 3. The position is written. 4. Commit. A crash before 4
    leaves nothing of the batch; after it, all. The commit is not waited for on disk: when the server itself crashes,
    the last batches may be gone together with their position, and are applied again.

    Raises ProjectionStopped when the next event cannot be read or applied, and psycopg.OperationalError when the
    database is away. Where an event further on is at fault, fewer events are applied.
    """
    while True:
        try:
            with connect() as conn, conn.transaction():
                return advance_within(conn, read, views, limit)
        except ProjectionStopped as stopped:
            if stopped.tried <= 1:
                raise
            limit = stopped.tried // 2
        except Replaced:
            continue


def advance_within(conn: Connection[Any], read: Read, views: str, limit: int) -> Advance:
    """The same inside a transaction of the caller's, who has to give it up when this raises anything."""
    conn.execute("SET LOCAL synchronous_commit TO off")
    position = lock_position(conn, views)
    try:
        events = read(position, limit)
    except (UnknownEvent, msgspec.ValidationError) as error:
        why = f"the event behind position {position} cannot be read: {error}"
        raise ProjectionStopped(Failure(why=why), limit) from error
    if not events:
        return Advance(position, 0)
    try:
        apply(conn, views, events)
    except Exception as error:
        if _is_away(error):
            raise
        raise ProjectionStopped(_failure(events[0], error), len(events)) from error
    conn.execute(statement("position_write", views), [events[-1].position])
    return Advance(events[-1].position, len(events))


def lock_position(conn: Connection[Any], views: str) -> int:
    """How far the views are; nobody else moves them on before this transaction ends. Raises Replaced."""
    row = conn.execute(statement("position_lock", views)).fetchone()
    if row is None:
        raise Replaced
    return int(row[0])


def read_position(conn: Connection[Any], views: str) -> int:
    """How far the views are."""
    row = conn.execute(statement("position_read", views)).fetchone()
    return int(row[0]) if row else 0


def _is_away(error: Exception) -> bool:
    """Whether the error is the database's state and not the event's; a limit of PostgreSQL's is met by the event."""
    return isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)) and not isinstance(
        error, psycopg.errors.ProgramLimitExceeded
    )


def _failure(recorded: Recorded, error: Exception) -> Failure:
    return Failure(
        why=f"{type(error).__name__}: {error}".strip(),
        position=recorded.position,
        stream=recorded.stream,
        version=recorded.version,
        topic=recorded.event.TOPIC,
    )
