"""Fresh topics for each measurement, and a look at how far the published ones have grown."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas.topics import Topic
from tests.bench.kafka.records import PARTITIONS

LOOK_SECONDS: Final = 0.03
"""How often the ends of topics are looked at: a measurement is as exact as this. Every 10 ms took the broker and the
bench a seventh of a core, which a contender that fills both cores has to do without."""
_KEPT: Final = {"retention.ms": "-1"}


@asynccontextmanager
async def fresh_topics(kafka: str) -> AsyncIterator[str]:
    """The prefix of a hub's topics, all with the same number of partitions and nothing compacted; gone afterwards."""
    prefix = f"bench-{uuid4().hex[:8]}."
    names = [f"{prefix}{topic.value}" for topic in Topic]
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, PARTITIONS, 1, topic_configs=_KEPT) for name in names])
        yield prefix
        await admin.delete_topics(names)
    finally:
        await admin.close()


def partitions_of(name: str) -> list[TopicPartition]:
    """The partitions of a topic of ours."""
    return [TopicPartition(name, partition) for partition in range(PARTITIONS)]


class Watch:
    """How far topics have grown for a reader of committed records, and when they last did.

    Ends of topics count the marks of transactions too: they are a sign of progress; :func:`count` is the number.
    """

    def __init__(self, kafka: str, topics: Sequence[str]) -> None:
        self._consumer = AIOKafkaConsumer(bootstrap_servers=kafka, isolation_level="read_committed")
        self._partitions = [partition for topic in topics for partition in partitions_of(topic)]
        self.end = 0
        """All offsets together."""
        self.grown_at = 0.0
        """By time.perf_counter()."""

    async def __aenter__(self) -> Watch:
        await self._consumer.start()
        await self.look()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()

    async def look(self) -> None:
        if not self._partitions:
            return
        ends = await self._consumer.end_offsets(self._partitions)
        end = sum(ends.values())
        if end != self.end:
            self.end, self.grown_at = end, time.perf_counter()

    async def until(self, finished: Callable[[], bool], *, quiet: float, patience: float = 180.0) -> None:
        """Wait until it is finished and nothing has grown for ``quiet`` seconds."""
        deadline = time.perf_counter() + patience
        while not (finished() and time.perf_counter() - self.grown_at >= quiet):
            if time.perf_counter() > deadline:
                raise TimeoutError(f"not finished after {patience:.0f} s, at {self.end} records")
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()


async def count(kafka: str, topic: str) -> int:
    """Records of a topic that a reader of committed records is given."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka, isolation_level="read_committed", enable_auto_commit=False, max_poll_records=None
    )
    await consumer.start()
    try:
        partitions = partitions_of(topic)
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        found = 0
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            batches = await consumer.getmany(timeout_ms=200)
            found += sum(len(batch) for batch in batches.values())
        return found
    finally:
        await consumer.stop()
