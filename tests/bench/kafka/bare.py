"""The path without a library, as a program: aiokafka and PostgreSQL, a dict of tickets, snapshots out. Runs until it is
stopped.

A batch is decided while the one before it is stored and published, in this order: 1. Rows and offsets are committed.
2. Snapshots are acknowledged by the broker. A crash between the two loses snapshots: that is what an outbox is for, and
what this path does without.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import uvloop
from aiokafka import AIOKafkaProducer

from hub.entrypoints.garbage import calm_collector
from tests.bench.kafka.reading import BATCH, Found, Row, Store, Task, consumer_of
from tests.bench.kafka.rule import Reported, Rule, Ticket

Snapshots = dict[int, list[tuple[bytes, bytes]]]
"""Keys and values by partition: it is the report's own, as both topics have as many."""

_decode: Final = msgspec.json.Decoder(Reported).decode
_encode: Final = msgspec.json.Encoder().encode


class Bare:
    """The state of one process."""

    def __init__(self, task: Task, producer: AIOKafkaProducer) -> None:
        self._rule = Rule.read(task.rule)
        self._canonical = task.canonical
        self._producer = producer
        self._store = Store(task.database_url)
        self._tickets: defaultdict[str, Ticket] = defaultdict(dict)

    def decide(self, found: Found) -> tuple[list[Row], Snapshots]:
        """What is to be stored and published of a batch."""
        now = datetime.now(UTC).isoformat()
        states = []
        snapshots: Snapshots = {}
        for partition, batch in found.items():
            out = snapshots[partition.partition] = []
            for record in batch:
                report = _decode(record.value)
                states.append((report.uid, record.value))
                snapshot = self._rule.step(self._tickets[report.uid], report, now)
                if snapshot is not None:
                    out.append((record.key, _encode(snapshot)))
        return self._store.rows_of(states), snapshots

    async def finish(self, rows: list[Row], found: Found, snapshots: Snapshots) -> None:
        """Store, then publish."""
        await asyncio.to_thread(self._store.write, rows, found)
        sent = [await future for partition, out in snapshots.items() for future in await self._send(partition, out)]
        assert all(sent)

    async def _send(self, partition: int, out: list[tuple[bytes, bytes]]) -> list[Any]:
        if not out:
            return []
        batch = self._producer.create_batch()
        for key, value in out:
            assert batch.append(timestamp=None, key=key, value=value) is not None, "a batch is larger than allowed"
        return [await self._producer.send_batch(batch, self._canonical, partition=partition)]


async def run(task: Task) -> None:
    """Read, decide, store and publish for ever."""
    async with (
        AIOKafkaProducer(
            bootstrap_servers=task.kafka, acks="all", max_batch_size=4_000_000, max_request_size=8_000_000
        ) as producer,
        consumer_of(task) as consumer,
    ):
        bare = Bare(task, producer)
        before: asyncio.Task[None] | None = None
        while True:
            found: Found = await consumer.getmany(timeout_ms=100, max_records=BATCH)
            if not found:
                continue
            rows, snapshots = bare.decide(found)
            if before is not None:
                await before
            before = asyncio.create_task(bare.finish(rows, found, snapshots))


if __name__ == "__main__":
    calm_collector()
    uvloop.run(run(msgspec.json.decode(sys.argv[1], type=Task)))
