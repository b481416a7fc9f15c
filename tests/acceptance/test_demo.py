"""`statushub demo`: a plant's day, at high speed."""

import json
from pathlib import Path

import pytest

from tests.acceptance.running import postmaster, statushub

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def test_a_day_leaves_frozen_yellow_and_parked_tickets(folder: Path) -> None:
    elsewhere = {"STATUSHUB_PUBLIC_URL": "https://hub.example/statushub"}  # of the hub at work, not of the demo's
    words = ("demo", "--once", "--speed", "20000", "--port", "0", "--data", str(folder), "--json")
    played = statushub(*words, extra=elsewhere)
    assert played.returncode == 0, played.stderr
    assert "board · 看板  http://127.0.0.1:" in played.stderr
    summary = json.loads(played.stdout)
    assert summary["tickets"] >= 36
    assert summary["frozen"] == 3
    assert summary["decided"] == 2
    assert summary["parked"] == 7
    assert summary["yellow"] >= summary["standing_contradictions"] >= 2
    assert summary["duplicates"] > 0
    assert 0.7 < summary["consistency"] < 1
    assert postmaster(folder) is None

    assert statushub("verify", "--data", str(folder)).returncode == 0
    reasons = {row["reason"] for row in json.loads(statushub("parked", "list", "--json", "--data", str(folder)).stdout)}
    assert reasons == {"unmapped", "unlinked", "unreadable", "bad-uid", "uid-clash"}

    again = statushub("demo", "--once", "--speed", "20000", "--port", "0", "--data", str(folder))
    assert again.returncode == 3
    assert "holds tickets already" in again.stderr
