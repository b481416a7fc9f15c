"""``statushub conflicts``: the quality team's queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.application.ports import Choice, Decision
from hub.entrypoints.cli.exits import Unusable
from hub.entrypoints.cli.opening import opened, opened_to_read
from hub.entrypoints.cli.options import AsJson, By, Data, Limit, somebody
from hub.entrypoints.cli.output import Column, moment, show_fields, show_json, show_rows, span, tell
from schemas.instant import SECOND
from schemas.status import Status

if TYPE_CHECKING:
    from hub.entrypoints.gateway.views.conflicts import ConflictView, ContradictionView, Side

app = typer.Typer(no_args_is_help=True, help="Frozen tickets: list, show, claim, decide. 冻结的工单")

_ROWS = (
    Column("conflict", "冲突", lambda row: row.conflict),
    Column("ticket", "工单", lambda row: row.uid),
    Column("state", "状态", lambda row: row.state),
    Column("opened_at", "冻结时间", lambda row: moment(row.opened_at)),
    Column("rules", "规则", lambda row: row.rules),
    Column("systems", "系统", lambda row: row.systems),
    Column("claimed_by", "认领人", lambda row: row.claimed_by),
)
_ONE = (
    *_ROWS,
    Column("decided_by", "裁决人", lambda row: row.decided_by),
    Column("closed_at", "结束时间", lambda row: moment(row.closed_at)),
    Column("status", "裁定状态", lambda row: row.status.value if row.status else ""),
    Column("reason", "理由", lambda row: row.reason),
)
_REVIEWED = (
    Column("conflict", "冲突", lambda reviewed: reviewed.conflict),
    Column("ticket", "工单", lambda reviewed: reviewed.uid),
    Column("state", "状态", lambda reviewed: reviewed.state),
    Column("by", "经手人", lambda reviewed: reviewed.by),
    Column("status", "标准状态", lambda reviewed: reviewed.status.value if reviewed.status else ""),
    Column("snapshot", "快照版本", lambda reviewed: reviewed.snapshot or ""),
)
ConflictId = Annotated[str, typer.Argument(metavar="CONFLICT", help="UID of the exception ticket: QAX-…")]


@app.command("list")
def list_conflicts(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are settled")] = False,
    uid: Annotated[str, typer.Option("--ticket", help="Only those of one ticket")] = "",
    limit: Limit = 500,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List the conflicts that wait for somebody, oldest first. 列出待裁决的冲突"""
    from hub.entrypoints.gateway.queries import ConflictFilter

    states = () if everything else ("open", "claimed")
    with opened_to_read(data) as (_, queries):
        page = queries.conflicts(ConflictFilter(state=states, uid=uid, limit=limit))
        show_rows(_ONE if everything else _ROWS, page.items, as_json=as_json)


@app.command()
def show(conflict: ConflictId, data: Data = None, as_json: AsJson = False) -> None:
    """Show a conflict with its evidence. 查看证据"""
    with opened_to_read(data) as (hub, queries):
        found = queries.conflict(hub.mint.check(conflict))
    if as_json:
        show_json(_document(found))
        return
    show_fields(_ONE, found.conflict)
    for item in found.contradictions:
        tell("")
        tell(item.said.en)
        tell(item.said.zh)
        tell(f"  {_said(item.first)}")
        tell(f"  {_said(item.second)}")
        tell(f"  {item.rule}, {span(int(item.seconds * SECOND))}")


def _said(side: Side) -> str:
    who = f", {side.actor}" if side.actor else ""
    return f"{moment(side.at)}  {side.system}: {side.native} ({side.status.value}){who}"


def _document(found: ConflictView) -> dict[str, object]:
    return {
        **{column.name: column.cell(found.conflict) for column in _ONE},
        "contradictions": [_contradiction(item) for item in found.contradictions],
    }


def _contradiction(item: ContradictionView) -> dict[str, object]:
    sides = {
        name: {"system": side.system, "native": side.native, "status": side.status.value, "at": moment(side.at)}
        for name, side in (("first", item.first), ("second", item.second))
    }
    return {
        "rule": item.rule,
        "rules": item.rules,
        **sides,
        "seconds": item.seconds,
        "said": {"en": item.said.en, "zh": item.said.zh},
    }


@app.command()
def claim(conflict: ConflictId, by: By = "", data: Data = None, as_json: AsJson = False) -> None:
    """Take a conflict, so that nobody else works on it. 认领"""
    with opened(data) as hub:
        show_fields(_REVIEWED, hub.review.claim(hub.mint.check(conflict), somebody(by)), as_json=as_json)


@app.command("hand-over")
def hand_over(
    conflict: ConflictId,
    to: Annotated[str, typer.Option("--to", help="Who has it from now on; your own name takes it over")] = "",
    back: Annotated[bool, typer.Option("--back", help="Put it back into the queue")] = False,
    note: Annotated[str, typer.Option("--note", help="What the next one should know")] = "",
    by: By = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Give a conflict to another reviewer, or back into the queue. 转交"""
    if bool(to.strip()) == back:
        raise Unusable("say --to NAME, or --back")
    with opened(data) as hub:
        handed = hub.review.hand_over(hub.mint.check(conflict), somebody(by), to, note)
        show_fields(_REVIEWED, handed, as_json=as_json)


@app.command()
def comment(
    conflict: ConflictId,
    text: Annotated[str, typer.Argument(help="What there is to say")],
    by: By = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Write something down about a conflict, open or settled. 备注"""
    with opened(data) as hub:
        commented = hub.review.comment(hub.mint.check(conflict), somebody(by), text)
        show_fields(_REVIEWED, commented, as_json=as_json)


@app.command()
def decide(
    conflict: ConflictId,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the record")],
    accept: Annotated[str, typer.Option("--accept", metavar="SYSTEM", help="This system is right")] = "",
    status: Annotated[Status | None, typer.Option("--set", help="This is the status, whoever said what")] = None,
    no_conflict: Annotated[bool, typer.Option("--no-conflict", help="A false alarm: both are right")] = False,
    by: By = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Settle a conflict: the ticket thaws, and its canonical state is broadcast. 裁决"""
    if sum([bool(accept), status is not None, no_conflict]) != 1:
        raise Unusable("say one of --accept SYSTEM, --set STATUS or --no-conflict")
    choice = Choice.ACCEPT if accept else Choice.SET if status is not None else Choice.NO_CONFLICT
    decision = Decision(by=somebody(by), choice=choice, reason=reason, system=accept, status=status)
    with opened(data) as hub:
        show_fields(_REVIEWED, hub.review.decide(hub.mint.check(conflict), decision), as_json=as_json)
