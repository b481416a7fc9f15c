"""The hub's topics under a prefix of one test."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

from hub.infrastructure.kafka.connection import KafkaConnection
from hub.infrastructure.kafka.declared import load_topics
from hub.infrastructure.kafka.topics import topics_of
from hub.settings import Settings

PARTITIONS: Final = 4
"""At most, of a topic in a test: enough for workers to share out, and made in no time."""


def create_topics(bootstrap: str, prefix: str, partitions: int = PARTITIONS) -> None:
    """Create the topics as they are declared, but with one copy and not more than these partitions."""
    _run(_create(_connection(bootstrap, prefix), partitions))


def delete_topics(bootstrap: str, prefix: str) -> None:
    """Delete them with their records."""
    _run(_delete(_connection(bootstrap, prefix)))


async def _create(kafka: KafkaConnection, partitions: int) -> None:
    declared = load_topics().with_replication(1)
    few = tuple(replace(topic, partitions=min(partitions, topic.partitions)) for topic in declared.topics)
    async with topics_of(kafka) as topics:
        for step in await topics.plan(replace(declared, topics=few)):
            await topics.take(step)


async def _delete(kafka: KafkaConnection) -> None:
    async with topics_of(kafka) as topics:
        await topics.delete([kafka.name_of(topic.topic) for topic in load_topics().topics])


def _connection(bootstrap: str, prefix: str) -> KafkaConnection:
    return KafkaConnection(Settings(kafka_bootstrap=bootstrap, topic_prefix=prefix))


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Do it on an event loop of its own: the test that asks may be running on one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
