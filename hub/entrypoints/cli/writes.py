"""``statushub writes``: what systems have not been told."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.application.counting import counted
from hub.entrypoints.cli.opening import opened, opened_to_read
from hub.entrypoints.cli.options import AsJson, Data, Limit
from hub.entrypoints.cli.output import Column, moment, say, show_rows

app = typer.Typer(no_args_is_help=True, help="What systems have not been told: list, retry. 待写回的状态与编号")

_ROWS = (
    Column("system", "系统", lambda row: row.system),
    Column("ticket", "工单", lambda row: row.uid),
    Column("native_id", "原编号", lambda row: row.native_id),
    Column("what", "内容", lambda row: row.what),
    Column("word", "原词", lambda row: row.native),
    Column("state", "状态", lambda row: row.state),
    Column("attempts", "次数", lambda row: row.attempts),
    Column("due_at", "下次", lambda row: "" if row.due_at is None else moment(row.due_at)),
    Column("left_alone_until", "系统停写至", lambda row: moment(row.left_alone_until)),
    Column("since", "起自", lambda row: moment(row.since)),
    Column("error", "说明", lambda row: row.error or row.system_error),
)


@app.command()
def retry(
    system: Annotated[str, typer.Argument(help="The system whose writes are tried again")],
    data: Data = None,
) -> None:
    """Try again what was given up, once its cause is cured; a connector does it at its next turn. 重试写回"""
    from hub.application.naming import UIDS
    from hub.application.writing import State

    given_up = [State.FAILED, State.FORBIDDEN]
    due = 0
    with opened(data) as hub:
        for name in (system, UIDS + system):
            counts = hub.owed.counts(name)
            due += sum(counts.get(state.value, 0) for state in given_up)
            hub.owed.rearm(name, given_up, hub.clock())
    text = "{count} write to {system} is due again|{count} writes to {system} are due again"
    say(counted(text, due, system=system))


@app.command("list")
def list_writes(
    system: Annotated[str, typer.Option("--system", help="Only those to one system")] = "",
    state: Annotated[
        str, typer.Option("--state", help="Only those: owed, retrying, failed, forbidden or dry-run")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only what would be written, if writing were on")] = False,
    limit: Limit = 500,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List what systems have not been told, the longest owed first. 列出待写回的状态"""
    with opened_to_read(data) as (_, queries):
        rows = queries.writes(system, "dry-run" if dry_run else state, limit)
        show_rows(_ROWS, rows, as_json=as_json)
