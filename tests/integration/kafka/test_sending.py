"""A client on uvloop, as gateways and workers run it, whose connection is closed under it."""

from __future__ import annotations

import asyncio

import pytest
import uvloop
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.metadata import MetadataRequest

from hub.infrastructure.kafka.connection import KafkaConnection
from hub.settings import Settings
from tests.kafka.find import Broker


def test_a_request_on_a_connection_that_was_closed_a_moment_ago_finds_it_lost(kafka: Broker) -> None:
    async def lose_the_connection() -> None:
        options = KafkaConnection(Settings(kafka_bootstrap=kafka.bootstrap)).options()
        async with AIOKafkaProducer(**options) as producer, asyncio.timeout(30):
            assert await producer.client.force_metadata_update()
            [connection] = producer.client._conns.values()
            before = connection._reader, connection._writer, connection._read_task
            connection._writer.transport.abort()
            await connection.close()
            # As it was before its reader heard of the end, which takes a turn of the loop when a broker dies.
            connection._reader, connection._writer, connection._read_task = before
            with pytest.raises(KafkaConnectionError):
                connection.send(MetadataRequest([]))
            assert not connection.connected()
            assert await producer.client.force_metadata_update()

    uvloop.run(lose_the_connection())
