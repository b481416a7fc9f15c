"""A plant's topic of reports, and workers that read it: in this process, each on a thread and an event loop of its own,
or in processes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError

from hub.application.ports import Ingest, Inputs
from hub.application.records import Published, encode
from hub.entrypoints.worker.role import Worker
from hub.infrastructure.kafka.connection import KafkaConnection
from hub.infrastructure.kafka.reports import Timing
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.instant import Instant, from_iso
from schemas.report import Report
from schemas.topics import Topic
from schemas.uid import format_uid
from tests.needs import ROOT

T = TypeVar("T")

MORNING: Instant = from_iso("2026-03-02T06:00:00Z")
BATCH = 2_000
"""Reports that the plant's workers store in one transaction, at most."""
PATIENCE = 40.0
QUICK = Timing(session=6_000, heartbeat=500)
"""The shortest session that a broker allows."""


def uid_of(number: int) -> str:
    return format_uid("SRV", date(2026, 3, 2), number).text


def says(system: str, word: str, number: int, at: Instant = MORNING, **fields: Any) -> Report:
    """A system says a word about the ticket of a number."""
    given: dict[str, Any] = {
        "received_at": at,
        "occurred_at": at,
        "uid": uid_of(number),
        "adapter": f"{system}@1",
    } | fields
    return Report(system=system, native_status=word, **given)


def many(count: int, first: int = 1) -> list[Report]:
    """A new report of each of so many tickets."""
    return [says("crm", "New", number) for number in range(first, first + count)]


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def until(holds: Callable[[], object], what: str = "", patience: float = PATIENCE) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"not within {patience:g} s: {what or holds}"
        threading.Event().wait(0.02)


@dataclass(frozen=True)
class Plant:
    """A database, and topics under a prefix."""

    settings: Settings

    @property
    def topic(self) -> str:
        return KafkaConnection(self.settings).name_of(Topic.REPORTED)

    # -- the topic --------------------------------------------------------------------------------------------------

    def publish(self, *records: Report | Published, partition: int | None = None, transaction: str = "") -> None:
        """Write reports, or records, and wait until they are safe."""
        written = [encode(record) if isinstance(record, Report) else record for record in records]
        run(self._publish(written, partition, transaction))

    async def _publish(self, records: Sequence[Published], partition: int | None, transaction: str) -> None:
        options = {"transactional_id": transaction} if transaction else {}
        producer = AIOKafkaProducer(
            bootstrap_servers=self.settings.kafka_bootstrap, max_request_size=4 << 20, **options
        )
        async with producer:
            if transaction:
                await producer.begin_transaction()
            sent = [
                await producer.send(
                    self.topic, key=record.key, value=record.value, headers=record.headers, partition=partition
                )
                for record in records
            ]
            await asyncio.gather(*sent)
            if transaction:
                await producer.commit_transaction()

    def lag(self) -> int:
        """How many records the group is behind, as Kafka's own tools see it."""
        return run(self._lag())

    async def _lag(self) -> int:
        bootstrap = self.settings.kafka_bootstrap
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap)
        await admin.start()
        await consumer.start()
        try:
            try:
                committed = await admin.list_consumer_group_offsets(self.settings.worker_group)
            except GroupCoordinatorNotAvailableError:  # a broker that is just up makes the groups' topic first
                committed = {}
            partitions = [p for topic in await admin.describe_topics([self.topic]) for p in topic["partitions"]]
            places = [TopicPartition(self.topic, partition["partition"]) for partition in partitions]
            ends = await consumer.end_offsets(places)
        finally:
            await consumer.stop()
            await admin.close()
        return sum(end - max(0, committed[place].offset if place in committed else 0) for place, end in ends.items())

    # -- the store --------------------------------------------------------------------------------------------------

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        assert self.settings.database_url is not None
        with psycopg.connect(self.settings.database_url.get_secret_value(), autocommit=True) as connection:
            return connection.execute(question.encode(), values).fetchall()

    def reported(self) -> int:
        """How many reports are stored."""
        return int(self.ask("SELECT count(*) FROM ticket_events WHERE topic = 'ticket.status_reported.v1'")[0][0])

    def parked(self) -> int:
        return int(self.ask("SELECT count(*) FROM ticket_events WHERE topic = 'report.parked.v1'")[0][0])

    def positions(self) -> dict[int, tuple[int | None, int]]:
        """By partition: the offset to read next, and the claim."""
        rows = self.ask("SELECT partition, next_offset, claim FROM input_positions WHERE topic = %s", self.topic)
        return {partition: (following, claim) for partition, following, claim in rows}

    # -- workers ----------------------------------------------------------------------------------------------------

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a worker in a process of its own."""
        settings = self.settings
        assert settings.database_url is not None
        ours = {name: value for name, value in os.environ.items() if not name.startswith("STATUSHUB_")}
        return ours | {
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
            "STATUSHUB_TOPIC_PREFIX": settings.topic_prefix,
            "STATUSHUB_WORKER_GROUP": settings.worker_group,
            "STATUSHUB_DATA": str(settings.data),
        }

    @contextmanager
    def process(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A worker in a process of its own, which is gone at the end of the block."""
        command = words or (str(Path(sys.executable).with_name("statushub")), "worker", "--port", "0")
        with subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.kill()

    @contextmanager
    def hub(self) -> Iterator[Hub]:
        with open_hub(self.settings) as hub:
            yield hub

    @contextmanager
    def worker(
        self,
        timing: Timing = QUICK,
        ingest: Callable[[Ingest], Ingest] = lambda real: real,
        inputs: Callable[[Inputs], Inputs] = lambda real: real,
    ) -> Iterator[RunningWorker]:
        """A worker, ended in order; ``ingest`` and ``inputs`` may stand between it and the store."""
        with open_hub(self.settings) as hub:
            given: Any = replace(hub, intake=ingest(hub.intake), inputs=inputs(hub.inputs))  # type: ignore[arg-type]
            running = RunningWorker(given, timing)
            try:
                yield running
            finally:
                running.stop()


class RunningWorker:
    """A worker on a thread of its own."""

    def __init__(self, hub: Hub, timing: Timing) -> None:
        self.hub = hub
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(timing,))
        self._thread.start()
        assert self._ready.wait(20)

    def _run(self, timing: Timing) -> None:
        asyncio.run(self._work(timing))

    async def _work(self, timing: Timing) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self.worker = Worker(self.hub, timing)
        async with self.worker.working():
            self._ready.set()
            await self._end.wait()

    @property
    def partitions(self) -> set[int]:
        """Those that are being read."""
        return set(self.worker.reading._tenure.held)

    @property
    def impediments(self) -> list[str]:
        found = asyncio.run_coroutine_threadsafe(self.worker.impediments(), self._loop).result(10)
        return [impediment.what for impediment in found]

    def metric(self, name: str, **labels: str) -> float | None:
        return self.hub.metrics.registry.get_sample_value(f"statushub_{name}", labels)

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(30)
        assert not self._thread.is_alive(), "the worker does not end"
