"""The messages of a transaction by partition, in the form in which a broker stores them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from aiokafka.errors import MessageSizeTooLargeError, ProducerFenced, RecordListTooLargeError
from aiokafka.producer.message_accumulator import BatchBuilder

from hub.infrastructure.kafka.partitions import partition_of
from schemas.messages import Message
from schemas.topics import Topic

Create = Callable[[], BatchBuilder]
Send = Callable[..., Awaitable[Awaitable[Any]]]

_TOO_LARGE: Final = (MessageSizeTooLargeError, RecordListTooLargeError)


class Refusal(Exception):
    """The broker does not take messages; the text says which, why, and what to do."""


class _Filled:
    """A batch of a partition, with what it takes to name its messages."""

    def __init__(self, builder: BatchBuilder, first: Message) -> None:
        self.builder = builder
        self.first = first
        self.last = first


class Batches:
    """Sorts messages to partitions as every client of Kafka does by default, and sends whole batches.

    That costs a fraction of sending message by message, each of which would bring a future of its own.
    """

    def __init__(self, create: Create, topics: Mapping[Topic, str], partitions: Mapping[str, int]) -> None:
        self._create = create
        self._topics = topics
        self._partitions = partitions
        self._filled: dict[tuple[Topic, int], list[_Filled]] = {}
        self.counts: dict[Topic, int] = dict.fromkeys(topics, 0)

    def add(self, message: Message) -> None:
        """Put a message behind those of its partition."""
        topic = message.topic
        place = (topic, partition_of(message.key, self._partitions[self._topics[topic]]))
        filled = self._filled.get(place)
        if filled is None:
            self._filled[place] = [self._begin(message)]
        elif self._append(filled[-1].builder, message):
            filled[-1].last = message
        else:
            filled.append(self._begin(message))
        self.counts[topic] += 1

    def _begin(self, message: Message) -> _Filled:
        filled = _Filled(self._create(), message)
        if not self._append(filled.builder, message):
            raise Refusal(f"{_named(message)} does not fit into an empty batch: {len(message.value)} bytes")
        return filled

    @staticmethod
    def _append(builder: BatchBuilder, message: Message) -> bool:
        stored = builder.append(timestamp=None, key=message.key, value=message.value, headers=message.headers)
        return stored is not None

    async def send(self, send: Send) -> None:
        """Send everything, and wait until the broker has acknowledged it. Raises Refusal, KafkaError."""
        sent: list[tuple[_Filled, Awaitable[Any]]] = []
        rounds = max((len(filled) for filled in self._filled.values()), default=0)
        for turn in range(rounds):
            for (topic, partition), filled in self._filled.items():
                if turn < len(filled):
                    future = await send(filled[turn].builder, self._topics[topic], partition=partition)
                    sent.append((filled[turn], future))
        outcomes = await asyncio.gather(*(future for _, future in sent), return_exceptions=True)
        for (batch, _), outcome in zip(sent, outcomes, strict=True):
            if isinstance(outcome, ProducerFenced):
                raise outcome
            if isinstance(outcome, BaseException):
                raise _reason(batch, outcome)


def _reason(filled: _Filled, error: BaseException) -> Exception:
    if isinstance(error, _TOO_LARGE):
        size = f"{len(filled.first.value)} bytes"
        return Refusal(f"{_named(filled.first)} is larger than Kafka takes, {size}; raise its max.message.bytes")
    return Refusal(f"Kafka did not take what reaches from {_named(filled.first)} to {_named(filled.last)}: {error!r}")


def _named(message: Message) -> str:
    identity = dict(message.headers)["ce_id"].decode()
    return f"{identity} on {message.topic}"
