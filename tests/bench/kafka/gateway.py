"""Scenario `kafka-gateway`: how many reports one gateway takes and publishes, with nothing behind it but the broker."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from statistics import median

import psutil

from schemas.topics import Topic
from tests.bench.http import BATCH, Found, batches, busy_seconds, drive, percentile, webhooks
from tests.bench.kafka.door import Door, kept_ground
from tests.bench.kafka.topics import count
from tests.bench.lines import Lines

SCENARIO = "kafka-gateway"


def measure(lines: Lines, server_url: str, kafka: str, folder: Path, *, reports: int, rounds: int) -> None:
    """Signed webhooks over 64 connections, and batches of a hundred over 8, in turns; the first round warms up."""
    with kept_ground(server_url, kafka, folder) as (runner, on), ExitStack() as stack:
        door = Door(on, stack)
        process = psutil.Process(door.program.process.pid)
        kinds = {
            "signed webhooks, 64 connections": (webhooks(reports // 4), 64, 1, "5,000 or more", "under 50"),
            "batches of 100, 8 connections": (batches(door.headers, reports), 8, BATCH, "40,000 or more", "under 100"),
        }
        found = {kind: Found([], [], []) for kind in kinds}
        sent = 0
        for number in range(rounds + 1):
            for kind, (kept, connections, size, _rate, _wait) in kinds.items():
                requests = next(kept)
                before = busy_seconds(process)
                took, seconds = runner.run(drive(door.port, requests, connections))
                sent += len(requests) * size
                if number:
                    found[kind].rates.append(len(requests) * size / took)
                    found[kind].busy.append((busy_seconds(process) - before) / took)
                    found[kind].waits.extend(seconds)
        published = runner.run(count(on.kafka, on.name_of(Topic.REPORTED)))
        assert published == sent, f"the gateway accepted {sent:,} reports, and {published:,} are on the topic"
    for kind, (_kept, _connections, _size, rate, wait) in kinds.items():
        lines.add(SCENARIO, kind, found[kind].rates, "reports/s", rate)
        lines.add(SCENARIO, f"{kind}: p50", [1000 * median(found[kind].waits)], "ms")
        lines.add(SCENARIO, f"{kind}: p99", [1000 * percentile(found[kind].waits, 99)], "ms", wait)
        lines.add(SCENARIO, f"{kind}: the gateway is busy", found[kind].busy, "cores")
