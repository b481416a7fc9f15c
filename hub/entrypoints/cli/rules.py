"""``statushub rules``: which contradictions freeze a ticket, checked, read, published and rolled back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from conflict.describe import describe
from conflict.loader import load_rules
from hub.application.counting import counted
from hub.application.ports import Published
from hub.entrypoints.cli.checking import check_rules
from hub.entrypoints.cli.exits import Exit
from hub.entrypoints.cli.opening import opened, settings_of
from hub.entrypoints.cli.options import AsJson, By, Data, somebody
from hub.entrypoints.cli.output import ERRORS, Column, moment, say, show_fields, show_json, show_rows, tell
from schemas.errors import Refused

app = typer.Typer(no_args_is_help=True, help="Which contradictions freeze a ticket: read, publish, roll back. 冲突规则")

_VERSION: Final = (
    Column("version", "版本", lambda each: each.version),
    Column("at", "时间", lambda each: moment(each.at)),
    Column("by", "发布人", lambda each: each.by),
    Column("reason", "理由", lambda each: each.reason),
    Column("restores", "恢复自", lambda each: _restored(each)),
)
Reason = Annotated[str, typer.Option("--reason", help="Why, for the record")]


def _restored(published: Published) -> str:
    return str(published.restores) if published.restores or not published.text else ""


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="Rules to check; else those that the hub's files say")] = None,
    as_json: AsJson = False,
) -> None:
    """Check rules: each line names the file, the line, what is wrong and the cure; exit 1 where there is an error.
    检查冲突规则"""
    remarks, count = check_rules(file or settings_of().rules)
    if as_json:
        show_json([msgspec.to_builtins(remark) for remark in remarks])
    else:
        for remark in remarks:
            tell(str(remark))
    say(counted("{count} rule: |{count} rules: ", count) + counted(ERRORS, len(remarks)))
    if remarks:
        raise typer.Exit(Exit.FOUND)


@app.command("list")
def list_versions(data: Data = None, as_json: AsJson = False) -> None:
    """List what was published, the latest first. 列出历次发布"""
    with opened(data) as hub:
        show_rows(_VERSION, hub.publishing_rules.published(), as_json=as_json)


@app.command()
def show(
    version: Annotated[int | None, typer.Option("--version", min=0, help="An earlier version; 0: of the files")] = None,
    words: Annotated[bool, typer.Option("--words", help="Say in words what each forbids, in place of TOML")] = False,
    data: Data = None,
) -> None:
    """Show the rules in force, or a version of them. 查看规则"""
    with opened(data) as hub:
        number = hub.rules.latest if version is None else version
        if number > hub.rules.latest:
            raise Refused(f"there is no version {number} of the rules; list what was published first")
        rules = hub.rules[number]
    if not words:
        sys.stdout.write(rules.text)
        return
    for rule in rules.rules:
        said = describe(rule, rules.window)
        tell(f"{rule.name}: {said.en}")
        tell(f"{rule.name}：{said.zh}")


@app.command()
def publish(
    file: Annotated[Path, typer.Argument(help="The rules, as TOML")],
    reason: Reason,
    by: By = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Put rules in force for every report from now on; a hub that runs takes them over within a second. 发布规则"""
    text = load_rules(file).text
    with opened(data) as hub:
        show_fields(_VERSION, hub.publishing_rules.publish(text, somebody(by), reason), as_json=as_json)


@app.command()
def rollback(
    version: Annotated[int, typer.Argument(min=0, help="The version to put in force again; 0: the hub's files")],
    reason: Reason,
    by: By = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Put an earlier version in force again. 恢复旧版规则"""
    with opened(data) as hub:
        show_fields(_VERSION, hub.publishing_rules.roll_back(version, somebody(by), reason), as_json=as_json)
