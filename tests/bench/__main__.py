"""`make bench`: floor, hub and their ratios from one run, as JSON lines and as a table."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg

from hub.entrypoints.garbage import calm_collector
from tests.bench import boards, depth, edges, http, ingesting, latency, trying, views
from tests.bench.kafka import contest, full_store, gateway
from tests.bench.kafka import latency as kafka_latency
from tests.bench.kafka.broker import broker
from tests.bench.lines import Lines
from tests.bench.store import folder, server

SCENARIOS = ("ingest", "depth", "store", "views", "what-if", "http", "latency", "adapters", "boards")
ON_KAFKA = ("kafka", "kafka-store", "kafka-gateway", "kafka-latency")


def main(words: Sequence[str] | None = None) -> int:
    options = _options(words)
    calm_collector()
    lines = Lines(options.out)
    with server() as url:
        lines.head(_facts(url))
        for scenario, run in _runs(lines, url, options).items():
            if scenario in options.only:
                run()
        if any(scenario in options.only for scenario in ON_KAFKA):
            _on_kafka(lines, url, options)
    print(f"\n{lines.table()}")
    return 0


def _runs(lines: Lines, url: str, chosen: argparse.Namespace) -> dict[str, Callable[[], None]]:
    reports, rounds = chosen.reports, chosen.rounds
    return {
        "ingest": lambda: ingesting.measure(lines, url, reports=reports, rounds=rounds),
        "depth": lambda: depth.measure(lines, url, longest=chosen.longest),
        "store": lambda: depth.measure_store(
            lines, url, events=chosen.events, reports=max(1, reports // 4), rounds=rounds
        ),
        "views": lambda: views.measure(lines, url, reports=max(1, reports // 4), rounds=rounds),
        "what-if": lambda: trying.measure(lines, url, reports=reports),
        "http": lambda: http.measure(lines, reports=max(1, reports // 5), rounds=rounds),
        "latency": lambda: latency.measure(lines, seconds=chosen.seconds),
        "adapters": lambda: edges.measure(lines, bodies=max(1, reports // 10), rounds=rounds),
        "boards": lambda: boards.measure(lines, tickets=chosen.tickets, seconds=chosen.seconds, rounds=rounds),
    }


def _on_kafka(lines: Lines, url: str, chosen: argparse.Namespace) -> None:
    reports, rounds = chosen.reports, chosen.rounds
    half, quarter = max(1, reports // 2), max(1, reports // 4)
    with broker() as kafka, folder() as path:
        path.mkdir()
        runs: dict[str, Callable[[], None]] = {
            "kafka": lambda: contest.measure(
                lines, url, kafka, path, reports=reports, rounds=rounds, rivals=chosen.rivals
            ),
            "kafka-store": lambda: full_store.measure(
                lines, url, kafka, path, events=chosen.events, reports=quarter, rounds=rounds
            ),
            "kafka-gateway": lambda: gateway.measure(lines, url, kafka, path, reports=half, rounds=rounds),
            "kafka-latency": lambda: kafka_latency.measure(lines, url, kafka, path, seconds=chosen.kafka_seconds),
        }
        for scenario, run in runs.items():
            if scenario in chosen.only:
                run()


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--reports", type=int, default=200_000, help="reports of the main workload")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each scenario; the median counts")
    parser.add_argument("--only", action="append", choices=(*SCENARIOS, *ON_KAFKA), help="only these scenarios")
    parser.add_argument("--longest", type=int, default=5_000, help="reports of the longest tickets")
    parser.add_argument("--events", type=int, default=200_000, help="events of the full store (a million takes longer)")
    parser.add_argument("--tickets", type=int, default=20_000, help="tickets behind the boards (the target: 100,000)")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long the latency is measured")
    parser.add_argument("--kafka-seconds", type=float, default=60.0, help="the same, by way of Kafka")
    parser.add_argument("--rivals", action="store_true", help="also Bytewax and Quix Streams, on the scenario kafka")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, in less than a minute")
    parser.add_argument("--out", type=Path, default=Path("bench.jsonl"), help="where the lines go")
    options = parser.parse_args(words)
    options.only = options.only or (*SCENARIOS, *ON_KAFKA)
    if options.quick:
        options.reports, options.rounds, options.longest = options.reports // 10, 1, options.longest // 5
        options.events, options.seconds = options.events // 10, options.seconds / 4
        options.tickets //= 10
        options.kafka_seconds /= 6
    return options


def _facts(url: str) -> dict[str, object]:
    with psycopg.connect(url) as connection:
        postgres = connection.info.parameter_status("server_version")
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "postgres": postgres,
    }


if __name__ == "__main__":
    sys.exit(main())
