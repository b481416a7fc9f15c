"""How fast the views take events in."""

from __future__ import annotations

from time import perf_counter

from tests.bench.ingesting import in_batches
from tests.bench.lines import Lines
from tests.bench.store import fresh_hub
from tests.bench.workload import plant_day


def measure(lines: Lines, server_url: str, *, reports: int, rounds: int) -> None:
    """Events a second of views that were away while the reports came in."""
    batches = in_batches(plant_day(reports))
    rates = []
    for _ in range(rounds):
        with fresh_hub(server_url) as hub:
            for batch in batches:
                hub.ingestion.ingest(batch)
            hub.runner.prepare()
            started = perf_counter()
            events = hub.runner.catch_up()
            rates.append(events / (perf_counter() - started))
    lines.add("views", "events applied to all views", rates, "events/s")
