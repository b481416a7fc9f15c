"""What the floors and the path without a library share: batches of a topic, and rows with offsets in one commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
import psycopg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from eventsourcing.postgres import PostgresApplicationRecorder

from hub.infrastructure.event_log import open_datastore

BATCH: Final = 2_000
_COPY: Final = (
    "COPY bare_events (originator_id, originator_version, topic, state, notification_id) FROM STDIN (FORMAT BINARY)"
)
_MOVE: Final = """
    INSERT INTO bare_offsets (partition, next_offset) SELECT * FROM unnest(%b::int[], %b::int8[])
    ON CONFLICT (partition) DO UPDATE SET next_offset = excluded.next_offset
"""

Row = tuple[str, int, bytes]
Found = dict[TopicPartition, list[ConsumerRecord[bytes, bytes]]]


class Task(msgspec.Struct, kw_only=True):
    """What a program is told, as JSON in its only argument."""

    kafka: str
    topic: str
    canonical: str = ""
    database_url: str = ""
    rule: str = ""
    partitions: Sequence[int] = ()
    depth: str = ""
    records: int = 0


@asynccontextmanager
async def consumer_of(task: Task) -> AsyncIterator[AIOKafkaConsumer]:
    """Reads the task's partitions from their beginning."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=task.kafka,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=100,
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(task.topic, partition) for partition in task.partitions])
        yield consumer
    finally:
        await consumer.stop()


def make_tables(database_url: str) -> None:
    """A table of events as the library makes it, with its two indexes, and one of offsets."""
    datastore = open_datastore(database_url)
    PostgresApplicationRecorder(datastore, events_table_name="bare_events").create_table()
    datastore.close()
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE bare_offsets (partition int PRIMARY KEY, next_offset bigint NOT NULL)")


class Store:
    """One row for each report by binary COPY, with the offsets in the same transaction."""

    def __init__(self, database_url: str) -> None:
        self._connection = psycopg.connect(database_url)
        self._versions: Counter[str] = Counter()

    def rows_of(self, uids_and_states: Sequence[tuple[str, bytes]]) -> list[Row]:
        rows = []
        for uid, state in uids_and_states:
            self._versions[uid] += 1
            rows.append((uid, self._versions[uid], state))
        return rows

    def write(self, rows: Sequence[Row], found: Found) -> None:
        """1. Rows and offsets. 2. Commit. A crash before the second leaves nothing behind."""
        with self._connection.cursor() as cursor:
            position = self._allocate(cursor, len(rows))
            with cursor.copy(_COPY) as copy:
                copy.set_types(["text", "int8", "text", "bytea", "int8"])
                for uid, version, state in rows:
                    copy.write_row((uid, version, "ticket.status_reported.v1", state, position))
                    position += 1
            offsets = [batch[-1].offset + 1 for batch in found.values()]
            cursor.execute(_MOVE, ([partition.partition for partition in found], offsets))
        self._connection.commit()

    def _allocate(self, cursor: psycopg.Cursor[Any], number: int) -> int:
        """The first of so many positions, none of which anybody else gets."""
        cursor.execute("LOCK TABLE bare_events IN EXCLUSIVE MODE")
        cursor.execute(
            "SELECT setval('bare_events_notification_id_seq', nextval('bare_events_notification_id_seq') + %s - 1)",
            (number,),
        )
        last = cursor.fetchone()
        assert last is not None
        return int(last[0]) - number + 1
