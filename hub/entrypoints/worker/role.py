"""The worker's process."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import structlog
from aiokafka.errors import UnknownTopicOrPartitionError

from hub.application.records import RecordReader
from hub.entrypoints.garbage import calm_collector
from hub.entrypoints.listening import address_of, listening
from hub.entrypoints.patience import open_hub_when_possible
from hub.entrypoints.probes import Duty, serve_probes
from hub.entrypoints.readiness import Impediment
from hub.entrypoints.signals import stop_on_signals
from hub.entrypoints.worker.reading import LONGEST_PAUSE, Means, Reading
from hub.infrastructure.kafka.reports import Records, ReportsTopic, Timing
from hub.settings import Settings
from hub.wiring import Hub

_log = structlog.stdlib.get_logger("hub.worker")


def work(settings: Settings, started: Callable[[str], None], timing: Timing | None = None) -> None:
    """Read reports and take them in until a signal comes; ``started`` is told where the probes answer.

    In the end: 1. The batch under way is stored. 2. Kafka is told how far it is. 3. The worker leaves its group, and
    others get its partitions at once. A kill at any moment costs nothing but the time until the group notices.

    Raises Unavailable for a port that is taken, and what hub.entrypoints.patience.open_hub_when_possible raises.
    """
    calm_collector()
    with (
        stop_on_signals() as stop,
        listening(settings) as listener,
        open_hub_when_possible(settings, stop) as hub,
    ):
        worker = Worker(hub, timing or Timing())
        duty = Duty(work=worker.working, impediments=worker.impediments, metrics=hub.metrics)
        serve_probes(duty, listener, stop, lambda: started(address_of(settings, listener)))


class Worker:
    """One reading of the topic, and its connection to Kafka."""

    def __init__(self, hub: Hub, timing: Timing) -> None:
        self.topic = ReportsTopic(hub.kafka, self._take, self, timing)
        means = Means(
            ingest=hub.intake,
            inputs=hub.inputs,
            records=RecordReader(hub.manifests),
            clock=hub.clock,
            metrics=hub.metrics,
            holder=f"{socket.gethostname()}/{os.getpid()}",
        )
        self.reading = Reading(means, self.topic)
        self._away: Exception | None = None

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Read from the beginning of the block to its end."""
        tasks = [asyncio.create_task(self._join()), asyncio.create_task(self.reading.look())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.reading.finish()
            with suppress(Exception):  # the broker may be away, and forgets this member by itself
                await self.topic.stop()

    async def _join(self) -> None:
        """Join the group; a broker that is away now is tried again, as one that goes away later is."""
        while True:
            try:
                await self.topic.start()
            except Exception as error:
                if self._away is None:
                    cure = why_not_joined(self.topic.name, error).cure
                    _log.warning("broker_away", why=str(error) or repr(error), cure=cure)
                self._away = error
                with suppress(Exception):
                    await self.topic.stop()
                await asyncio.sleep(LONGEST_PAUSE)
            else:
                self._away = None
                return

    async def impediments(self) -> Sequence[Impediment]:
        """Why the worker does not read."""
        if self._away is not None:
            return [why_not_joined(self.topic.name, self._away)]
        return self.reading.impediments()

    async def assigned(self, partitions: frozenset[int]) -> None:
        """The group gave these partitions to this worker."""
        await self.reading.assigned(partitions)

    async def revoked(self) -> None:
        """The group takes all partitions back."""
        await self.reading.revoked()

    async def _take(self, records: Records) -> None:
        await self.reading.take(records)


def why_not_joined(topic: str, error: Exception) -> Impediment:
    """Why a worker is not in its group: Kafka answers also while the topic is missing."""
    if isinstance(error, UnknownTopicOrPartitionError):
        return Impediment(f"There is no topic {topic}", "Create it with `statushub topics apply`, and check the prefix")
    cure = "Check KAFKA_BOOTSTRAP and the broker; the worker tries again by itself"
    return Impediment(f"Kafka cannot be reached: {error}", cure)
