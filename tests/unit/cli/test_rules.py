"""`statushub rules check`: what is wrong with rules, before a hub runs on them."""

import json
from pathlib import Path

from tests.unit.cli.conftest import Run
from tests.unit.cli.test_mappings import RULE


def test_the_rules_that_come_with_the_hub_are_sound(run: Run) -> None:
    done = run("rules", "check")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "4 rules: 0 errors" in done.stderr


def test_everything_that_is_wrong_in_a_file_is_named_with_line_and_cure(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text("window = 5\n" + RULE.replace("across", "acros"))
    done = run("rules", "check", str(file))
    assert done.exit_code == 1
    first, second = done.stdout.splitlines()
    assert first.startswith(f"{file}:1: error: ")
    assert second.startswith(f"{file}:7: error: scope: ")
    assert 'did you mean "across"?' in second
    found = json.loads(run("rules", "check", str(file), "--json").stdout)
    assert [each["line"] for each in found] == [1, 7]


def test_rules_that_are_not_there_are_named(run: Run, tmp_path: Path) -> None:
    done = run("rules", "check", str(tmp_path / "absent.toml"))
    assert done.exit_code == 1
    assert "cannot be read" in done.stdout
