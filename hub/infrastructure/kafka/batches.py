"""The messages of a transaction by partition, in the form in which a broker stores them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

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


class _Filled(NamedTuple):
    """A batch of a partition, with what it takes to name its messages."""

    builder: BatchBuilder
    first: Message
    last: Message


class Batches:
    """Sorts messages to partitions as every client of Kafka does by default, and sends whole batches.

    That costs a fraction of sending message by message, each of which would bring a future of its own.
    """

    def __init__(self, create: Create, topics: Mapping[Topic, str], partitions: Mapping[str, int]) -> None:
        self._create = create
        self._topics = topics
        self._partitions = {topic: partitions[name] for topic, name in topics.items()}
        self._filled: dict[tuple[Topic, int], list[_Filled]] = {}
        self.counts: dict[Topic, int] = dict.fromkeys(topics, 0)

    def fill(self, messages: Iterable[Message]) -> None:
        """Fill batches with all messages of the transaction, those of each partition in their order. Raises Refusal."""
        parts: defaultdict[tuple[Topic, int], list[Message]] = defaultdict(list)
        for message in messages:
            parts[message.topic, partition_of(message.key, self._partitions[message.topic])].append(message)
        for place, part in parts.items():
            self._filled[place] = list(self._batches(part))
            self.counts[place[0]] += len(part)

    def _batches(self, messages: Sequence[Message]) -> Iterator[_Filled]:
        while messages:
            builder = self._create()
            for message in messages:
                if not builder.append(timestamp=None, key=message.key, value=message.value, headers=message.headers):
                    break
            taken = builder.record_count()
            if not taken:
                size = len(messages[0].value)
                raise Refusal(f"{_named(messages[0])} does not fit into an empty batch: {size} bytes")
            yield _Filled(builder, messages[0], messages[taken - 1])
            messages = messages[taken:]

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
