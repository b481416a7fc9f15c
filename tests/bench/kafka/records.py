"""The workload as records of the topic of reports, and a topic that is filled with them."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import DefaultPartitioner

from hub.application.ports import Delivery
from hub.application.records import Published, encode
from tests.bench.workload import plant_day

PARTITIONS: Final = 4
WARM_TICKETS: Final = 200
_FAR: Final = 5_000_000
"""Number of the first ticket that only warms up."""
_BATCH_BYTES: Final = 1_000_000


def record_of(delivery: Delivery) -> Published:
    """The report as a gateway publishes it."""
    assert delivery.report is not None
    return encode(delivery.report)


def day_of_records(reports: int, first: int = 0) -> list[Published]:
    """The plant's day (tests.bench.workload) as records, in the order of their arrival."""
    return [record_of(delivery) for delivery in plant_day(reports, first=first)]


def warming_records() -> list[Published]:
    """One first report each of tickets that appear nowhere else: each becomes one snapshot in every program."""
    day = plant_day(10 * WARM_TICKETS, first=_FAR)
    firsts = {item.report.uid: item for item in reversed(day) if item.report and item.report.delivery_id.endswith("-0")}
    return [record_of(item) for item in firsts.values()]


async def fill(kafka: str, topic: str, records: Iterable[Published]) -> list[int]:
    """Publish the records, by key, and wait until the broker has them; how many each partition got."""
    parts = _by_partition(records)
    async with AIOKafkaProducer(bootstrap_servers=kafka, acks="all", max_batch_size=_BATCH_BYTES) as producer:
        await asyncio.gather(*(_publish(producer, topic, partition, part) for partition, part in parts.items()))
    return [len(parts[partition]) for partition in range(PARTITIONS)]


def _by_partition(records: Iterable[Published]) -> dict[int, list[Published]]:
    partition_of = DefaultPartitioner()
    everywhere = list(range(PARTITIONS))
    parts: dict[int, list[Published]] = defaultdict(list)
    for record in records:
        parts[partition_of(record.key, everywhere, everywhere)].append(record)
    return parts


async def _publish(producer: AIOKafkaProducer, topic: str, partition: int, records: Sequence[Published]) -> None:
    sent: list[Any] = []
    waiting = iter(records)
    for first in waiting:
        batch = producer.create_batch()
        for record in itertools.chain([first], waiting):
            if batch.append(timestamp=None, key=record.key, value=record.value, headers=record.headers) is None:
                waiting = itertools.chain([record], waiting)
                break
        sent.append(await producer.send_batch(batch, topic, partition=partition))
    await asyncio.gather(*sent)
