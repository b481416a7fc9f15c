"""The topic of reports, read in a consumer group: FastStream's batch subscriber, with raw records and no commits.

FastStream polls, hands batches over one after the other, and after a failure it would go on with the next one. So
whoever takes batches must not raise, and says itself where to read on (:meth:`ReportsTopic.seek`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage, KafkaMessage
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from hub.infrastructure.kafka.connection import KafkaConnection
from hub.infrastructure.kafka.unpacking import read_any_header
from schemas.topics import Topic

Records = tuple[ConsumerRecord[bytes, bytes], ...]
Take = Callable[[Records], Awaitable[None]]

_LOG: Final = logging.getLogger("hub.kafka")
_POLL_MS: Final = 20
"""How long a poll waits for the first record; FastStream rests as long again, which a report has to wait at worst."""
_FETCH_BYTES: Final = 2 << 20
"""Of a partition, at a time."""
_METADATA_MS: Final = 30_000
"""How long a topic that was created, or got more partitions, may go unnoticed."""
_ANSWER_SECONDS: Final = 5.0


class Listener(Protocol):
    """Is told which partitions are read here."""

    async def assigned(self, partitions: frozenset[int]) -> None:
        """From now on these, and no others; nothing is handed over before :meth:`ReportsTopic.resume`."""
        ...

    async def revoked(self) -> None:
        """None any more; they may be given to others once this returns."""
        ...


@dataclass(frozen=True, slots=True)
class Timing:
    """When a member of the group counts as gone, in milliseconds."""

    session: int = 10_000
    heartbeat: int = 3_000
    poll: int = 300_000
    """A member that has not polled for so long leaves, and comes back with its next poll."""


class ReportsTopic:
    """The topic as one worker reads it. Raises aiokafka's KafkaError, and TimeoutError where Kafka does not answer."""

    def __init__(self, connection: KafkaConnection, take: Take, listener: Listener, timing: Timing) -> None:
        self.name = connection.name_of(Topic.REPORTED)
        _LOG.setLevel(logging.ERROR)  # it warns that it creates no topics, and of workers to spare, which is as wanted
        settings, options = connection.settings, connection.options()
        self._broker = KafkaBroker(
            options["bootstrap_servers"],
            security=_security(options),
            client_id=f"{settings.worker_group}-worker",
            metadata_max_age_ms=_METADATA_MS,
            consumer_only=True,
            apply_types=False,
            logger=_LOG,
            log_level=logging.DEBUG,
        )
        self._subscriber = self._broker.subscriber(
            self.name,
            batch=True,
            max_records=settings.worker_batch,
            batch_timeout_ms=_POLL_MS,
            group_id=settings.worker_group,
            ack_policy=AckPolicy.MANUAL,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            max_partition_fetch_bytes=_FETCH_BYTES,
            session_timeout_ms=timing.session,
            heartbeat_interval_ms=timing.heartbeat,
            max_poll_interval_ms=timing.poll,
            listener=_Rebalances(self, listener),
            parser=_as_it_is,
            decoder=_body,
        )
        self._subscriber(take)

    async def start(self) -> None:
        """Join the group."""
        read_any_header()
        await self._broker.start()

    async def stop(self) -> None:
        """Leave the group."""
        await self._broker.stop()

    @property
    def is_there(self) -> bool:
        """Whether the topic exists, as far as Kafka has told."""
        consumer = self._subscriber.consumer
        return consumer is not None and bool(consumer.partitions_for_topic(self.name))

    def pause(self, partitions: Collection[int]) -> None:
        """Hand nothing of these partitions over; also nothing that was fetched already."""
        self._consumer.pause(*self._places(partitions))

    def resume(self, partitions: Collection[int]) -> None:
        """Hand these partitions over."""
        self._consumer.resume(*self._places(partitions))

    def seek(self, offsets: Mapping[int, int]) -> None:
        """Read on from these offsets."""
        for partition, offset in offsets.items():
            self._consumer.seek(TopicPartition(self.name, partition), offset)

    async def bounds(self, partitions: Collection[int]) -> dict[int, tuple[int, int]]:
        """The first offset that is held, and the one behind the last that may be read, of each partition."""
        places = self._places(partitions)
        async with asyncio.timeout(_ANSWER_SECONDS):
            first = await self._consumer.beginning_offsets(places)
            end = await self._consumer.end_offsets(places)
        return {place.partition: (first[place], end[place]) for place in places}

    async def position(self, partition: int) -> int:
        """The offset behind the last record that was handed over, or behind what is no record (transactions' marks)."""
        async with asyncio.timeout(_ANSWER_SECONDS):
            offset: int = await self._consumer.position(TopicPartition(self.name, partition))
        return offset

    async def commit(self, offsets: Mapping[int, int]) -> None:
        """Tell Kafka how far the group is. Raises KafkaError where this is no member of the group any more."""
        places = {TopicPartition(self.name, partition): offset for partition, offset in offsets.items()}
        async with asyncio.timeout(_ANSWER_SECONDS):
            await self._consumer.commit(places)

    @property
    def _consumer(self) -> AIOKafkaConsumer[bytes, bytes]:
        consumer = self._subscriber.consumer
        assert consumer is not None, "the topic is not open"
        return consumer

    def _places(self, partitions: Collection[int]) -> list[TopicPartition]:
        return [TopicPartition(self.name, partition) for partition in partitions]


class _Rebalances(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka says no types
    """Passes on what the group decides. All partitions are revoked before any are assigned."""

    def __init__(self, topic: ReportsTopic, listener: Listener) -> None:
        self._topic = topic
        self._listener = listener

    async def on_partitions_revoked(self, _revoked: Collection[TopicPartition]) -> None:
        await self._listener.revoked()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        partitions = frozenset(place.partition for place in assigned)
        self._topic.pause(partitions)
        await self._listener.assigned(partitions)


async def _as_it_is(records: Records) -> KafkaMessage:
    """FastStream's own parser reads the headers of every record, and fails at those that are no UTF-8."""
    return KafkaAckableMessage(raw_message=records, body=records, consumer=_NOBODY)


async def _body(message: KafkaMessage) -> Any:
    return message.body


class _Nobody:
    """Stands in for the consumer of a message that nobody acknowledges."""

    async def commit(self) -> None: ...

    def seek(self, partition: TopicPartition, offset: int) -> None: ...


_NOBODY: Final = _Nobody()


def _security(options: Mapping[str, Any]) -> BaseSecurity | None:
    """How aiokafka's options say to log in, in FastStream's words."""
    context = options.get("ssl_context")
    if "sasl_mechanism" in options:
        login = _LOGINS[options["sasl_mechanism"]]
        name, password = options["sasl_plain_username"], options["sasl_plain_password"]
        return login(name, password, ssl_context=context, use_ssl=context is not None)
    return None if context is None else BaseSecurity(ssl_context=context, use_ssl=True)


_LOGINS: Final = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}
