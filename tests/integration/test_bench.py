"""`make bench` runs: a tiny one, so that it cannot rot unseen. What it measures here means nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.running import environment
from tests.needs import ROOT

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

TINY = ["--reports", "300", "--rounds", "1", "--longest", "120", "--events", "500", "--seconds", "1"]


def test_the_benchmark_prints_floor_hub_and_ratio_as_lines_and_as_a_table(tmp_path: Path) -> None:
    out = tmp_path / "bench.jsonl"
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench", *TINY, "--out", str(out)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    facts, *lines = map(json.loads, out.read_text().splitlines())
    assert {"date", "cores", "python", "postgres"} <= facts.keys()
    assert {line["scenario"] for line in lines} == {"ingest", "depth", "store", "views", "http", "latency"}
    by_name = {line["what"]: line["value"] for line in lines if line["scenario"] == "ingest"}
    ratio = by_name["hub: ingest() in batches of 2,000"] / by_name["floor: one row for each report by COPY"]
    assert by_name["hub / floor"] == pytest.approx(ratio)
    assert "hub / floor" in done.stdout.splitlines()[-1 - len(lines) :][4]
