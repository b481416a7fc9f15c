"""The event log's recorder: the eventsourcing library's, with batches written by binary COPY.

The library's contract is kept as it is (and its own recorder test cases pass): table lock, NOTIFY, notification ids in
commit order, primary key, errors. What is added: two columns (the chain and the delivery key), and a hook through
which links, checkpoints and input positions are written in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Cursor
from psycopg.rows import DictRow, tuple_row
from psycopg.sql import SQL, Identifier

Rider = Callable[[Cursor[DictRow]], None]
"""Writes something else in the transaction that appends the events."""

EVENTS_TABLE = "ticket_events"


@dataclass(frozen=True, slots=True)
class ChainedEvent(StoredEvent):
    """A stored event with its hash and, where a delivery caused it, the delivery's key."""

    chain: bytes | None = None
    delivery: int | None = None


class CopyRecorder(PostgresApplicationRecorder):
    """Appends a batch in one transaction by binary COPY."""

    def __init__(self, datastore: PostgresDatastore, events_table_name: str = EVENTS_TABLE) -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        table = Identifier(datastore.schema, events_table_name)
        self._copy = SQL(
            "COPY {} (originator_id, originator_version, topic, state, notification_id, chain, delivery)"
            " FROM STDIN (FORMAT BINARY)"
        ).format(table)
        id_type = "uuid" if datastore.originator_id_type == "uuid" else "text"
        self._copy_types = [id_type, "int8", "text", "bytea", "int8", "bytea", "int8"]
        sequence = f"{datastore.schema}.{events_table_name}_notification_id_seq"
        self._allocate = "SELECT setval(%(seq)s, nextval(%(seq)s) + %(count)s - 1)", sequence

    def create_table(self) -> None:
        """The library's table, our columns and the tables beside it; safe to repeat."""
        super().create_table()
        script = files("hub.infrastructure").joinpath("sql/store.sql").read_text("utf-8")
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(script.replace(EVENTS_TABLE, self.events_table_name).encode())

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append events, all or none; return their positions in the log.

        1. What rides along (``riders``: links, checkpoints, input positions) is written.
        2. The table is locked against other writers, so that positions become visible in their order.
        3. The events are copied in under the next positions, and listeners are notified.
        4. Commit. A crash before it leaves nothing, a crash after it leaves everything.

        Raises the library's IntegrityError with nothing written when a version, a delivery or a link exists already.
        """
        if not stored_events:
            ids: Sequence[int] | None = super().insert_events(stored_events, **kwargs)
            return ids
        with self.datastore.get_connection() as conn, conn.transaction():
            with conn.cursor() as cursor:
                self._insert_events(cursor, stored_events, **kwargs)
                self._lock_table(cursor)
                self._notify_channel(cursor)
            with conn.cursor(row_factory=tuple_row) as cursor:
                return self._copy_in(cursor, stored_events)

    def _insert_events(
        self,
        curs: Cursor[DictRow],
        stored_events: Sequence[StoredEvent],  # noqa: ARG002 - the library's hook
        *,
        riders: Sequence[Rider] = (),
        **_: Any,
    ) -> None:
        for rider in riders:
            rider(curs)

    def _copy_in(self, cursor: Cursor[tuple[Any, ...]], stored_events: Sequence[StoredEvent]) -> range:
        statement, sequence = self._allocate
        row = cursor.execute(statement, {"seq": sequence, "count": len(stored_events)}).fetchone()
        assert row is not None
        last: int = row[0]
        positions = range(last - len(stored_events) + 1, last + 1)
        with cursor.copy(self._copy) as copy:
            copy.set_types(self._copy_types)
            write = copy.write_row
            for event, position in zip(stored_events, positions, strict=True):
                chain, delivery = (event.chain, event.delivery) if isinstance(event, ChainedEvent) else (None, None)
                write(
                    (
                        event.originator_id,
                        event.originator_version,
                        event.topic,
                        event.state,
                        position,
                        chain,
                        delivery,
                    )
                )
        return positions
