"""The event log on PostgreSQL: load streams, append batches, read by position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import starmap
from typing import Any, Final

import psycopg
from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from eventsourcing.postgres import PostgresDatastore
from psycopg import Cursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import DeadlockDetected
from psycopg.rows import DictRow, tuple_row

from hub.application.bodies import Kept
from hub.application.deeds import TOPICS as DEEDS
from hub.application.ports import (
    Appended,
    DuplicateDelivery,
    InputMark,
    Link,
    Registered,
    Stored,
    Unavailable,
    VersionClash,
)
from hub.infrastructure.bodies import insert_bodies
from hub.infrastructure.inputs import move_inputs
from hub.infrastructure.mapper import COLUMNS, from_row, to_row
from hub.infrastructure.recorder import CopyRecorder, Rider, Row
from hub.infrastructure.registry import insert_registered, write_links
from schemas.events import Recorded, SignedIn
from schemas.instant import Instant
from schemas.messages import Logged

# OFFSET 0 keeps the planner from flattening the subqueries into a join, for which it likes to read the whole table: one
# look into the index for each stream costs the same however large the store is.
_LOAD = f"""
    SELECT {COLUMNS} FROM unnest(%b::text[], %b::bigint[]) AS wanted (stream, seen), LATERAL (
        SELECT * FROM ticket_events WHERE originator_id = stream AND originator_version > seen OFFSET 0
    ) AS later
    ORDER BY originator_id, originator_version
"""  # noqa: S608 - constants only

_KNOWN = """
    SELECT stream, wanted_key FROM unnest(%b::text[], %b::bigint[]) AS wanted (stream, wanted_key), LATERAL (
        SELECT FROM ticket_events WHERE originator_id = stream AND delivery = wanted_key OFFSET 0
    ) AS held
"""

_READ = f"SELECT {COLUMNS} FROM ticket_events WHERE notification_id > %s"  # noqa: S608 - constants only

_LOGGED = """
    SELECT originator_id, originator_version, topic, state, notification_id FROM ticket_events
    WHERE notification_id > %b ORDER BY notification_id LIMIT %b
"""


# The names stand in the text, as they do in the index (sql/store.sql), so that the planner sees that it will do.
_DEEDS = (
    _READ.split(" WHERE ")[0]
    + " WHERE topic IN ("
    + ", ".join(f"'{topic}'" for topic in DEEDS)
    + ") AND notification_id < %s ORDER BY notification_id DESC LIMIT %s"
).encode()

# From stream to stream by the index of sign-ins, however often each signed in; the last look gives a null.
_LAST_SIGN_INS = f"""
    WITH RECURSIVE people(stream) AS (
        SELECT min(originator_id) FROM ticket_events WHERE topic = '{SignedIn.TOPIC}'
        UNION ALL
        SELECT (
            SELECT min(originator_id) FROM ticket_events WHERE topic = '{SignedIn.TOPIC}' AND originator_id > stream
        ) FROM people WHERE stream IS NOT NULL
    )
    SELECT {COLUMNS} FROM people, LATERAL (
        (SELECT * FROM ticket_events WHERE originator_id = stream AND topic = '{SignedIn.TOPIC}'
         ORDER BY originator_version DESC LIMIT 1)
        UNION
        (SELECT * FROM ticket_events WHERE originator_id = stream ORDER BY originator_version DESC LIMIT 1)
    ) AS latest
    ORDER BY notification_id
""".encode()  # noqa: S608 - constants only

RECONNECT_SECONDS: Final = 5.0
"""How long a pool tries to replace a lost connection. Its pauses double, and by its own measure, five minutes, it would
see a database that is back only a minute or two later. What gives up is begun anew by whoever asks next."""


def open_datastore(database_url: str, *, connections: int = 4, timeout: float = 5.0) -> PostgresDatastore:
    """A pool of connections for the event log; ``timeout`` in seconds to get one.

    What else the address says (``sslmode``, several hosts) holds too, though the library has no words for it.
    Each connection is tried before it is used, so a database that was restarted costs nobody an answer. The library's
    ``pool_open_timeout`` stays off: with it, whoever finds every connection in use closes the pool.
    """
    parts: dict[str, Any] = dict(conninfo_to_dict(database_url))
    datastore = PostgresDatastore(
        dbname=parts.get("dbname") or "postgres",
        host=parts.get("host") or "",
        port=parts.get("port") or "5432",
        user=parts.get("user") or "postgres",
        password=parts.get("password") or "",
        pool_size=1,
        max_overflow=connections - 1,
        connect_timeout=timeout,
        idle_in_transaction_session_timeout=60,
        pre_ping=True,
        originator_id_type="text",
    )
    assert isinstance(datastore.pool.kwargs, dict)
    datastore.pool.kwargs |= parts
    datastore.pool.reconnect_timeout = RECONNECT_SECONDS
    return datastore


@contextmanager
def translated() -> Iterator[None]:
    """The library's and the driver's errors as the port's."""
    try:
        yield
    except IntegrityError as error:
        raise _clash(error) from error
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):
            raise VersionClash(str(error)) from error
        raise Unavailable(f"the database cannot be reached: {error}") from error
    except (InterfaceError, InternalError, psycopg.InterfaceError, psycopg.OperationalError) as error:
        raise Unavailable(f"the database cannot be reached: {error}") from error


def _clash(error: IntegrityError) -> VersionClash:
    cause = error.__cause__
    constraint = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
    if constraint and constraint.endswith("_delivery_idx"):
        return DuplicateDelivery(str(error))
    return VersionClash(str(error))


class PostgresEventLog:
    """The event store, by streams and by position (the port is hub.application.ports.EventLog)."""

    def __init__(self, datastore: PostgresDatastore, on_append: Callable[[], object] = lambda: None) -> None:
        """``on_append`` is called after each commit, to wake whoever follows the log in this process.

        Raises Unavailable.
        """
        self._datastore = datastore
        self._on_append = on_append
        with translated():
            self._recorder = CopyRecorder(datastore)

    def create_tables(self) -> None:
        """Create what is missing; safe to repeat. Raises Unavailable."""
        with translated():
            self._recorder.create_table()

    def close(self) -> None:
        """Give the connections back."""
        self._datastore.close()

    # -- reading ------------------------------------------------------------------------------------------------

    @contextmanager
    def _cursor(self) -> Iterator[Cursor[tuple[Any, ...]]]:
        with translated(), self._datastore.get_connection() as conn, conn.cursor(row_factory=tuple_row) as cursor:
            yield cursor

    def load(self, streams: Sequence[str]) -> dict[str, Stored]:
        """Checkpoint and later events of several streams; unknown streams are left out. Raises Unavailable."""
        if not streams:
            return {}
        ids = list(streams)
        with self._cursor() as cursor:
            cursor.execute("SELECT stream, version, state FROM checkpoints WHERE stream = ANY(%b)", (ids,))
            checkpoints = {stream: (version, bytes(state)) for stream, version, state in cursor}
            stored = {stream: Stored(state, version, []) for stream, (version, state) in checkpoints.items()}
            cursor.execute(_LOAD, (ids, [checkpoints.get(stream, (0, b""))[0] for stream in ids]), prepare=True)
            for row in cursor:
                if row[0] not in stored:
                    stored[row[0]] = Stored(None, 0, [])
                stored[row[0]].events.append(from_row(row))
        return stored

    def history(self, stream: str, *, recorded_until: Instant | None = None) -> list[Recorded]:
        """Every event of a stream, oldest first; up to a moment of recording if one is given. Raises Unavailable."""
        with self._cursor() as cursor:
            cursor.execute(_LOAD, ([stream], [0]))
            events = [from_row(row) for row in cursor]
        if recorded_until is None:
            return events
        return [recorded for recorded in events if recorded.event.recorded_at <= recorded_until]

    def histories(self, streams: Sequence[str]) -> dict[str, list[Recorded]]:
        """Every event of several streams; unknown streams are left out. Raises Unavailable."""
        found: dict[str, list[Recorded]] = {}
        with self._cursor() as cursor:
            cursor.execute(_LOAD, (list(streams), [0] * len(streams)), prepare=True)
            for row in cursor:
                found.setdefault(row[0], []).append(from_row(row))
        return found

    def read(self, after: int, limit: int, topics: Sequence[str] = ()) -> list[Recorded]:
        """Events behind a position of the whole log, in order. Raises Unavailable."""
        with self._cursor() as cursor:
            if topics:
                query = _READ + " AND topic = ANY(%s) ORDER BY notification_id LIMIT %s"
                cursor.execute(query.encode(), (after, list(topics), limit), prepare=True)
            else:
                query = _READ + " ORDER BY notification_id LIMIT %s"
                cursor.execute(query.encode(), (after, limit), prepare=True)
            return [from_row(row) for row in cursor]

    def deeds(self, before: int, limit: int) -> list[Recorded]:
        """Events that people cause, in front of a position, the latest first. Raises Unavailable."""
        with self._cursor() as cursor:
            cursor.execute(_DEEDS, (before, limit))
            return [from_row(row) for row in cursor]

    def last_sign_ins(self) -> list[Recorded]:
        """Of everybody who ever logged in the last time, and what was recorded last of them, in order.

        Raises Unavailable.
        """
        with self._cursor() as cursor:
            cursor.execute(_LAST_SIGN_INS)
            return [from_row(row) for row in cursor]

    def logged(self, after: int, limit: int) -> list[Logged]:
        """The same undecoded, for whoever passes events on as they are. Raises Unavailable."""
        with self._cursor() as cursor:
            cursor.execute(_LOGGED, (after, limit), prepare=True, binary=True)
            return list(starmap(Logged, cursor.fetchall()))

    def head(self) -> int:
        """The position of the last event; 0 for an empty log. Raises Unavailable."""
        with self._cursor() as cursor:
            row = cursor.execute("SELECT max(notification_id) FROM ticket_events").fetchone()
            return row[0] or 0 if row else 0

    def streams(self, after: str = "", limit: int = 1000) -> list[str]:
        """The names of streams, sorted, behind a name. Raises Unavailable."""
        with self._cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT originator_id FROM ticket_events WHERE originator_id > %s"
                " ORDER BY originator_id LIMIT %s",
                (after, limit),
            )
            return [row[0] for row in cursor]

    def stored(self, stream: str) -> list[tuple[int, str, bytes, bytes]]:
        """A stream as it lies in the table, undecoded: (version, topic, state, hash). Raises Unavailable."""
        with self._cursor() as cursor:
            cursor.execute(
                "SELECT originator_version, topic, state, chain FROM ticket_events"
                " WHERE originator_id = %s ORDER BY originator_version",
                (stream,),
            )
            return [(version, topic, bytes(state), bytes(chain or b"")) for version, topic, state, chain in cursor]

    def known_deliveries(self, keys: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
        """Which of (stream, delivery key) are in the store. Raises Unavailable."""
        with self._cursor() as cursor:
            cursor.execute(_KNOWN, ([stream for stream, _ in keys], [key for _, key in keys]))
            return {(stream, key) for stream, key in cursor}

    # -- writing ------------------------------------------------------------------------------------------------

    def append(
        self,
        batch: Iterable[Appended],
        links: Sequence[Link] = (),
        registered: Sequence[Registered] = (),
        inputs: Sequence[InputMark] = (),
        bodies: Sequence[Kept] = (),
    ) -> int:
        """Append events, links, registry rows, input positions, bodies and checkpoints in one transaction.

        1. Input positions move, if their claims still hold. 2. New UIDs and links enter the registry, bodies theirs.
        3. Events are copied in. 4. Checkpoints are replaced. 5. Commit. A crash before 5 leaves nothing, after it all.

        Returns the last event's position. Raises VersionClash, DuplicateDelivery or Fenced with nothing written,
        Unavailable when the store cannot be reached; then the batch may or may not be stored, and appending it again
        settles which.
        """
        riders = [
            rider for rider in (move_inputs(inputs), _registered(registered), _links(links), _bodies(bodies)) if rider
        ]
        if isinstance(batch, Sequence) and not batch:
            with translated():
                self._recorder.ride(riders)
            return 0
        due: list[tuple[str, int, bytes]] = []
        with translated():
            positions = self._recorder.append(_rows(batch, due), riders, (_checkpoints(due),))
        self._on_append()
        return positions[-1] if positions else 0


# Whatever rides along is written in the order of its keys, so that two writers never wait for each other in a circle.


def _registered(registered: Sequence[Registered]) -> Rider | None:
    if not registered:
        return None
    return lambda cursor: insert_registered(cursor, registered)


def _links(links: Sequence[Link]) -> Rider | None:
    if not links:
        return None
    return lambda cursor: write_links(cursor, links)


def _bodies(bodies: Sequence[Kept]) -> Rider | None:
    if not bodies:
        return None
    return lambda cursor: insert_bodies(cursor, bodies)


def _rows(batch: Iterable[Appended], due: list[tuple[str, int, bytes]]) -> Iterator[Row]:
    """The batch's events; its checkpoints are put aside in ``due``."""
    for appended in batch:
        if appended.checkpoint is not None:
            due.append((appended.stream, appended.events[-1].version, appended.checkpoint))
        yield from map(to_row, appended.events)


def _checkpoints(due: list[tuple[str, int, bytes]]) -> Rider:
    def write(cursor: Cursor[DictRow]) -> None:
        if due:
            cursor.execute(
                "INSERT INTO checkpoints (stream, version, state)"
                " SELECT * FROM unnest(%b::text[], %b::bigint[], %b::bytea[])"
                " ON CONFLICT (stream) DO UPDATE SET version = excluded.version, state = excluded.state",
                [list(column) for column in zip(*sorted(due), strict=True)],
            )

    return write
