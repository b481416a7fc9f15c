"""``statushub parked``: what was set aside, and another try for it."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from hub.application.ports import Verdict
from hub.entrypoints.cli.exits import Exit, Unusable
from hub.entrypoints.cli.opening import opened_to_read
from hub.entrypoints.cli.options import AsJson, By, Data, Limit, somebody
from hub.entrypoints.cli.output import Column, moment, progress, say, show_fields, show_rows
from schemas.errors import Refused

if TYPE_CHECKING:
    from hub.entrypoints.gateway.queries import Queries
    from hub.entrypoints.gateway.views.parked import ParkedBody, ParkedRow

app = typer.Typer(no_args_is_help=True, help="Reports that were set aside: list, show, retry. 搁置的报告")

_AT_ONCE = 100
_ROWS = (
    Column("id", "编号", lambda row: row.id),
    Column("system", "系统", lambda row: row.system),
    Column("reason", "原因", lambda row: row.reason),
    Column("word", "原词", lambda row: row.native),
    Column("ticket", "工单", lambda row: row.uid or row.native_id),
    Column("received_at", "接收时间", lambda row: moment(row.received_at)),
    Column("retries", "重试次数", lambda row: row.retries),
    Column("detail", "说明", lambda row: row.detail),
)
_ONE = (
    *_ROWS[:3],
    Column("state", "状态", lambda row: row.state),
    *_ROWS[3:],
)
_OUTCOMES = (
    Column("id", "编号", lambda outcome: outcome.parked_id),
    Column("verdict", "结果", lambda outcome: outcome.verdict.value),
    Column("ticket", "工单", lambda outcome: outcome.uid),
    Column("reason", "原因", lambda outcome: outcome.reason),
    Column("detail", "说明", lambda outcome: outcome.detail),
)
Reason = Annotated[
    str,
    typer.Option(
        "--reason",
        help="Only those: unreadable, unlinked, unmapped, bad-uid, uid-clash, failed, lookup or lookup-failed",
    ),
]
System = Annotated[str, typer.Option("--system", help="Only those of one system")]


@app.command("list")
def list_parked(
    reason: Reason = "",
    system: System = "",
    everything: Annotated[bool, typer.Option("--all", help="Also those that were released")] = False,
    limit: Limit = 500,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List what is parked, oldest first. 列出搁置的报告"""
    with opened_to_read(data) as (_, queries):
        rows = _some(queries, reason, system, "any" if everything else "parked", limit)
        show_rows(_ONE if everything else _ROWS, rows, as_json=as_json)


@app.command()
def show(
    parked_id: Annotated[str, typer.Argument(help="As `parked list` names it")],
    body: Annotated[bool, typer.Option("--body", help="Write the raw body alone, byte for byte")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show one parked report, with its body and headers as they came. 查看原文"""
    with opened_to_read(data) as (_, queries):
        found = queries.parked_one(parked_id)
    if found is None:
        raise Refused(f"nothing is parked as {parked_id}; `statushub parked list` names what is")
    if body:
        sys.stdout.flush()
        sys.stdout.buffer.write(found.body)
        return
    columns = (
        *_ONE,
        Column("headers", "标头", lambda _: found.headers),
        Column("body", "正文", lambda _: _text(found)),
    )
    show_fields(columns, found.parked, as_json=as_json)


def _text(found: ParkedBody) -> str:
    return found.body.decode("utf-8", "backslashreplace")


@app.command()
def retry(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="As `parked list` names them")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Whatever is parked, for the reason or system given")
    ] = False,
    reason: Reason = "",
    system: System = "",
    by: By = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Try parked reports again, in any order; exit 1 where some stay parked. 重试"""
    if bool(ids) == everything:
        raise Unusable("name the reports to try again, or say --all, with --reason and --system to narrow it down")
    with opened_to_read(data) as (hub, queries), progress("Retrying · 正在重试") as told:
        wanted = ids or [row.id for row in _some(queries, reason, system, "parked", sys.maxsize)]
        outcomes = []
        for start in range(0, len(wanted), _AT_ONCE):
            outcomes += hub.parking.retry(wanted[start : start + _AT_ONCE], somebody(by))
            told(min(start + _AT_ONCE, len(wanted)), len(wanted))
    show_rows(_OUTCOMES, outcomes, as_json=as_json)
    counts = Counter(outcome.verdict for outcome in outcomes)
    say(", ".join(f"{count} {verdict.value}" for verdict, count in counts.items()) or "nothing is parked · 无搁置报告")
    if counts[Verdict.PARKED]:
        raise typer.Exit(Exit.FOUND)


def _some(queries: Queries, reason: str, system: str, state: str, limit: int) -> list[ParkedRow]:
    from hub.entrypoints.gateway.queries import ParkedFilter

    rows: list[ParkedRow] = []
    cursor = ""
    while len(rows) < limit:
        page = queries.parked(
            ParkedFilter(reason=reason, system=system, state=state, limit=min(500, limit - len(rows)), cursor=cursor)
        )
        rows += page.items
        cursor = page.next
        if not cursor:
            break
    return rows
