"""``statushub mappings check``: tables, rules and adapters, before a hub runs on them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from hub.application.counting import counted
from hub.entrypoints.cli.checking import check_all, check_files
from hub.entrypoints.cli.exits import Exit
from hub.entrypoints.cli.opening import settings_of
from hub.entrypoints.cli.options import AsJson
from hub.entrypoints.cli.output import say, show_json, tell, verdict_of

app = typer.Typer(no_args_is_help=True, help="The words of each system: check their tables. 词汇映射表")


@app.callback()
def _group() -> None:
    """Keep `check` a command of its own, so that others can stand beside it."""


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Mapping tables to check by themselves")] = None,
    as_json: AsJson = False,
) -> None:
    """Check what the hub runs on: the built-in and the site's tables, the rules, the adapters. 检查映射表

    With FILES only these mapping tables are checked. Each line names the file, the line, what is wrong and the cure.
    Exit 1 where there is an error; warnings are for a person to judge.
    """
    checked = check_files(files) if files else check_all(settings_of())
    if as_json:
        show_json([msgspec.to_builtins(remark) for remark in checked.remarks])
    else:
        for remark in checked.remarks:
            tell(str(remark))
    looked_at = [counted("{count} table|{count} tables", checked.tables)]
    if not files:
        looked_at.append(counted("{count} rule|{count} rules", checked.rules))
        looked_at.append(counted("{count} adapter|{count} adapters", checked.adapters))
    say(f"{', '.join(looked_at)}: {verdict_of(checked.errors, len(checked.remarks) - checked.errors)}")
    if checked.errors:
        raise typer.Exit(Exit.FOUND)
