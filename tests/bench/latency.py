"""How long it takes from sending a report until lists show it, at a thousand reports a second."""

from __future__ import annotations

import asyncio
import time
from statistics import median

import uvloop

from tests.acceptance.running import Up, free_port
from tests.bench.http import Line, api_body, list_request, percentile, post, recent_day
from tests.bench.lines import Lines
from tests.bench.store import folder
from tests.bench.workload import REPORTS_PER_TICKET

RATE = 1_000
"""Reports a second, nearly all in requests of twenty."""
SIZE = 20
SENDERS = 4
PROBERS = 10
PROBES = 50
"""Reports a second that are sent by themselves and looked for."""


def measure(lines: Lines, *, seconds: float) -> None:
    """The first half of the time warms up."""
    with folder() as data, Up(data, free_port()) as hub:
        uvloop.run(_run(lines, hub, seconds))


async def _run(lines: Lines, hub: Up, seconds: float) -> None:
    load = [_Load(hub, number, SIZE, (RATE - PROBES) / SENDERS, seconds) for number in range(SENDERS)]
    probes = [_Load(hub, SENDERS + number, 1, PROBES / PROBERS, seconds) for number in range(PROBERS)]
    started = time.perf_counter()
    await asyncio.gather(*(sender.run() for sender in load), *(sender.run() for sender in probes))
    sent = sum(sender.sent for sender in [*load, *probes]) / (time.perf_counter() - started)
    lines.add("latency", "sent meanwhile", [sent], "reports/s", "1,000")
    for what, found, targets in (
        ("sent until stored", [sender.stored for sender in probes], ("", "")),
        ("sent until shown in lists", [sender.shown for sender in probes], ("under 50", "under 500")),
    ):
        values = [value for each in found for value in each[len(each) // 2 :]]
        lines.add("latency", f"{what}: p50", [1000 * median(values)], "ms", targets[0])
        lines.add("latency", f"{what}: p99", [1000 * percentile(values, 99)], "ms", targets[1])


class _Load:
    """Sends requests at a steady pace over one connection; looks for what it sent by itself."""

    def __init__(self, hub: Up, number: int, size: int, rate: float, seconds: float) -> None:
        self._port = int(hub.address.rpartition(":")[2])
        self._pause = size / rate
        self._count = max(2, int(seconds / self._pause))
        day = recent_day(self._count * size + REPORTS_PER_TICKET, number * 100_000)
        self._requests = [
            post("/api/v1/reports", api_body(day[start : start + size]), hub.headers)
            for start in range(0, self._count * size, size)
        ]
        self._size = size
        self._look = list_request(hub.key)
        self._late = number / 97
        self.sent = 0
        self.stored: list[float] = []
        self.shown: list[float] = []

    async def run(self) -> None:
        line = await Line(self._port).open()
        due = time.perf_counter() + self._late
        for request in self._requests:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            due += self._pause
            started = time.perf_counter()
            answer = await line.ask(request)
            assert answer.status == 202, answer.head
            self.sent += self._size
            if self._size == 1:
                self.stored.append(answer.seconds)
                found = await line.ask(self._look)
                assert found.position >= answer.position, "a list was shown without what was stored before"
                self.shown.append(time.perf_counter() - started)
        line.close()
