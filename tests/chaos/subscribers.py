"""What a subscriber gets of a topic, and where the topic ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from hub.infrastructure.kafka.connection import KafkaConnection
from schemas.topics import Topic
from tests.chaos.topics import Told

PATIENCE: Final = 60.0


def read_topic(kafka: KafkaConnection, topic: Topic, group: str) -> list[Told]:
    """All that a new consumer group gets of a topic, in order within each partition."""
    return asyncio.run(_read(kafka, kafka.name_of(topic), group))


@asynccontextmanager
async def _reading(name: str, **options: Any) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer, which is let go of also where it could not be started."""
    consumer = AIOKafkaConsumer(name, **options)
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


async def _read(kafka: KafkaConnection, name: str, group: str) -> list[Told]:
    options = kafka.options() | {"group_id": group, "auto_offset_reset": "earliest", "enable_auto_commit": False}
    told: list[Told] = []
    deadline = time.monotonic() + PATIENCE
    async with _reading(name, **options, isolation_level="read_committed") as consumer:
        ends: dict[TopicPartition, int] = {}
        while not ends or not await _is_behind(consumer, ends):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{name} could not be read to its end {ends} in {PATIENCE:.0f} s")
            for records in (await consumer.getmany(timeout_ms=200)).values():
                told += map(_told, records)
            if not ends and (assigned := consumer.assignment()):
                ends = dict(await consumer.end_offsets(list(assigned)))
    return told


async def _is_behind(consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> bool:
    """Whether it has read all that lay before those offsets; markers of transactions are offsets too."""
    return all([await consumer.position(partition) >= end for partition, end in ends.items()])


def _told(record: Any) -> Told:
    headers = dict(record.headers)
    return Told((record.key or b"").decode(), headers.get("ce_id", b"/0").decode(), msgspec.json.decode(record.value))


def end_offsets(kafka: KafkaConnection, topic: Topic) -> dict[int, int]:
    """Where each partition of a topic ends now."""

    async def ask() -> dict[int, int]:
        name = kafka.name_of(topic)
        async with _reading(name, **kafka.options()) as consumer:
            numbers = consumer.partitions_for_topic(name) or set()
            ends = await consumer.end_offsets([TopicPartition(name, number) for number in numbers])
        return {partition.partition: end for partition, end in ends.items()}

    return asyncio.run(ask())


def told_offsets(kafka: KafkaConnection, group: str) -> dict[int, int]:
    """How far a group has told Kafka that it is, by partition; what Kafka's own lag is reckoned from."""

    async def ask() -> dict[int, int]:
        admin = AIOKafkaAdminClient(**kafka.options())
        try:
            await admin.start()
            offsets = await admin.list_consumer_group_offsets(group)
        finally:
            await admin.close()
        return {partition.partition: place.offset for partition, place in offsets.items()}

    return asyncio.run(ask())
