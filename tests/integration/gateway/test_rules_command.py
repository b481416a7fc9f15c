"""``statushub rules``, beside a store: published, listed, shown, rolled back."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from conflict.loader import load_rules
from hub.entrypoints.cli.app import app

pytestmark = pytest.mark.postgres


def run(*words: str, ends_with: int = 0) -> Result:
    result = CliRunner().invoke(app, ["rules", *words])
    assert result.exit_code == ends_with, result.output
    return result


def test_rules_are_published_listed_shown_and_rolled_back(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    built_in = load_rules().text
    assert run("show").stdout == built_in
    file = tmp_path / "rules.toml"
    file.write_text(built_in.replace("window_seconds = 900", "window_seconds = 600"), "utf-8")
    assert "version\t1" in run("publish", str(file), "--reason", "fifteen is too long", "--by", "ann").stdout
    assert "no more than 10 min apart" in run("show", "--words").stdout
    assert run("show", "--version", "0").stdout == built_in
    run("rollback", "0", "--reason", "it was not", "--by", "ann")
    assert run("show").stdout == built_in
    _, second, first = run("list").stdout.splitlines()
    assert second.split("\t")[2:] == ["ann", "it was not", "0"]
    assert first.split("\t")[2:] == ["ann", "fifteen is too long", ""]
    run("show", "--version", "3", ends_with=3)
    run("rollback", "3", "--reason", "there is none", ends_with=3)
    file.write_text("x = 1\n")
    run("publish", str(file), "--reason", "a slip", ends_with=2)
