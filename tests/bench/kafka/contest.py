"""Scenario `kafka`: floors, the path without a library, the hub and its rivals, in turns on the same broker and job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

import uvloop

from hub.application.ports import Delivery
from tests.bench.ingesting import in_batches, ingest_all
from tests.bench.kafka import hub
from tests.bench.kafka.contenders import Job, floor, without_library
from tests.bench.kafka.race import Ground, Result, ground
from tests.bench.kafka.records import record_of
from tests.bench.kafka.rivals import RIVALS, Rival, run
from tests.bench.lines import Lines
from tests.bench.rivals.environments import CannotInstall, python_of
from tests.bench.store import fresh_database, fresh_hub
from tests.bench.workload import plant_day

SCENARIO = "kafka"
RATE = "reports/s"

READ = "floor: aiokafka getmany"
DECODE = "floor: + decode by msgspec"
COPY = "floor: + one row for each report by COPY, with the offsets"
INGEST = "ingest() alone, in batches of 2,000"
BARE = "without a library: consume, decide, COPY, publish"
BARE_TWO = "without a library, two processes"
STORED = "hub, one worker: stored"
PUBLISHED = "hub, one worker and relay: stored and published"
STORED_TWO = "hub, two workers: stored"
PUBLISHED_TWO = "hub, two workers and relay: stored and published"

RATIOS = (
    (INGEST, COPY, "ingest() / COPY floor", "0.4 or more"),
    (PUBLISHED, BARE, "hub / without a library", "0.5 or more; the goal is 0.8"),
    (STORED, BARE, "hub, stored / without a library", ""),
    (PUBLISHED_TWO, BARE_TWO, "hub, two workers / without a library, two processes", ""),
    (STORED_TWO, STORED, "two workers / one: stored", "1.3 or more"),
    (PUBLISHED_TWO, PUBLISHED, "two workers / one: stored and published", "1.3 or more"),
)


class Found:
    """What was measured, round by round."""

    def __init__(self, reports: int) -> None:
        self._reports = reports
        self.rates: defaultdict[str, list[float]] = defaultdict(list)
        self.costs: dict[str, defaultdict[str, list[float]]] = {}
        """Processor time for a report, in microseconds, by contender and group of processes."""

    def took(self, what: str, seconds: float) -> None:
        self.rates[what].append(self._reports / seconds)

    def raced(self, what: str, result: Result) -> None:
        self.took(what, result.seconds)
        costs = self.costs.setdefault(what, defaultdict(list))
        for group, seconds in result.spent.items():
            costs[group].append(seconds / self._reports * 1e6)


Contender = Callable[[Ground], Awaitable[None]]


def measure(
    lines: Lines, server_url: str, kafka: str, folder: Path, *, reports: int, rounds: int, rivals: bool
) -> None:
    """Every contender in turn, each on fresh topics and a fresh database, round after round."""
    folder.mkdir(parents=True, exist_ok=True)
    day = plant_day(reports)
    job = Job([record_of(delivery) for delivery in day], folder)
    found = Found(len(day))
    contenders = _contenders(job, found)
    foreign = _rivals(lines, job, found) if rivals else []
    for _ in range(rounds):
        for contender in contenders:
            _on_fresh_ground(contender, server_url, kafka, folder)
        for contender in foreign:
            _on_fresh_ground(contender, server_url, kafka, folder)
        found.took(INGEST, _ingest(server_url, day))
    _tell(lines, found)


def _on_fresh_ground(contender: Contender, server_url: str, kafka: str, folder: Path) -> None:
    async def go(url: str) -> None:
        async with ground(kafka, url, folder) as on:
            await contender(on)

    with fresh_database(server_url) as url:
        uvloop.run(go(url))


def _contenders(job: Job, found: Found) -> list[Contender]:
    async def floor_of(what: str, depth: str, on: Ground) -> None:
        found.took(what, await floor(job, on, depth))

    async def bare(what: str, processes: int, on: Ground) -> None:
        found.raced(what, await without_library(job, on, processes))

    async def roles(stored: str, published: str, workers: int, on: Ground) -> None:
        result = await hub.run(on, job.records, workers)
        found.took(stored, result.stored)
        found.raced(published, result.published)

    return [
        partial(floor_of, READ, "read"),
        partial(floor_of, DECODE, "decode"),
        partial(floor_of, COPY, "store"),
        partial(bare, BARE, 1),
        partial(roles, STORED, PUBLISHED, 1),
        partial(bare, BARE_TWO, 2),
        partial(roles, STORED_TWO, PUBLISHED_TWO, 2),
    ]


def _rivals(lines: Lines, job: Job, found: Found) -> list[Contender]:
    """Those that can be had here; of the others it is said why not."""

    async def race(rival: Rival, python: Path, on: Ground) -> None:
        found.raced(rival.title, await run(rival, job, on, python))

    contenders: list[Contender] = []
    for rival in RIVALS:
        try:
            contenders.append(partial(race, rival, python_of(rival.folder)))
        except CannotInstall as why:
            lines.note(SCENARIO, f"{rival.title} was not measured: it cannot be installed here. {why}")
    return contenders


def _ingest(server_url: str, day: Sequence[Delivery]) -> float:
    with fresh_hub(server_url) as running:
        return ingest_all(running, in_batches(day))


def _tell(lines: Lines, found: Found) -> None:
    for what, rates in found.rates.items():
        lines.add(SCENARIO, what, rates, RATE)
    pairs = list(RATIOS)
    for rival in RIVALS:
        target = "over 1" if rival.guarantee else ""
        pairs.append((PUBLISHED, rival.title, f"hub / {rival.title}", target))
        pairs.append((PUBLISHED_TWO, rival.title, f"hub, two workers / {rival.title}", ""))
    for above, below, what, target in pairs:
        ratios = [a / b for a, b in zip(found.rates[above], found.rates[below], strict=False)]
        if ratios:
            lines.add(SCENARIO, what, ratios, "", target)
    for what, groups in found.costs.items():
        for group, costs in groups.items():
            lines.add(SCENARIO, f"{what}: processor time of {group}", costs, "us/report")
