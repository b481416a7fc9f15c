"""Every command and every exit code is documented, and nothing else."""

import re
from collections.abc import Iterator
from typing import Any

import typer.main

from hub.entrypoints.cli.app import app
from hub.entrypoints.cli.exits import Exit
from tests.needs import ROOT

PAGE = (ROOT / "docs" / "commands.md").read_text("utf-8")


def commands(command: Any, name: str = "statushub") -> Iterator[str]:
    """The commands below a group, by their whole names."""
    below = getattr(command, "commands", None)
    if below is None:
        yield name
        return
    for word, inner in below.items():
        yield from commands(inner, f"{name} {word}")


def test_the_page_lists_every_command_and_no_other() -> None:
    listed = re.findall(r"^\| `(statushub [^`]+)` \|", PAGE, re.MULTILINE)
    assert sorted(listed) == sorted(commands(typer.main.get_command(app)))


def test_the_page_lists_every_exit_code_and_no_other() -> None:
    listed = re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)
    assert [int(code) for code in listed] == sorted(Exit)
