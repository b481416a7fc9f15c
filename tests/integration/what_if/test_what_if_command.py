"""``statushub what-if``, on a store of its own."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.application.ports import Delivery
from hub.entrypoints.cli.app import app
from hub.entrypoints.cli.exits import Exit
from hub.settings import Settings
from hub.wiring import open_hub, system_clock
from schemas.instant import MINUTE
from schemas.report import Report

UID = "SRV-20260126-00872-A9F"


@pytest.fixture
def reported(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with a few reports, and a table in which one word means something else."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    with open_hub(Settings(database_url=database_url, data=tmp_path)) as hub:
        for number, word in enumerate(["Working", "Solved"]):
            at = system_clock() - (10 - number) * MINUTE
            report = Report(system="crm", uid=UID, native_status=word, received_at=at, occurred_at=at)
            hub.ingestion.ingest([Delivery(system="crm", received_at=at, report=report)])
    tried = tmp_path / "crm.toml"
    tried.write_text('[mapping.crm]\n"@version" = 2\n"Working" = "In Progress"\n"Solved" = "Closed"\n')
    return tried


def test_differences_are_shown_and_end_with_1(reported: Path) -> None:
    result = CliRunner().invoke(app, ["what-if", "--mappings", str(reported), "--days", "1"])
    assert result.exit_code == Exit.FOUND, result.output
    assert f"{UID}: Resolved -> Closed" in result.output
    assert 'crm "Solved": Resolved -> Closed (1 report)' in result.output


def test_a_download_holds_them_for_programs_and_spreadsheets(reported: Path, tmp_path: Path) -> None:
    out = tmp_path / "differences"
    words = ["what-if", "--mappings", str(reported.parent / "crm.toml"), "--out", str(out)]
    CliRunner().invoke(app, [*words, "--format", "json"])
    assert json.loads(out.read_text())["courses"][0]["uid"] == UID
    CliRunner().invoke(app, [*words, "--format", "csv"])
    assert {row["what"] for row in csv.DictReader(io.StringIO(out.read_text()))} == {"word", "ticket"}


def test_the_table_in_force_changes_nothing(reported: Path) -> None:
    same = Path("mappings/tables/crm.toml").read_text()
    reported.write_text(same)
    result = CliRunner().invoke(app, ["what-if", "--mappings", str(reported)])
    assert result.exit_code == 0
    assert "Nothing would be different." in result.output


def test_a_table_that_is_wrong_is_refused_with_its_line(reported: Path) -> None:
    reported.write_text('[mapping.crm]\n"Solved" = "Solvd"\n')
    result = CliRunner().invoke(app, ["what-if", "--mappings", str(reported)])
    assert result.exit_code == Exit.WRONG
    assert "crm.toml:2" in result.output


def test_it_asks_what_to_try() -> None:
    result = CliRunner().invoke(app, ["what-if"])
    assert result.exit_code == Exit.WRONG
    assert "--mappings" in result.output
