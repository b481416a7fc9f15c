"""What a system shows is compared with what the hub heard, and what was missed is taken in."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hub.entrypoints.cli.app import app

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.delenv("STATUSHUB_REDMINE_URL", raising=False)
    return lambda *words: CliRunner().invoke(app, list(words))


def export(path: Path, *changes: str) -> str:
    """An issue that is New, and changed to one status after the other."""
    names = ["New", "In Progress", "Resolved", "Closed"]
    journals = [
        {
            "id": number,
            "created_on": f"2026-01-26T09:00:0{number}Z",
            "details": [{"name": "status_id", "old_value": "0", "new_value": str(names.index(name))}],
        }
        for number, name in enumerate(changes, start=1)
    ]
    issue = {"id": 5, "created_on": "2026-01-26T08:00:00Z", "status": {"id": 0}, "journals": journals}
    statuses = [{"id": number, "name": name} for number, name in enumerate(names)]
    path.write_text(json.dumps({"asked": issue, "statuses": statuses}))
    return str(path)


def test_what_was_missed_is_told_healed_and_then_no_difference_any_more(run: Run, tmp_path: Path) -> None:
    before = export(tmp_path / "before.json", "In Progress")
    after = export(tmp_path / "after.json", "In Progress", "Resolved", "Closed")

    assert run("reconcile", "redmine", "--file", before, "--heal").exit_code == 0

    told = run("reconcile", "redmine", "--file", after, "--json")
    assert told.exit_code == 1
    [row] = json.loads(told.stdout)
    assert (row["native_id"], row["shows"], row["heard"]) == ("5", "Closed", "In Progress")

    assert run("reconcile", "redmine", "--file", after, "--heal").exit_code == 0
    assert run("reconcile", "redmine", "--file", after).exit_code == 0
    assert run("reconcile", "redmine", "--file", before).exit_code == 0, "an older export is no difference"


def test_a_ticket_that_the_hub_never_heard_of_is_a_difference(run: Run, tmp_path: Path) -> None:
    told = run("reconcile", "redmine", "--file", export(tmp_path / "issue.json"), "--json")
    assert told.exit_code == 1
    [row] = json.loads(told.stdout)
    assert (row["ticket"], row["shows"], row["heard"]) == ("", "New", "")


def test_an_incident_that_came_by_its_other_id_only_is_known(run: Run, tmp_path: Path) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    incident = {"sys_id": "5f2c8e1d", "sys_updated_on": "2026-01-26 09:00:00", "state": "2", "sys_mod_count": "1"}
    before.write_text(json.dumps({"result": [incident]}))
    changed = {"number": "INC0012345", "sys_updated_on": "2026-01-26 10:00:00", "state": "6", "sys_mod_count": "2"}
    after.write_text(json.dumps({"result": [incident | changed]}))
    assert run("reconcile", "servicenow", "--file", str(before), "--heal").exit_code == 0
    told = run("reconcile", "servicenow", "--file", str(after), "--json")
    [row] = json.loads(told.stdout)
    assert (row["native_id"], row["shows"], row["heard"]) == ("INC0012345", "6", "2")
    assert row["ticket"]


def test_what_cannot_be_asked_says_what_to_set(run: Run, tmp_path: Path) -> None:
    search = tmp_path / "search.json"
    search.write_text('{"total": 1, "results": [{"key": "OPS-1", "fields": {"status": {"name": "Open"}}}]}')
    for words, cure in (
        (["redmine"], "STATUSHUB_REDMINE_URL"),
        (["nobody"], "no adapter for 'nobody'"),
        (["redmine", "--file", str(tmp_path / "absent.json")], "cannot be read"),
        (["redmine", "--file", str(search)], "no status of a ticket is found in it"),
    ):
        told = run("reconcile", *words)
        assert told.exit_code == 2
        assert cure in told.stderr


def test_an_export_is_read_as_the_adapter_reads_files(run: Run, tmp_path: Path) -> None:
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    before.write_text("id;status;timestamp\nWO-1;New;2026-01-26T09:00:00Z\nWO-2;New;2026-01-26T09:00:00Z\n")
    after.write_text("id;status;timestamp\nWO-1;New;2026-01-26T09:00:00Z\nWO-2;Resolved;2026-01-26T10:00:00Z\nWO-3\n")
    assert run("reconcile", "csv", "--file", str(before), "--heal").exit_code == 0
    told = run("reconcile", "csv", "--file", str(after), "--json")
    assert told.exit_code == 1
    [row] = json.loads(told.stdout)
    assert (row["native_id"], row["shows"], row["heard"]) == ("WO-2", "Resolved", "New")
    assert "1 could not be read, the first because: after.csv, line 4" in told.stderr


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id;id\n1;2\n", "two columns are named id"),
        ("order;state\n;\n", "there is no report in it"),
        ("id;status\nWO-1\n", "it has 1 cells"),
    ],
)
def test_a_file_without_a_status_is_refused_with_the_reason(run: Run, tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "export.csv").write_text(text)
    told = run("reconcile", "csv", "--file", "export.csv")
    assert told.exit_code == 2
    assert why in told.stderr
    assert "give it a form that" in told.stderr
