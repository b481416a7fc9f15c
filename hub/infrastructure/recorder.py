"""The event log's recorder: the eventsourcing library's, with batches written by binary COPY.

The library's contract is kept as it is (and its own recorder test cases pass): table lock, NOTIFY, notification ids in
commit order, primary key, errors. What is added: two columns (the chain and the delivery key), and a hook through
which links, checkpoints and input positions are written in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Cursor
from psycopg.rows import DictRow, tuple_row
from psycopg.sql import SQL, Identifier, Literal
from psycopg.types.string import BytesBinaryDumper

Rider = Callable[[Cursor[DictRow]], None]
"""Writes something else in the transaction that appends the events."""

Row = tuple[Any, int, str, bytes, bytes | None, int | None]
"""An event as stored: stream, version, topic, state, its hash and, where a delivery caused it, the delivery's key."""

EVENTS_TABLE = "ticket_events"


class CopyRecorder(PostgresApplicationRecorder):
    """Appends a batch in one transaction by binary COPY."""

    def __init__(self, datastore: PostgresDatastore, events_table_name: str = EVENTS_TABLE) -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        table = Identifier(datastore.schema, events_table_name)
        self._copy = SQL(
            "COPY {} (notification_id, originator_id, originator_version, topic, state, chain, delivery)"
            " FROM STDIN (FORMAT BINARY)"
        ).format(table)
        id_type = "uuid" if datastore.originator_id_type == "uuid" else "text"
        self._copy_types = ["int8", id_type, "int8", "text", "bytea", "bytea", "int8"]
        self._sequence = f"{datastore.schema}.{events_table_name}_notification_id_seq"
        self._begin = SQL("; ").join(
            [
                *self.lock_table_statements,
                SQL("NOTIFY {}").format(Identifier(self.channel_name)),
                SQL("SELECT nextval({})").format(Literal(self._sequence)),
            ]
        )

    def create_table(self) -> None:
        """The library's table, our columns and the tables beside it; safe to repeat."""
        super().create_table()
        script = files("hub.infrastructure").joinpath("sql/store.sql").read_text("utf-8")
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(script.replace(EVENTS_TABLE, self.events_table_name).encode())

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append the library's events, which have no hash, with what its hook writes beside them."""
        if not stored_events:
            ids: Sequence[int] | None = super().insert_events(stored_events, **kwargs)
            return ids
        rows = [(e.originator_id, e.originator_version, e.topic, e.state, None, None) for e in stored_events]
        return list(self.append(rows, (lambda cursor: self._insert_events(cursor, stored_events, **kwargs),)))

    def append(self, rows: Iterable[Row], riders: Sequence[Rider] = (), closing: Sequence[Rider] = ()) -> Sequence[int]:
        """Append events, all or none; return their positions in the log.

        1. What rides along (``riders``: links, input positions) is written.
        2. The table is locked against other writers, so that positions become visible in their order.
        3. The events are copied in under the next positions while ``rows`` makes them, and listeners are notified.
        4. What is known only then (``closing``: checkpoints) is written.
        5. Commit. A crash before it leaves nothing, a crash after it leaves everything.

        Raises the library's IntegrityError with nothing written when a version, a delivery or a link exists already.
        """
        with self.datastore.get_connection() as conn, conn.transaction():
            with conn.cursor() as cursor:
                for rider in riders:
                    rider(cursor)
            with conn.cursor(row_factory=tuple_row) as cursor:
                positions = self._copy_in(cursor, rows)
            with conn.cursor() as cursor:
                for rider in closing:
                    rider(cursor)
        return positions

    def ride(self, riders: Sequence[Rider]) -> None:
        """Write only what would ride along, in one transaction: nobody has to wait for the log."""
        with self.datastore.get_connection() as conn, conn.transaction(), conn.cursor() as cursor:
            for rider in riders:
                rider(cursor)

    def _copy_in(self, cursor: Cursor[tuple[Any, ...]], rows: Iterable[Row]) -> range:
        """Lock the table, so that nobody else takes positions meanwhile, and copy the rows in."""
        first = position = self._lock_and_take_position(cursor)
        # COPY looks dumpers up by column type, where psycopg's last word for bytea is one for the DB-API's Binary, in
        # Python: a third of what it costs to hand a row over.
        cursor.adapters.register_dumper(bytes, BytesBinaryDumper)
        with cursor.copy(self._copy) as copy:
            copy.set_types(self._copy_types)
            write = copy.write_row
            for row in rows:
                write((position, *row))
                position += 1
        if position > first + 1:
            cursor.execute("SELECT setval(%s, %s)", (self._sequence, position - 1))
        return range(first, position)

    def _lock_and_take_position(self, cursor: Cursor[tuple[Any, ...]]) -> int:
        """The library's statements in one message: for a single report, each round trip costs as much as the row."""
        cursor.execute(self._begin, prepare=False)
        while cursor.nextset():
            pass
        row = cursor.fetchone()
        assert row is not None
        position: int = row[0]
        return position
