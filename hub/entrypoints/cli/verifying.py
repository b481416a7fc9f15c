"""``statushub verify``: the hash chain of the event log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.application.counting import counted
from hub.entrypoints.cli.exits import Exit
from hub.entrypoints.cli.opening import opened
from hub.entrypoints.cli.options import AsJson, Data
from hub.entrypoints.cli.output import Column, progress, say, show_rows
from schemas.errors import UnknownTicket

if TYPE_CHECKING:
    from hub.wiring import Hub

_BROKEN = (
    Column("stream", "事件流", lambda item: item[0]),
    Column("first_altered", "首个被改事件", lambda item: item[1]),
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
    from hub.infrastructure.cut_streams import cut_streams

    done = 0
    with opened(data) as hub, progress("Verifying · 正在校验") as told:
        total = 1 if uid else _count_streams(hub)

        def step(count: int) -> None:
            nonlocal done
            done = count
            told(count, max(count, total))

        cut = cut_streams(hub.connect, uid)
        if uid and uid not in cut and not hub.log.stored(uid):
            raise UnknownTicket(f"nothing was ever recorded about {uid}; check it with `statushub uid check`")
        found = broken_streams(hub.log, hub.chain, lambda _: cut, step, uid)
        broken = {item.stream: item.version for item in found}
    broken = dict(sorted((cut | broken).items()))  # a stream that is gone as a whole is in `cut` alone
    if broken or as_json:
        show_rows(_BROKEN, list(broken.items()), as_json=as_json)
    streams = counted("{count} stream|{count} streams", done)
    say(f"{streams}, {len(broken):,} broken · 共 {done:,} 条事件流，{len(broken):,} 条被改动")
    if broken:
        raise typer.Exit(Exit.FOUND)


def _count_streams(hub: Hub) -> int:
    with hub.connect() as connection:
        row = connection.execute("SELECT count(DISTINCT originator_id) FROM ticket_events").fetchone()
    return int(row[0]) if row else 0
