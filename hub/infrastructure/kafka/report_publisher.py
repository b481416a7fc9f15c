"""The way in with Kafka: deliveries are published for the workers, and safe once every replica in sync has them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from time import monotonic, perf_counter
from typing import Final

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from hub.application.ports import Delivery, Outcome, Unavailable
from hub.application.queueing import queued
from hub.application.records import Published
from hub.infrastructure.kafka.connection import KafkaConnection
from hub.infrastructure.kafka.partitions import partition_of
from hub.infrastructure.kafka.producing import CURE, Producing
from hub.telemetry import Metrics
from schemas.topics import Topic

PATIENCE: Final = 5.0
"""Seconds that a batch may take until its senders are told to try again later."""
LOOK: Final = 2.0
"""Seconds that Kafka may take to answer whether it is there."""
BATCH_BYTES: Final = 512 << 10
"""Half of what a broker takes in one message unless told otherwise."""

_log = structlog.stdlib.get_logger("hub.kafka")


class ReportPublisher:
    """Publishes batches to the topic of reports (the port is hub.application.ports.WayIn).

    Records of one key keep the order in which they were taken, also where the producer has to try again: it is
    idempotent, and a batch follows only when the one before it is settled.
    """

    def __init__(self, connection: KafkaConnection, metrics: Metrics, *, patience: float = PATIENCE) -> None:
        """``patience`` is in seconds."""
        self._producing = Producing(connection, batch_bytes=BATCH_BYTES)
        self._topic = connection.name_of(Topic.REPORTED)
        self._metrics = metrics
        self._patience = patience
        self._unsettled: asyncio.Task[None] | None = None

    async def take(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Publish the deliveries; where there is nothing in one, say so.

        1. Kafka is reached. 2. The records are handed to the producer. 3. All are acknowledged, and only then anything
        is answered. A crash before 2 publishes nothing; after it some, all or none may be on the topic.

        Raises Unavailable after ``patience`` seconds at most. Where the time ended after 2, the producer goes on trying
        to publish, and until it is through every further batch is refused at once. The senders send theirs again, and
        the worker knows a report that it meets twice by its delivery id.
        """
        records, outcomes = zip(*map(queued, deliveries), strict=True)
        wanted = [record for record in records if record is not None]
        if wanted:
            started = perf_counter()
            try:
                await self._publish(wanted)
            except Unavailable:
                self._metrics.publish_failed.inc(len(wanted))
                raise
            self._metrics.published.inc(len(wanted))
            self._metrics.publish_seconds.observe(perf_counter() - started)
        return list(outcomes)

    async def check(self) -> None:
        """Ask Kafka for the topic. Raises Unavailable, in words for an operator."""
        self._refuse_behind_unsettled()
        producer = await self._producing.producer(LOOK)
        asked = asyncio.ensure_future(producer.client.force_metadata_update())
        done, _ = await asyncio.wait({asked}, timeout=LOOK)
        if not done or not asked.result():
            raise Unavailable(f"Kafka does not answer. {CURE}")
        if not producer.client.cluster.partitions_for_topic(self._topic):
            raise Unavailable(f"Kafka has no topic {self._topic}. Make it with `statushub topics apply`")

    async def close(self) -> None:
        """Let go of Kafka. Whoever waited has been answered, so nothing that was promised can be lost here."""
        if self._unsettled is not None:
            self._unsettled.cancel()
        await self._producing.close()

    async def _publish(self, records: Sequence[Published]) -> None:
        until = monotonic() + self._patience
        self._refuse_behind_unsettled()
        producer = await self._producing.producer(self._patience)
        sending = asyncio.create_task(self._send(producer, records))
        done, _ = await asyncio.wait({sending}, timeout=max(0.0, until - monotonic()))
        if not done:
            self._unsettled = sending
            sending.add_done_callback(_log_settled)
            _log.error("kafka_does_not_acknowledge", records=len(records), seconds=self._patience)
            raise Unavailable(f"Kafka has not acknowledged within {self._patience:g} s. {CURE}")
        if error := sending.exception():
            _log.error("kafka_refused", records=len(records), error=repr(error))
            raise Unavailable(f"Kafka refuses what is published ({type(error).__name__}). {CURE}") from error

    def _refuse_behind_unsettled(self) -> None:
        if self._unsettled is None:
            return
        if not self._unsettled.done():
            raise Unavailable(f"Kafka has not acknowledged what was published before. {CURE}")
        self._unsettled = None

    async def _send(self, producer: AIOKafkaProducer, records: Sequence[Published]) -> None:
        """Return when all records are acknowledged. Raises KafkaError, and then has the producer replaced."""
        by_partition: defaultdict[int, list[Published]] = defaultdict(list)
        try:
            count = len(await producer.partitions_for(self._topic))
            for record in records:
                by_partition[partition_of(record.key, count)].append(record)
            await asyncio.gather(*(self._send_to(producer, *share) for share in by_partition.items()))
        except KafkaError:
            self._producing.discard(producer)
            raise

    async def _send_to(self, producer: AIOKafkaProducer, partition: int, records: Sequence[Published]) -> None:
        """One partition's share, in order, in as few messages as it takes."""
        acknowledged = []
        rest = iter(records)
        record = next(rest, None)
        while record is not None:
            batch = producer.create_batch()
            while record is not None and batch.append(
                key=record.key, value=record.value, timestamp=None, headers=record.headers
            ):
                record = next(rest, None)
            acknowledged.append(await producer.send_batch(batch, self._topic, partition=partition))
        await asyncio.gather(*acknowledged)


def _log_settled(sending: asyncio.Task[None]) -> None:
    """What became of a batch whose senders have been sent away."""
    if sending.cancelled():
        return
    error = sending.exception()
    _log.warning("kafka_settled", published=error is None, error=repr(error) if error else "")
