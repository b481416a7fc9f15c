"""The audit of the public logs gives the known numbers, quickly and in little memory."""

import csv
import gzip
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.application.audit.render_json import as_json
from hub.application.audit.run import audit
from tests.needs import ROOT

PROFILES = ROOT / "docs" / "profiles"
MOST_SECONDS = 15
MOST_MEMORY = 1 << 30

RUN = """
import sys
from pathlib import Path
from hub.application.audit.run import Format, run_audit
log, profile, out = map(Path, sys.argv[1:])
sys.exit(run_audit([log], profile, Format.JSON, out))
"""


@pytest.fixture(scope="module")
def issue_rows(reference_logs: Path) -> list[tuple[str, str, str, str]]:
    """Jira's tracks, and the pull requests that name the same issues."""
    folder = reference_logs / "apache_jira_github"
    rows = [
        (row["key"], "jira", row["native_status"], row["timestamp"])
        for row in packed_rows(folder / "jira_status_reconstructed.csv.gz")
    ]
    keys = {key for key, *_ in rows}
    rows += [
        (row["key"], "github", row["native_status"], row["timestamp"])
        for row in packed_rows(folder / "events.csv.gz")
        if row["system"] == "github" and row["key"] in keys
    ]
    return rows


def packed_rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def a_log(path: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["key", "system", "native_status", "timestamp"])
        writer.writerows(rows)
    return path


def found_in(log: Path, profile: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_json(audit([log], PROFILES / profile)))
    del found["logs"]
    return found


def counts(found: dict[str, Any]) -> tuple[int, ...]:
    return tuple(found[key] for key in ("tickets", "reports", "changes", "frozen_tickets"))


@pytest.mark.usefixtures("uncounted")
def test_the_incidents_of_volvo_it(incidents: Path) -> None:
    found = found_in(incidents, "bpic2013.toml")
    assert counts(found) == (7554, 65533, 50565, 110)
    assert (found["unmapped"], found["unreadable"], found["ignored"]) == ({}, [], 5)
    assert {conflict["rule"] for conflict in found["conflicts"]} == {"reopened-within"}


@pytest.mark.usefixtures("uncounted")
def test_the_issues_of_apache(issue_rows: list[tuple[str, str, str, str]], tmp_path: Path) -> None:
    found = found_in(a_log(tmp_path / "apache.csv.gz", issue_rows), "apache_jira_github.toml")
    assert counts(found) == (24159, 64684, 64333, 110)
    assert (found["unmapped"], found["unreadable"]) == ({}, [])
    assert found["rules"] == {
        "reopened-across": 4,
        "reopened-within": 102,
        "cancelled-across": 0,
        "regression-across": 8,
    }


@pytest.mark.usefixtures("uncounted")
def test_the_issues_of_apache_in_any_order(issue_rows: list[tuple[str, str, str, str]], tmp_path: Path) -> None:
    in_order = a_log(tmp_path / "in_order.csv.gz", issue_rows)
    shuffled = a_log(tmp_path / "shuffled.csv.gz", random.Random(3).sample(issue_rows, len(issue_rows)))
    profile = "apache_jira_github.toml"
    assert found_in(shuffled, profile) == found_in(in_order, profile)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["incidents", "issues"])
def test_an_audit_is_quick_and_small(
    name: str, incidents: Path, issue_rows: list[tuple[str, str, str, str]], tmp_path: Path
) -> None:
    log, profile = incidents, PROFILES / "bpic2013.toml"
    if name == "issues":
        log, profile = a_log(tmp_path / "apache.csv.gz", issue_rows), PROFILES / "apache_jira_github.toml"
    started = time.monotonic()
    arguments = [str(log), str(profile), str(tmp_path / "found.json")]
    subprocess.run([sys.executable, "-c", RUN, *arguments], cwd=ROOT, check=True)
    assert time.monotonic() - started < MOST_SECONDS
    # The largest of all children so far, in KiB: an upper bound of this one's.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < MOST_MEMORY
