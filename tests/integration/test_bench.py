"""`make bench` runs: a tiny one, so that it cannot rot unseen. What it measures here means nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.running import environment
from tests.bench.kafka import contest
from tests.kafka.find import Broker
from tests.needs import ROOT

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.usefixtures("uncounted")]

TINY = [
    "--reports",
    "300",
    "--rounds",
    "1",
    "--longest",
    "120",
    "--events",
    "500",
    "--seconds",
    "1",
    "--kafka-seconds",
    "2",
]
ON_KAFKA = {"kafka", "kafka-store", "kafka-gateway", "kafka-latency"}
ALONE = {"ingest", "depth", "store", "views", "http", "latency", "adapters"}

Measured = dict[str, float]


def bench(out: Path, scenarios: set[str], extra: dict[str, str] | None = None) -> tuple[dict[str, Measured], list[str]]:
    """Run it; what it measured by scenario, and the rows of its table."""
    chosen = [word for scenario in sorted(scenarios) for word in ("--only", scenario)]
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench", *TINY, *chosen, "--out", str(out)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(extra), capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr
    facts, *lines = map(json.loads, out.read_text().splitlines())
    assert {"date", "cores", "python", "postgres"} <= facts.keys()
    measured: dict[str, Measured] = {}
    for line in lines:
        measured.setdefault(line["scenario"], {})[line["what"]] = line["value"]
    return measured, done.stdout.splitlines()[-1 - len(lines) :]


def test_the_benchmark_prints_floor_hub_and_ratio_as_lines_and_as_a_table(tmp_path: Path) -> None:
    measured, table = bench(tmp_path / "bench.jsonl", ALONE)
    assert measured.keys() == ALONE
    by_name = measured["ingest"]
    ratio = by_name["hub: ingest() in batches of 2,000"] / by_name["floor: one row for each report by COPY"]
    assert by_name["hub / floor"] == pytest.approx(ratio)
    assert "hub / floor" in table[4]


@pytest.mark.timeout(240)
def test_the_benchmark_measures_the_roles_on_kafka_against_the_path_without_a_library(
    tmp_path: Path, kafka: Broker
) -> None:
    measured, _ = bench(tmp_path / "bench.jsonl", ON_KAFKA, {"KAFKA_BOOTSTRAP": kafka.bootstrap})
    assert measured.keys() == ON_KAFKA
    by_name = measured["kafka"]
    ratio = by_name[contest.PUBLISHED] / by_name[contest.BARE]
    assert by_name["hub / without a library"] == pytest.approx(ratio)
    assert {what for _, _, what, _ in contest.RATIOS} <= by_name.keys()
    assert measured["kafka-latency"]["accepted until snapshot: p99"] > 0
