"""Scenario `kafka-latency`: from the answer of a gateway until the snapshot can be read, at 1,000 reports a second.

Gateway, worker and relay run beside the load on the same machine. The first report of a ticket moves it, whichever it
is, so the ticket's first snapshot on the topic tells how long that report took.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence, Set
from contextlib import ExitStack, asynccontextmanager, suppress
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from aiokafka import AIOKafkaConsumer

from hub.application.ports import Delivery
from schemas.topics import Topic
from tests.acceptance.running import free_port
from tests.bench.http import Line, api_body, percentile, post, recent_day
from tests.bench.kafka import hub
from tests.bench.kafka.door import Door, kept_ground, wait_ready
from tests.bench.kafka.race import Ground
from tests.bench.kafka.topics import partitions_of
from tests.bench.lines import Lines

SCENARIO = "kafka-latency"
RATE: Final = 1_000
"""Reports a second, nearly all in requests of twenty."""
SIZE: Final = 20
SENDERS: Final = 4
PROBERS: Final = 10
PROBES: Final = 50
"""Reports a second that are sent by themselves."""
WARM_SHARE: Final = 0.1
"""Of the time: what was sent then does not count."""
BOUNDS: Final = (0, 5, 10, 20, 50, 100, 200, 500, 1_000, float("inf"))
"""Of the histogram, in milliseconds."""
_PATIENCE: Final = 20.0
_FAR: Final = 500_000
"""Number of the first ticket that is sent by itself."""


class Clocks:
    """When each ticket's first report was sent and accepted, and when its first snapshot was seen."""

    def __init__(self) -> None:
        self.sent: dict[str, float] = {}
        self.accepted: dict[str, float] = {}
        self.seen: dict[str, float] = {}

    def waits(self, after: float) -> list[float]:
        """Milliseconds from the answer to the snapshot, of what was sent after a moment; 0 if it came before."""
        return [1000 * max(0.0, self.seen[uid] - at) for uid, at in self.accepted.items() if self.sent[uid] >= after]


class Part(NamedTuple):
    """The reports of one request, and the tickets that nobody has reported before."""

    reports: Sequence[Delivery]
    firsts: Set[str]


class Sender:
    """Sends its requests at a steady pace over one connection."""

    def __init__(self, door: Door, clocks: Clocks, parts: Sequence[Part], rate: float) -> None:
        self._door = door
        self._clocks = clocks
        self._parts = [(part.firsts, post("/api/v1/reports", api_body(part.reports), door.headers)) for part in parts]
        self._pause = len(parts[0].reports) / rate
        self.sent = sum(len(part.reports) for part in parts)

    async def run(self, late: float) -> None:
        line = await Line(self._door.port).open()
        due = time.perf_counter() + late
        for firsts, request in self._parts:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            due += self._pause
            sent = time.perf_counter()
            answer = await line.ask(request)
            assert answer.status == 202, answer.head
            for uid in firsts:
                self._clocks.sent[uid] = sent
                self._clocks.accepted[uid] = sent + answer.seconds
        line.close()


def measure(lines: Lines, server_url: str, kafka: str, folder: Path, *, seconds: float) -> None:
    """A steady load for so long."""
    with kept_ground(server_url, kafka, folder) as (runner, on), ExitStack() as stack:
        door = Door(on, stack)
        for name in ("worker", "relay"):
            port = free_port()
            wait_ready(stack.enter_context(hub.role(name, on, port=port)), port)
        runner.run(_measure(lines, on, door, seconds))


async def _measure(lines: Lines, on: Ground, door: Door, seconds: float) -> None:
    clocks = Clocks()
    senders = list(_senders(door, clocks, seconds))
    async with _watching(on, clocks):
        started = time.perf_counter()
        await asyncio.gather(*(sender.run(number / 97) for number, sender in enumerate(senders)))
        took = time.perf_counter() - started
        await _until_all_are_seen(clocks)
    lines.add(SCENARIO, "sent meanwhile", [sum(sender.sent for sender in senders) / took], "reports/s", f"{RATE:,}")
    _tell(lines, clocks.waits(started + WARM_SHARE * seconds))


def _senders(door: Door, clocks: Clocks, seconds: float) -> Iterator[Sender]:
    """They take turns with the parts of one day, so that a ticket's first report is sent before its second."""
    count = max(1, int((RATE - PROBES) * seconds / SIZE / SENDERS))
    parts = _in_parts(recent_day(2 * count * SIZE * SENDERS, 0), SIZE)
    for number in range(SENDERS):
        yield Sender(door, clocks, parts[number::SENDERS][:count], (RATE - PROBES) / SENDERS)
    each = max(1, int(PROBES * seconds / PROBERS))
    probes = [part for part in _in_parts(recent_day(20 * each * PROBERS, _FAR), 1) if part.firsts]
    for number in range(PROBERS):
        yield Sender(door, clocks, probes[number::PROBERS][:each], PROBES / PROBERS)


def _in_parts(day: Sequence[Delivery], size: int) -> list[Part]:
    known: set[str] = set()
    parts = []
    for start in range(0, len(day) - size + 1, size):
        reports = day[start : start + size]
        uids = {item.report.uid for item in reports if item.report}
        parts.append(Part(reports, uids - known))
        known |= uids
    return parts


@asynccontextmanager
async def _watching(on: Ground, clocks: Clocks) -> AsyncIterator[None]:
    """Somebody reads the snapshots meanwhile."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=on.kafka,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    consumer.assign(partitions_of(on.name_of(Topic.CANONICAL)))
    reading = asyncio.create_task(_read(consumer, clocks))
    try:
        yield
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading
        await consumer.stop()


async def _read(consumer: AIOKafkaConsumer, clocks: Clocks) -> None:
    while True:
        for batch in (await consumer.getmany(timeout_ms=1000)).values():
            now = time.perf_counter()
            for record in batch:
                clocks.seen.setdefault(record.key.decode(), now)


async def _until_all_are_seen(clocks: Clocks) -> None:
    deadline = time.perf_counter() + _PATIENCE
    while missing := clocks.accepted.keys() - clocks.seen.keys():
        if time.perf_counter() > deadline:
            raise TimeoutError(f"no snapshot of {len(missing)} tickets after {_PATIENCE:.0f} s, such as {min(missing)}")
        await asyncio.sleep(0.01)


def _tell(lines: Lines, waits: list[float]) -> None:
    lines.add(SCENARIO, "accepted until snapshot: p50", [median(waits)], "ms", "under 50")
    lines.add(SCENARIO, "accepted until snapshot: p99", [percentile(waits, 99)], "ms", "under 500")
    lines.add(SCENARIO, "accepted until snapshot: slowest", [max(waits)], "ms")
    for low, high in pairwise(BOUNDS):
        share = sum(low <= wait < high for wait in waits) / len(waits)
        lines.add(SCENARIO, f"accepted until snapshot: {low} to {high} ms", [100 * share], "%")
