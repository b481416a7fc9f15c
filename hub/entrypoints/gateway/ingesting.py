"""The way in without a broker: deliveries are ingested right here.

This is the one place where asynchronous code meets threads on the way of a report.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from hub.application.ports import Delivery, Ingest, Outcome
from hub.telemetry import Metrics


class Ingesting:
    """Runs ``ingest`` in one thread of its own, one batch after the other (the port is hub.application.ports.WayIn)."""

    def __init__(self, ingest: Ingest, metrics: Metrics) -> None:
        self._ingest = ingest
        self._metrics = metrics
        self._thread: ThreadPoolExecutor | None = None

    async def take(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Store the deliveries. Raises what ``ingest`` raises."""
        started = perf_counter()
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="ingest")
        outcomes = await asyncio.get_running_loop().run_in_executor(self._thread, self._ingest.ingest, deliveries)
        self._metrics.batch_size.observe(len(deliveries))
        self._metrics.batch_seconds.observe(perf_counter() - started)
        return outcomes

    async def check(self) -> None:
        """Nothing to say: whether the store answers is asked where the views are (hub.entrypoints.following)."""

    async def close(self) -> None:
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None
