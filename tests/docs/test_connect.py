"""The tutorial does what it says: each of its commands is typed, in its order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hub.entrypoints.cli.app import app
from tests.needs import ROOT

PAGE = (ROOT / "docs" / "connect.md").read_text("utf-8")


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Result]]:
    """Every command of the hub's on the page, with what came of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    found = []
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        for path, text in re.findall(r"cat > (\S+) <<'END'\n(.*?)END\n", block, re.DOTALL):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, "utf-8")
        rest = re.sub(r"cat > .*?\nEND\n", "", block, flags=re.DOTALL)
        for line in rest.splitlines():
            if line.startswith("export "):
                for name, _, value in (word.partition("=") for word in shlex.split(line)[1:]):
                    monkeypatch.setenv(name, value)
            elif line.startswith("statushub "):
                found.append((line, CliRunner().invoke(app, shlex.split(line)[1:])))
    return found


def test_the_tutorial_leads_from_a_body_to_an_adapter_that_is_understood(typed: list[tuple[str, Result]]) -> None:
    new, first, second, whole, check = (result for _, result in typed)
    assert new.exit_code == 0, new.output
    assert "servo.toml" in new.stdout
    assert first.exit_code == 1, "its words are not known yet"
    assert "In Arbeit" in first.stdout
    assert second.exit_code == 0, second.output
    assert "In Progress" in second.stdout
    assert "Resolved" in second.stdout
    assert "two-orders.json" in second.stdout
    assert whole.exit_code == 0, whole.output
    assert "1 adapter, 1 sample: 0 errors" in whole.stderr
    assert check.exit_code == 0, check.output


def test_what_the_command_found_by_itself_is_what_the_page_says(
    typed: list[tuple[str, Result]], tmp_path: Path
) -> None:
    body = tmp_path / "body.json"
    result = CliRunner().invoke(app, ["adapters", "new", "again", "--from", str(body), "--to", str(tmp_path / "other")])
    assert result.exit_code == 0, result.output
    manifest = (tmp_path / "other" / "adapters" / "again.toml").read_text("utf-8")
    for line in ('reports = "orders"', 'uid = "order.ref"', 'native_id = "order.no"', 'at_format = "unix-ms"'):
        assert line in manifest
    assert 'occurred_at = "changedAt"' in manifest
