"""Group commit: whoever posts while a commit is under way shares the next one.

Nobody waits for a timer. An idle hub commits a single report at once; a busy one commits as many at a time as have
arrived, up to a bound. Nothing is answered before it is safe: in the store, or with Kafka on the topic of reports.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from time import monotonic, perf_counter

import structlog

from hub.application.ports import Delivery, Outcome, Unavailable, WayIn

_log = structlog.stdlib.get_logger("hub.intake")


class Overloaded(Exception):
    """More is waiting than can be stored soon. Nothing of the request was stored; try after ``retry_after`` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("The hub sheds load before answers get slow. Nothing was stored; send it again later.")
        self.retry_after = retry_after


@dataclass(slots=True)
class _Request:
    """What one HTTP request brought; it is answered as a whole."""

    deliveries: Sequence[Delivery]
    answer: asyncio.Future[list[Outcome]]
    since: float


Observe = Callable[[Sequence[Delivery], Sequence[Outcome], float], None]
"""Told after every commit: what it took, what became of it, and how many seconds it lasted."""


class GroupCommit:
    """A bounded queue before the way in, which takes one batch after the other."""

    def __init__(
        self,
        way_in: WayIn,
        *,
        most: int,
        queued: int,
        patience: float,
        observe: Observe = lambda _taken, _outcomes, _seconds: None,
    ) -> None:
        """``most`` deliveries in a batch, ``queued`` in the queue; ``patience`` is how long the oldest may wait."""
        self._way_in = way_in
        self._most = most
        self._queued = queued
        self._patience = patience
        self._observe = observe
        self._waiting: deque[_Request] = deque()
        self._count = 0
        self._pace = 0.0
        self._drain: asyncio.Task[None] | None = None

    @property
    def queued(self) -> int:
        """Deliveries that wait for a commit, without those in the one under way."""
        return self._count

    async def submit(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Make the deliveries safe; their outcomes in order.

        Raises Overloaded with nothing stored, Unavailable with nothing promised, and whatever the way in raises for
        these very deliveries.
        """
        self._shed_load(len(deliveries))
        request = _Request(deliveries, asyncio.get_running_loop().create_future(), monotonic())
        self._waiting.append(request)
        self._count += len(deliveries)
        if self._drain is None or self._drain.done():
            self._drain = asyncio.create_task(self._commit_all())
        return await request.answer

    async def close(self) -> None:
        """Store what is queued, then close the way in."""
        if self._drain is not None:
            await self._drain
        await self._way_in.close()

    def _shed_load(self, coming: int) -> None:
        waiting_for = monotonic() - self._waiting[0].since if self._waiting else 0.0
        if self._count + coming > self._queued or waiting_for > self._patience:
            raise Overloaded(max(1, min(60, ceil(self._count * self._pace))))

    async def _commit_all(self) -> None:
        while self._waiting:
            batch = self._next_batch()
            if batch:
                await self._commit(batch)

    def _next_batch(self) -> list[_Request]:
        """Whole requests, up to the bound. Whoever hung up meanwhile is left out: nothing was promised to them."""
        batch: list[_Request] = []
        size = 0
        while self._waiting and (not batch or size + len(self._waiting[0].deliveries) <= self._most):
            request = self._waiting.popleft()
            self._count -= len(request.deliveries)
            if not request.answer.done():
                batch.append(request)
                size += len(request.deliveries)
        return batch

    async def _commit(self, batch: list[_Request]) -> None:
        """Store a batch and answer its requests; if it fails, find out for whom."""
        try:
            outcomes = await self._store([delivery for request in batch for delivery in request.deliveries])
        except Unavailable as error:
            for request in batch:
                _fail(request, Unavailable(*error.args))
        except Exception as error:
            if len(batch) == 1:
                _fail(batch[0], error)
                return
            # One delivery that the hub trips over must not fail its neighbours: each request gets its own commit.
            _log.warning("batch_retried_one_by_one", requests=len(batch), error=repr(error))
            for request in batch:
                await self._commit([request])
        else:
            rest = iter(outcomes)
            for request in batch:
                _succeed(request, [next(rest) for _ in request.deliveries])

    async def _store(self, deliveries: list[Delivery]) -> list[Outcome]:
        started = perf_counter()
        outcomes = await self._way_in.take(deliveries)
        if len(outcomes) != len(deliveries):
            raise RuntimeError(f"there are {len(outcomes)} outcomes for {len(deliveries)} deliveries")
        seconds = perf_counter() - started
        self._pace = seconds / max(1, len(deliveries))
        try:
            self._observe(deliveries, outcomes, seconds)
        except Exception:
            _log.exception("commit_not_observed")  # what is stored is stored, whoever fails to count it
        return outcomes


def _succeed(request: _Request, outcomes: list[Outcome]) -> None:
    if not request.answer.done():
        request.answer.set_result(outcomes)


def _fail(request: _Request, error: Exception) -> None:
    if not request.answer.done():
        request.answer.set_exception(error)
