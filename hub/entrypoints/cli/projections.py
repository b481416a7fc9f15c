"""``statushub projections``: how far the views are, and making them anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.entrypoints.cli.exits import Exit
from hub.entrypoints.cli.opening import opened
from hub.entrypoints.cli.options import AsJson, Data
from hub.entrypoints.cli.output import Column, progress, say, show_fields
from projections.advance import ProjectionStopped

if TYPE_CHECKING:
    from hub.wiring import Hub

app = typer.Typer(no_args_is_help=True, help="The views over the event log: status, rebuild. 视图")

_STATUS = (
    Column("log", "日志位置", lambda row: row["log"]),
    Column("views", "视图位置", lambda row: row["views"]),
    Column("behind", "落后事件数", lambda row: row["behind"]),
    Column("failure", "停滞原因", lambda row: row["failure"]),
)


@app.command()
def status(
    catch_up: Annotated[bool, typer.Option("--catch-up", help="Apply what is missing first")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say how far the views have read the log; exit 1 where an event stands in their way. 查看进度"""
    with opened(data) as hub:
        failure = _caught_up(hub) if catch_up else ""
        log, views = hub.log.head(), hub.runner.position
        row = {"log": log, "views": views, "behind": max(0, log - views), "failure": failure}
        show_fields(_STATUS, row, as_json=as_json)
    if failure:
        raise typer.Exit(Exit.FOUND)


def _caught_up(hub: Hub) -> str:
    """Bring the views up to the log; why they stopped before it, if they did."""
    try:
        hub.runner.catch_up()
    except ProjectionStopped as stopped:
        return str(stopped.failure)
    return ""


@app.command()
def rebuild(data: Data = None) -> None:
    """Make the views anew from the whole log, beside the live ones, and swap them in. 重建视图

    A hub that is up goes on serving the old views meanwhile.
    """
    with opened(data) as hub, progress("Rebuilding · 正在重建") as told:
        position = hub.runner.rebuild(told)
    say(f"rebuilt up to position {position} · 已重建至位置 {position}")
