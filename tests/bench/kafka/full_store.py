"""Scenario `kafka-store`: a worker on an empty store, and on one that is full of old tickets, in turns."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import uvloop

from hub.settings import Settings
from hub.wiring import open_hub
from tests.bench.depth import fill_store
from tests.bench.kafka import hub
from tests.bench.kafka.race import ground
from tests.bench.kafka.records import day_of_records
from tests.bench.lines import Lines
from tests.bench.store import fresh_database

SCENARIO = "kafka-store"


def measure(lines: Lines, server_url: str, kafka: str, folder: Path, *, events: int, reports: int, rounds: int) -> None:
    """Reports a second of a worker alone."""
    empty_rates, full_rates = [], []
    with ExitStack() as stack:
        full = stack.enter_context(fresh_database(server_url))
        settings = Settings(database_url=full)  # type: ignore[arg-type]
        with open_hub(settings):
            fill_store(settings, events)
        for number in range(rounds):
            with fresh_database(server_url) as empty:
                empty_rates.append(uvloop.run(_rate(kafka, empty, folder, reports, number)))
            full_rates.append(uvloop.run(_rate(kafka, full, folder, reports, number)))
    lines.add(SCENARIO, "worker, into an empty store", empty_rates, "reports/s")
    lines.add(SCENARIO, f"worker, into a store of {events:,} events", full_rates, "reports/s")
    ratios = [a / b for a, b in zip(full_rates, empty_rates, strict=True)]
    lines.add(SCENARIO, "full / empty", ratios, "", "0.8 to 1.2")


async def _rate(kafka: str, url: str, folder: Path, reports: int, number: int) -> float:
    records = day_of_records(reports, first=number * reports)
    async with ground(kafka, url, folder) as on:
        return len(records) / await hub.store_only(on, records)
