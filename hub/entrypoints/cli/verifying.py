"""``statushub verify``: the hash chain of the event log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.entrypoints.cli.exits import Exit
from hub.entrypoints.cli.opening import opened
from hub.entrypoints.cli.options import AsJson, Data
from hub.entrypoints.cli.output import Column, progress, say, show_rows

if TYPE_CHECKING:
    from hub.wiring import Hub

_BROKEN = (
    Column("stream", "事件流", lambda broken: broken.stream),
    Column("first_altered", "首个被改事件", lambda broken: broken.version),
)


def verify(
    uid: Annotated[str, typer.Argument(help="One ticket; every stream if left out")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Verify the event log's hash chain, and name the first altered event of each broken stream. 校验事件链

    Exit 1 where a stream is broken. Without a key (STATUSHUB_CHAIN_KEY) whoever can write to the database can also
    recompute the chain.
    """
    from hub.application.verify import verify as broken_streams

    done = 0
    with opened(data) as hub, progress("Verifying · 正在校验") as told:
        total = 1 if uid else _count_streams(hub)

        def step(count: int) -> None:
            nonlocal done
            done = count
            told(count, max(count, total))

        broken = list(broken_streams(hub.log, hub.chain, lambda streams: _last_known(hub, streams), step, uid))
    show_rows(_BROKEN, broken, as_json=as_json) if broken or as_json else None
    say(f"{done} streams, {len(broken)} broken · 共 {done} 条事件流，{len(broken)} 条被改动")
    if broken:
        raise typer.Exit(Exit.FOUND)


def _count_streams(hub: Hub) -> int:
    with hub.connect() as connection:
        row = connection.execute("SELECT count(DISTINCT originator_id) FROM ticket_events").fetchone()
    return int(row[0]) if row else 0


def _last_known(hub: Hub, streams: list[str]) -> dict[str, int]:
    """How long streams were at the least when their last checkpoint was written."""
    with hub.connect() as connection:
        rows = connection.execute("SELECT stream, version FROM checkpoints WHERE stream = ANY(%s)", (streams,))
        return {stream: int(version) for stream, version in rows}
