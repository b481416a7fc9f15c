"""`statushub mappings check`: everything that is wrong, where, with its cure."""

import json
from pathlib import Path

import pytest

from adapters.registry import load_manifests
from mappings.loader import load_builtin
from tests.needs import ROOT
from tests.unit.cli.conftest import Run

BROKEN = ROOT / "tests" / "fixtures" / "mappings" / "broken.toml"
RULE = """
[[rule]]
name = "mine"
first = ["Resolved"]
second = ["Reopened"]
scope = "across"
order = "either"
"""


def test_what_comes_with_the_hub_is_sound(run: Run) -> None:
    done = run("mappings", "check")
    assert done.exit_code == 0, done.stdout
    assert done.stdout == ""
    tables, adapters = len(load_builtin()), len(load_manifests())
    assert f"{tables} tables, 4 rules, {adapters} adapters: 0 errors, 0 warnings" in done.stderr


def test_a_broken_table_is_named_by_file_and_line(run: Run) -> None:
    done = run("mappings", "check", str(BROKEN))
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines
    assert all(line.startswith(f"{BROKEN}:") and ": error: " in line for line in lines)


def test_the_laws_hold_for_the_tables_of_the_site(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "lims.toml").write_text('[mapping.lims]\n"open" = "New"\n"Open" = "Closed"\n"@writes" = ["Resolved"]\n')
    monkeypatch.setenv("STATUSHUB_MAPPINGS", str(site))
    done = run("mappings", "check", "--json")
    assert done.exit_code == 1
    found = {(item["severity"], item["line"]) for item in json.loads(done.stdout)}
    assert ("error", 4) in found, "there is no word for Resolved"
    assert ("warning", 3) in found, "two spellings of one word"
    assert any("no adapter" in item["problem"] for item in json.loads(done.stdout))


def test_rules_and_adapters_are_checked_with_them(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(RULE + RULE)
    adapters = tmp_path / "adapters"
    adapters.mkdir()
    (adapters / "lims.toml").write_text('system = "lims"\ntitle = "LIMS"\nzone = "Mars/Olympus"\n')
    monkeypatch.setenv("STATUSHUB_RULES", str(rules))
    monkeypatch.setenv("STATUSHUB_ADAPTERS", str(adapters))
    done = run("mappings", "check")
    assert done.exit_code == 1
    assert f"{rules}:10: error: two rules are called 'mine'" in done.stdout
    assert f"{adapters / 'lims.toml'}:3: error: " in done.stdout


def test_a_system_without_words_is_a_warning(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    adapters = tmp_path / "adapters"
    adapters.mkdir()
    text = (ROOT / "adapters" / "mes" / "adapter.toml").read_text().replace('system = "mes"', 'system = "lims"')
    (adapters / "lims.toml").write_text(text)
    monkeypatch.setenv("STATUSHUB_ADAPTERS", str(adapters))
    done = run("mappings", "check")
    assert done.exit_code == 0
    assert "lims has an adapter and no mapping table" in done.stdout


def test_folders_that_are_not_there_are_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUSHUB_MAPPINGS", str(tmp_path / "nowhere"))
    done = run("mappings", "check")
    assert done.exit_code == 1
    assert "this folder of mapping tables does not exist" in done.stdout
