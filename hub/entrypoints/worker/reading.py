"""Reading the topic of reports: claim, read, store, and begin again from the store after whatever went wrong.

There is one way back from every failure: what was handed over is dropped, the partitions are claimed anew, and reading
goes on where the store says it stands. So nothing is skipped, and what was stored after all is not stored twice. While
that takes time the partitions are paused and the consumer keeps polling, so the worker stays in its group.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Protocol

import structlog

from hub.application.ports import Delivery, Fenced, Ingest, Inputs, Outcome, Unavailable
from hub.application.records import UNKNOWN_SYSTEM, Record, RecordReader
from hub.entrypoints.readiness import Impediment
from hub.entrypoints.worker.backlog import Backlog
from hub.entrypoints.worker.beginning import MADE_ANEW, beginning
from hub.entrypoints.worker.tenure import Held, Taken, Tenure
from hub.telemetry import Metrics
from schemas.instant import SECOND, Instant

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
"""Seconds between two attempts while the store is away."""
LOOK_SECONDS: Final = 1.0
"""Between two looks at how far the partitions have grown; Kafka is told as often how far they are read."""
PATIENCE: Final = 5.0
"""Seconds that a batch under way is given when its partitions are taken, or the worker ends."""

_MILLISECONDS: Final = 1_000
_log = structlog.stdlib.get_logger("hub.worker")


class Source(Protocol):
    """The topic, as hub.infrastructure.kafka.reports.ReportsTopic reads it."""

    name: str

    @property
    def is_there(self) -> bool: ...
    def pause(self, partitions: frozenset[int]) -> None: ...
    def resume(self, partitions: frozenset[int]) -> None: ...
    def seek(self, offsets: dict[int, int]) -> None: ...
    async def bounds(self, partitions: frozenset[int]) -> dict[int, tuple[int, int]]: ...
    async def position(self, partition: int) -> int: ...
    async def commit(self, offsets: dict[int, int]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What reading needs."""

    ingest: Ingest
    inputs: Inputs
    records: RecordReader
    clock: Callable[[], Instant]
    metrics: Metrics
    holder: str
    """Who claims partitions: a name for people who look into the store."""


class Reading:
    """One worker's reading. All of it runs on one event loop, but for the store, which is asked from threads.

    At most one batch is being stored; the next one is fetched and decoded meanwhile.
    """

    def __init__(self, means: Means, source: Source) -> None:
        self._means = means
        self._source = source
        self._metrics = means.metrics
        self.backlog = Backlog(means.metrics, source.name)
        self._tenure = Tenure(frozenset())
        self._settling: asyncio.Task[None] | None = None
        self._storing: asyncio.Task[None] | None = None
        self._pause = 0.0
        self._failure: Exception | None = None
        self._told: dict[int, int] = {}
        """Offsets that Kafka was told."""
        self._ending = False

    # -- what the group decides ---------------------------------------------------------------------------------------

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Partitions are ours, and paused until they are claimed."""
        self._metrics.input_rebalances.inc()
        _log.info("partitions_assigned", partitions=sorted(partitions))
        self._clear()
        self._told.clear()
        self.backlog.keep(partitions)
        if not self._ending:
            self._begin(Tenure(partitions))

    async def revoked(self) -> None:
        """Partitions may go to others: a batch under way is finished, or given up to the fence after a while."""
        await self._close_tenure()

    # -- records ------------------------------------------------------------------------------------------------------

    async def take(self, records: Sequence[Record]) -> None:
        """Begin to store what was polled, once the batch before it is stored. Never raises.

        Returns before the batch is stored, so that the next one can be fetched; returns with nothing done where the
        partitions are no longer, or not yet, read under a claim.
        """
        tenure = self._tenure
        try:
            taken = tenure.take(records)
            if taken.again:
                self._source.seek(taken.again)
            if taken.records:
                await self._store_next(tenure, taken)
        except Exception as error:
            self._fail(tenure, error)

    async def _store_next(self, tenure: Tenure, taken: Taken) -> None:
        now = self._means.clock()
        deliveries = [self._means.records.read(record, now) for record in taken.records]
        for partition, (first, _) in taken.written.items():
            self.backlog.came(partition, first / _MILLISECONDS)
        if self._storing is not None and not self._storing.done():
            ended = asyncio.create_task(tenure.ended.wait())
            await asyncio.wait({self._storing, ended}, return_when=asyncio.FIRST_COMPLETED)
            ended.cancel()
        if not tenure.is_over:
            self._storing = asyncio.create_task(self._store(tenure, taken, deliveries))

    async def _store(self, tenure: Tenure, taken: Taken, deliveries: list[Delivery]) -> None:
        """Store a batch, and what follows from it.

        1. Reports and positions are stored in one transaction. 2. The worker notes how far it is; Kafka is told within
        a second. A crash after 1 leaves Kafka behind the store, which is where reading goes on.
        """
        began = perf_counter()
        try:
            marks = tenure.marks(self._source.name, taken.reached)
            outcomes = await asyncio.to_thread(self._means.ingest.ingest, deliveries, marks)
        except Exception as error:
            self._fail(tenure, error)
            return
        except BaseException:
            tenure.end()  # whatever is to end this process must not let the next batch be stored before it does
            raise
        self._count(deliveries, outcomes, perf_counter() - began)
        tenure.stored(taken.reached)
        for partition, offset in taken.reached.items():
            _, last = taken.written[partition]
            more = tenure.held[partition].handed > offset
            self.backlog.stored(partition, offset, last / _MILLISECONDS if more else None)
        self._clear()

    def _count(self, deliveries: Sequence[Delivery], outcomes: Sequence[Outcome], seconds: float) -> None:
        self._metrics.batch_size.observe(len(deliveries))
        self._metrics.batch_seconds.observe(seconds)
        self._metrics.input_records.inc(len(deliveries))
        named = self._means.records.systems
        self._metrics.count_reports(
            (delivery.system if delivery.system in named else UNKNOWN_SYSTEM, outcome.verdict.value)
            for delivery, outcome in zip(deliveries, outcomes, strict=True)
        )

    # -- beginning, and beginning again -------------------------------------------------------------------------------

    def _begin(self, tenure: Tenure, prove: dict[int, int] | None = None, *, again: bool = False) -> None:
        """Claim a tenure's partitions and read them; ``prove`` first that they are still ours, by a commit of these."""
        self._tenure.end()
        self._tenure = tenure
        if tenure.partitions:
            self._settling = asyncio.create_task(self._settle(tenure, prove or {}, again=again))

    def _fail(self, tenure: Tenure, error: Exception) -> None:
        """Drop what was handed over, and begin again from the store; nothing of it where a rebalance was faster."""
        if tenure.is_over:
            _log.info("batch_given_up", partitions=sorted(tenure.partitions), why=str(error))
            return
        self._note(error)
        with suppress(Exception):  # they are not ours any more, and the group is about to say so
            self._source.pause(tenure.partitions)
        prove = {partition: held.stored for partition, held in tenure.held.items()}
        self._begin(Tenure(tenure.partitions), prove if isinstance(error, Fenced) else None, again=True)

    async def _settle(self, tenure: Tenure, prove: dict[int, int], *, again: bool) -> None:
        """Claim the partitions and find out where they stand, however long that takes; then read on."""
        while not tenure.is_over:
            try:
                await asyncio.sleep(self._pause)
                if prove:  # else two workers that both believe to own a partition would fence each other in turn
                    await self._source.commit(prove)
                held = await self._claim(tenure)
                if not tenure.is_over:
                    self._source.seek({partition: place.handed for partition, place in held.items()})
                    self._source.resume(tenure.partitions)
                    tenure.held = held
            except Exception as error:
                if not tenure.is_over:
                    self._note(error)
            else:
                if not (again and self.backlog.waits):  # else the batch that failed has to prove that it is over
                    self._clear()
                return

    async def _claim(self, tenure: Tenure) -> dict[int, Held]:
        """1. The claim is stored: whoever read these partitions before can store nothing more. 2. Where the topic was
        made anew, its old position is forgotten. A crash after either leaves a claim that the next one ends."""
        topic, partitions = self._source.name, sorted(tenure.partitions)
        claimed = await asyncio.to_thread(self._means.inputs.claim, topic, partitions, self._means.holder)
        bounds = await self._source.bounds(tenure.partitions)
        held: dict[int, Held] = {}
        for partition, claim in claimed.items():
            first, end = bounds[partition]
            begin = beginning(claim.next, first, end)
            if begin.surprise:
                place = {"topic": topic, "partition": partition, "stored": claim.next, "first": first, "end": end}
                _log.warning(begin.surprise, begins_at=begin.offset, **place)
            if begin.surprise == MADE_ANEW:
                await asyncio.to_thread(self._means.inputs.restart, topic, partition, claim.claim)
            held[partition] = Held(claim.claim, begin.offset, begin.offset)
            self.backlog.begun(partition, begin.offset, end)
        return held

    def _note(self, error: Exception) -> None:
        """Say what went wrong, once in a row, and wait longer before the next attempt."""
        self._pause = min(LONGEST_PAUSE, self._pause * 2 or FIRST_PAUSE)
        self._metrics.input_stalled.set(1)
        if type(error) is not type(self._failure):
            known = isinstance(error, Unavailable | Fenced | TimeoutError)
            _log.warning("reading_stalled", why=str(error) or repr(error), exc_info=None if known else error)
        self._failure = error

    def _clear(self) -> None:
        if self._failure is not None:
            _log.info("reading_resumed")
        self._pause, self._failure = 0.0, None
        self._metrics.input_stalled.set(0)

    # -- looking after it ---------------------------------------------------------------------------------------------

    async def look(self) -> None:
        """Look how far the partitions have grown, and tell Kafka how far they are read; over and over."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with suppress(Exception):  # Kafka is away, or busy with a rebalance; the next look tells more
                await self._look_once()

    async def _look_once(self) -> None:
        tenure = self._tenure
        bounds = await self._source.bounds(tenure.partitions)
        for partition, held in tenure.held.items():
            position = await self._source.position(partition)
            if not tenure.is_over and held.stored == held.handed <= position:
                # Behind the last record there may be marks of transactions, which nobody is handed.
                self.backlog.stored(partition, position, None)
        self.backlog.seen({partition: end for partition, (_, end) in bounds.items()}, self._means.clock() / SECOND)
        await self._tell()

    async def _tell(self) -> None:
        """Tell Kafka how far the store is: for its lag, never for where reading goes on."""
        news = {p: offset for p, offset in self.backlog.reached.items() if self._told.get(p) != offset}
        if news:
            await self._source.commit(news)
            self._told |= news

    async def finish(self) -> None:
        """Store what is under way, tell Kafka, and take nothing more."""
        self._ending = True
        await self._close_tenure()

    async def _close_tenure(self) -> None:
        self._tenure.end()
        if self._settling is not None:
            self._settling.cancel()
        if self._storing is not None:
            await asyncio.wait({self._storing}, timeout=PATIENCE)
        with suppress(Exception):
            await self._tell()

    def impediments(self) -> list[Impediment]:
        """Why reading does not go on."""
        if self._failure is not None:
            cure = "Nothing is lost: it goes on by itself once the cause, which the log names, is gone"
            return [Impediment(f"Reports wait on their topic: {self._failure}", cure)]
        if not self._source.is_there:
            cure = "Create it with `statushub topics apply`, and check the prefix"
            return [Impediment(f"There is no topic {self._source.name}", cure)]
        return []
