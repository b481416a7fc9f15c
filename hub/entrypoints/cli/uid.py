"""``statushub uid``: mint, check, lease, trace."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from hub.application.counting import counted
from hub.entrypoints.cli.exits import Exit, Unusable
from hub.entrypoints.cli.opening import opened, settings_of
from hub.entrypoints.cli.options import AsJson, By, Data, somebody
from hub.entrypoints.cli.output import Column, moment, say, show_fields, show_rows, tell
from schemas.errors import InvalidUid, Refused
from schemas.uid import Checksum, parse_uid

app = typer.Typer(no_args_is_help=True, help="Ticket ids: mint, check, lease blocks, trace. 工单编号")

_BLOCK = (
    Column("domain", "域", lambda block: block.domain),
    Column("day", "日期", lambda block: block.day.isoformat()),
    Column("first", "起", lambda block: block.first),
    Column("last", "止", lambda block: block.last),
    Column("holder", "持有者", lambda block: block.holder),
)
_CHECKED = (
    Column("text", "文本", lambda row: row[0]),
    Column("valid", "有效", lambda row: row[1]),
    Column("why", "原因", lambda row: row[2]),
)
_TRACE = (
    Column("uid", "编号", lambda trace: trace.uid),
    Column("origin", "来源", lambda trace: trace.origin),
    Column("seen_at", "首次出现", lambda trace: moment(trace.seen_at)),
    Column("ticket", "所属工单", lambda trace: trace.ticket),
    Column("links", "关联", lambda trace: [f"{link.system}:{link.native_id}" for link in trace.links]),
)

_RETRIED = (
    Column("id", "编号", lambda outcome: outcome.parked_id),
    Column("verdict", "结果", lambda outcome: outcome.verdict.value),
    Column("detail", "说明", lambda outcome: outcome.detail),
)


@app.command()
def mint(
    domain: Annotated[str, typer.Argument(help="2 to 8 of A-Z0-9, first a letter; the site's own if left out")] = "",
    count: Annotated[int, typer.Option("--count", "-n", help="How many, up to 1,000")] = 1,
    by: By = "",
    data: Data = None,
) -> None:
    """Mint new ids of today, one a line. 生成编号"""
    with opened(data) as hub:
        for uid in hub.mint.mint(domain or hub.settings.uid_domain, count, somebody(by)):
            tell(uid)


@app.command()
def check(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="[UID]...", help="Else one a line, from standard input")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check ids by themselves, without a hub; exit 1 where one is wrong. 校验编号"""
    settings = settings_of()
    checksum = Checksum(settings.uid_key.get_secret_value().encode(), settings.uid_digits)
    lines = texts if texts is not None else [line.strip() for line in sys.stdin if line.strip()]
    if not lines:
        raise Unusable("no UID to check: name one or more, or send them one a line on standard input")
    rows = [(text, *_judged(text, checksum)) for text in lines]
    show_rows(_CHECKED, rows, as_json=as_json)
    wrong = sum(not valid for _, valid, _ in rows)
    if wrong:
        say(counted("{count} of {all} is not valid|{count} of {all} are not valid", wrong, all=f"{len(rows):,}"))
        raise typer.Exit(Exit.FOUND)


def _judged(text: str, checksum: Checksum) -> tuple[bool, str]:
    try:
        parse_uid(text, checksum)
    except InvalidUid as error:
        return False, error.why
    return True, ""


@app.command()
def lease(
    domain: Annotated[str, typer.Argument(help="2 to 8 of A-Z0-9, first a letter")],
    size: Annotated[int, typer.Argument(help="How many numbers, up to 100,000")],
    holder: Annotated[str, typer.Argument(help="The system that will mint from the block on its own")],
    day: Annotated[str, typer.Option("--day", help="Day of minting, YYYY-MM-DD; today if left out")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Lease a block of numbers to a system that is offline at times. 租用号段"""
    when = _day(day) if day else None
    with opened(data) as hub:
        show_fields(_BLOCK, hub.mint.lease(domain, size, holder, when), as_json=as_json)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise Unusable(f"--day {text!r} is no day; write it as 2026-01-26") from error


@app.command()
def link(
    system: Annotated[str, typer.Argument(help="A system")],
    native_id: Annotated[str, typer.Argument(help="Its own id of a ticket")],
    uid: Annotated[str, typer.Argument(help="The ticket's UID")],
    force: Annotated[
        bool, typer.Option("--force", help="Although the ticket has another id there, or the id means another ticket")
    ] = False,
    by: By = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say which ticket a system's own id means, and retry what was parked for want of that. 关联编号"""
    from hub.entrypoints.cli.opening import opened_to_read

    with opened_to_read(data) as (hub, _):
        if system not in hub.tables.systems:
            raise Refused(f"there is no system {system}; `statushub adapters list` names them")
        outcomes = hub.parking.link(system, native_id, uid, somebody(by), force=force)
    show_rows(_RETRIED, outcomes, as_json=as_json)
    tried = counted("{count} parked report was tried again|{count} parked reports were tried again", len(outcomes))
    say(f"{system} {native_id} is {uid} from now on; {tried}")


@app.command()
def trace(
    uid: Annotated[str, typer.Argument(help="A ticket's or an exception ticket's UID")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say who minted or first used an id, and which native ids mean it. 追溯编号"""
    with opened(data) as hub:
        show_fields(_TRACE, hub.mint.trace(uid), as_json=as_json)
