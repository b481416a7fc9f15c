"""Messages of a transaction, sorted to partitions."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest
from aiokafka.errors import MessageSizeTooLargeError, ProducerFenced
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from hypothesis import given
from hypothesis import strategies as st

from hub.infrastructure.kafka.batches import Batches, Refusal
from schemas.messages import Message
from schemas.topics import Topic

TOPICS = {Topic.EVENTS: "plant.events", Topic.CANONICAL: "plant.canonical"}
PARTITIONS = {"plant.events": 5, "plant.canonical": 3}


class Broker:
    """Takes batches, or gives each the next of some errors."""

    def __init__(self, *errors: Exception) -> None:
        self.records: dict[tuple[str, int], list[tuple[bytes, bytes]]] = {}
        self._errors = list(errors)

    async def send_batch(self, builder: BatchBuilder, topic: str, *, partition: int) -> Awaitable[None]:
        held = MemoryRecords(bytes(builder._build())).next_batch()
        self.records.setdefault((topic, partition), []).extend((record.key, record.value) for record in held)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._errors:
            future.set_exception(self._errors.pop(0))
        else:
            future.set_result(None)
        return future


def batches(size: int = 500_000) -> Batches:
    return Batches(lambda: BatchBuilder(size, 0, is_transactional=1), TOPICS, PARTITIONS)


def message(key: bytes, value: bytes = b"{}", topic: Topic = Topic.EVENTS) -> Message:
    return Message(topic, key, value, [("ce_id", key + b"/1"), ("ce_type", b"t")])


async def sent(found: Batches, broker: Broker, messages: list[Message]) -> Any:
    found.fill(messages)
    await found.send(broker.send_batch)
    return broker.records


@given(keys=st.lists(st.binary(min_size=1, max_size=30)), size=st.sampled_from([300, 500_000]))
def test_each_key_keeps_its_order_in_the_partition_that_any_client_gives_it(keys: list[bytes], size: int) -> None:
    messages = [
        message(key, b"%d" % number, topic)
        for number, key in enumerate(keys)
        for topic in (Topic.EVENTS, Topic.CANONICAL)
    ]
    records = asyncio.run(sent(batches(size), Broker(), messages))
    expected: dict[tuple[str, int], list[tuple[bytes, bytes]]] = {}
    for each in messages:
        name = TOPICS[each.topic]
        partition = DefaultPartitioner()(each.key, list(range(PARTITIONS[name])), [])
        expected.setdefault((name, partition), []).append((each.key, each.value))
    assert records == expected


async def test_messages_are_counted_by_topic() -> None:
    found = batches()
    await sent(found, Broker(), [message(b"a"), message(b"b"), message(b"a", topic=Topic.CANONICAL)])
    assert found.counts == {Topic.EVENTS: 2, Topic.CANONICAL: 1}


async def test_a_message_that_the_broker_finds_too_large_is_named_with_the_cure() -> None:
    with pytest.raises(Refusal, match=r"SRV-1/1 on ticket.events.v1 .* 900000 bytes; raise its max.message.bytes"):
        await sent(batches(), Broker(MessageSizeTooLargeError()), [message(b"SRV-1", b"x" * 900_000)])


async def test_what_is_too_large_travels_alone() -> None:
    """So that a refusal for size is always about one message."""
    broker = Broker()
    found = batches(10_000)
    found.fill(message(b"k", value) for value in (b"small", b"x" * 20_000, b"small"))
    assert sorted(len(filled) for filled in found._filled.values()) == [3]
    await found.send(broker.send_batch)


async def test_another_refusal_names_where_it_lies() -> None:
    with pytest.raises(Refusal, match=r"from a/1 on ticket.events.v1 to a/1 .*NotEnough"):
        await sent(batches(), Broker(RuntimeError("NotEnough")), [message(b"a"), message(b"a")])


async def test_a_fenced_producer_is_told_from_a_refusal() -> None:
    with pytest.raises(ProducerFenced):
        await sent(batches(), Broker(ProducerFenced()), [message(b"a")])
