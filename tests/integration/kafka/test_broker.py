"""The tests' own Kafka: what it promises to those who kill it."""

from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.kafka.find import Broker, SharedBroker


async def create(broker: Broker, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, 1, 1)])
    finally:
        await admin.close()


async def first_record(broker: Broker, topic: str) -> bytes:
    async with AIOKafkaConsumer(bootstrap_servers=broker.bootstrap) as consumer:
        consumer.assign([TopicPartition(topic, 0)])
        await consumer.seek_to_beginning()
        record = await consumer.getone()
        assert record.value is not None
        return record.value


async def test_a_killed_broker_comes_back_at_its_address_with_its_records(kafka: Broker) -> None:
    if isinstance(kafka, SharedBroker):
        pytest.xfail("KAFKA_BOOTSTRAP names a broker that is not ours to kill")
    topic, address = f"survives-{uuid4().hex}", kafka.bootstrap
    await create(kafka, topic)
    async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, acks="all") as producer:
        await producer.send_and_wait(topic, b"accepted")

    kafka.stop()
    kafka.start()

    assert kafka.bootstrap == address
    assert await first_record(kafka, topic) == b"accepted"


def test_a_broker_that_is_not_ours_is_not_killed() -> None:
    with pytest.raises(PermissionError, match="unset it"):
        SharedBroker("kafka.example:9092").stop()
