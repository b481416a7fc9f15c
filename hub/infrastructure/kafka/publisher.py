"""Publishing in transactions: a producer of aiokafka on an event loop and a thread of its own.

The loop ends with the producer, whatever state the producer is in: aiokafka tries for ever while a broker is away, and
a producer that met an error is thrown away, never mended.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, ProducerFenced, UnknownTopicOrPartitionError

from hub.application.relay import Committed, NotPublished, Publishing
from hub.infrastructure.kafka.batches import Batches, Refusal
from hub.infrastructure.kafka.connection import KafkaConnection
from schemas.messages import Message
from schemas.topics import Topic

PATIENCE: Final = 15.0
"""Seconds for the broker to take a batch and commit it, or to greet a new producer."""
_TRANSACTION_MS: Final = 30_000
"""After this the broker ends a transaction whose producer is gone; a new producer ends it at once."""
_BATCH_BYTES: Final = 500_000
"""A partition's share of a request. Below the million bytes of Kafka's default, so that only a message that is too
large by itself can be refused for its size."""
_TOPIC_PATIENCE: Final = 3.0
_STOPPING: Final = 2.0
_OUT: Final = (Topic.CANONICAL, Topic.EVENTS, Topic.CONFLICTS, Topic.PARKED)

_LOG: Final = logging.getLogger(__name__)

T = TypeVar("T")


@contextmanager
def open_publisher(connection: KafkaConnection, name: str, patience: float = PATIENCE) -> Iterator[KafkaPublisher]:
    """A publisher under a transactional id, for a block. Raises hub.application.relay.NotPublished.

    Once it is open, nothing that an earlier one of that id has not committed will ever be.
    """
    publisher = KafkaPublisher(connection, name, patience)
    try:
        publisher.open()
        yield publisher
    finally:
        publisher.close()


class KafkaPublisher:
    """Publishes batches, each in a transaction (the port is hub.application.relay.Publisher)."""

    def __init__(self, connection: KafkaConnection, name: str, patience: float = PATIENCE) -> None:
        self._connection = connection
        self._name = name
        self._patience = patience
        self._topics = {topic: connection.name_of(topic) for topic in _OUT}
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_note)
        self._thread = threading.Thread(target=self._loop.run_forever, name="publisher", daemon=True)
        self._producer: AIOKafkaProducer | None = None

    def open(self) -> None:
        """Greet the broker, and end what earlier publishers began. Raises NotPublished."""
        self._thread.start()
        self._await(self._greet(), "Kafka did not greet the relay")

    def publish(self, messages: Sequence[Message]) -> Publishing:
        """Begin to publish a batch; only one may be under way."""
        return _UnderWay(self, asyncio.run_coroutine_threadsafe(self._transact(messages), self._loop))

    def close(self) -> None:
        """Let go of the broker. What was not committed never will be."""
        if not self._thread.is_alive():
            self._loop.close()
            return
        with suppress(NotPublished):
            self._await(self._leave(), "Kafka was not told goodbye")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def outcome(self, future: Future[T], what: str) -> T:
        """The result, within the time there is. Raises NotPublished."""
        try:
            return future.result(self._patience)
        except TimeoutError:
            future.cancel()
            address = self._connection.settings.kafka_bootstrap
            raise NotPublished(f"{what} within {self._patience:g} s; see whether {address} is up") from None
        except Refusal as refusal:
            raise NotPublished(str(refusal)) from refusal
        except ProducerFenced as error:
            cure = "if none should have, see that no other hub has the same topic prefix"
            raise NotPublished(f"another relay has taken over; {cure}") from error
        except (KafkaError, OSError) as error:
            raise NotPublished(f"{what}: {error!r}") from error

    def _await(self, coroutine: Coroutine[Any, Any, T], what: str) -> T:
        return self.outcome(asyncio.run_coroutine_threadsafe(coroutine, self._loop), what)

    # -- on the loop ---------------------------------------------------------------------------------------------

    async def _greet(self) -> None:
        producer = AIOKafkaProducer(
            **self._connection.options(),
            client_id=self._name,
            transactional_id=self._name,
            transaction_timeout_ms=_TRANSACTION_MS,
            max_batch_size=_BATCH_BYTES,
            linger_ms=0,
        )
        self._producer = producer
        await producer.start()
        for name in self._topics.values():
            await self._partitions(producer, name)

    async def _transact(self, messages: Sequence[Message]) -> Committed:
        """Publish a batch.

        1. A transaction begins. 2. Each partition's messages are sent. 3. The broker has acknowledged all of them.
        4. The transaction is committed. A failure before 4 ends with a producer that is thrown away: the broker ends
        the transaction, and readers of committed messages see nothing of it. A failure in 4 leaves open whether it is
        committed.
        """
        producer = self._producer
        assert producer is not None
        began_at = time.monotonic()
        counts = {name: len(await self._partitions(producer, name)) for name in self._topics.values()}
        batches = Batches(producer.create_batch, self._topics, counts)
        batches.fill(messages)
        await producer.begin_transaction()
        await batches.send(producer.send_batch)
        await producer.commit_transaction()
        return Committed(batches.counts, time.monotonic() - began_at)

    async def _partitions(self, producer: AIOKafkaProducer, name: str) -> set[int]:
        try:
            async with asyncio.timeout(_TOPIC_PATIENCE):
                found: set[int] = await producer.partitions_for(name)
        except (TimeoutError, UnknownTopicOrPartitionError) as error:
            raise Refusal(f"Kafka knows of no topic {name}; run `statushub topics apply`") from error
        return found

    async def _leave(self) -> None:
        producer = self._producer
        if producer is not None:
            with suppress(TimeoutError, KafkaError):
                await asyncio.wait_for(producer.stop(), _STOPPING)
            with suppress(TimeoutError, KafkaError):
                await asyncio.wait_for(producer.client.close(), _STOPPING)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def _note(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What a producer that is thrown away leaves behind; its error was told already."""
    _LOG.debug("%s", context.get("message"))


class _UnderWay:
    """A batch on its way."""

    def __init__(self, publisher: KafkaPublisher, future: Future[Committed]) -> None:
        self._publisher = publisher
        self._future = future

    def result(self) -> Committed:
        return self._publisher.outcome(self._future, "Kafka did not commit a batch")
