"""`ingest()` alone, against the floors: interleaved rounds, so that all see the same machine."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter, process_time

from hub.application.ports import Delivery
from hub.wiring import Hub
from tests.bench.floor import Stored, copy_reports
from tests.bench.lines import Lines
from tests.bench.store import fresh_database, fresh_hub
from tests.bench.workload import plant_day

BATCH = 2_000


def in_batches(deliveries: Sequence[Delivery], size: int = BATCH) -> list[Sequence[Delivery]]:
    return [deliveries[start : start + size] for start in range(0, len(deliveries), size)]


def ingest_all(hub: Hub, batches: Sequence[Sequence[Delivery]]) -> float:
    """Seconds that the hub takes for the batches, one after the other."""
    started = perf_counter()
    for batch in batches:
        hub.ingestion.ingest(batch)
    return perf_counter() - started


def measure(lines: Lines, server_url: str, *, reports: int, rounds: int) -> None:
    """The hub against the floor, and against the floor of what it writes: more rows, an index more, the registry."""
    batches = in_batches(plant_day(reports))
    count = sum(len(batch) for batch in batches)
    floor, rows, hub, cpu, events = [], [], [], [], 0.0
    for _ in range(rounds):
        with fresh_database(server_url) as url:
            floor.append(count / copy_reports(url, batches))
        with fresh_hub(server_url) as running:
            before = process_time()
            hub.append(count / ingest_all(running, batches))
            cpu.append((process_time() - before) / count * 1e6)
            assert running.settings.database_url is not None
            stored = Stored(running.settings.database_url.get_secret_value(), len(batches))
            events = len(stored.events) / count
        with fresh_database(server_url) as url:
            rows.append(count / stored.copy_again(url))
    lines.add("ingest", "floor: one row for each report by COPY", floor, "reports/s")
    lines.add("ingest", "floor of the rows that the hub writes", rows, "reports/s")
    lines.add("ingest", "hub: ingest() in batches of 2,000", hub, "reports/s")
    lines.add("ingest", "hub / floor", [a / b for a, b in zip(hub, floor, strict=True)], "", "0.4 or more")
    lines.add("ingest", "hub / floor of its rows", [a / b for a, b in zip(hub, rows, strict=True)], "")
    lines.add("ingest", "processor time of the hub's process", cpu, "us/report")
    lines.add("ingest", "events for each report", [events], "")
