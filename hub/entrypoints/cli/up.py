"""``statushub up``: the hub in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from hub.application.access import Role
from hub.entrypoints.cli.keys import link_to
from hub.entrypoints.cli.opening import settings_of
from hub.entrypoints.cli.options import Data
from hub.entrypoints.cli.output import OUT, say, waiting

if TYPE_CHECKING:
    from pathlib import Path

    from hub.entrypoints.serve import Serving

Host = Annotated[str | None, typer.Option("--host", help="Address to listen on; else STATUSHUB_HOST, else 127.0.0.1")]
Port = Annotated[
    int | None,
    typer.Option("--port", min=0, max=65535, help="Port; else STATUSHUB_PORT, else 8600; 0 takes any that is free"),
]


def up(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    login_link: Annotated[bool, typer.Option(help="Print a link that logs an administrator in once")] = True,
) -> None:
    """Start the hub: one process, with a PostgreSQL of its own unless DATABASE_URL names another. 启动

    Logs go to standard error. Ctrl-C or SIGTERM ends it: what was taken in is committed first.
    """
    settings = settings_of(data, host=host, port=port)
    with waiting("Starting the hub · 正在启动"):
        from hub.entrypoints.logs import log_to
        from hub.entrypoints.serve import serve
    log_to(settings)
    if settings.kafka_bootstrap:
        say(
            "KAFKA_BOOTSTRAP is set, but `statushub up` does not use Kafka: start the roles gateway, worker, relay and"
            " board instead · `statushub up` 不使用 Kafka，请改用各角色进程"
        )
    serve(settings, lambda serving: _greet(serving, login_link=login_link))


def _greet(serving: Serving, *, login_link: bool) -> None:
    """Where the board is, how to get in, and how to end it."""
    from hub.entrypoints.admin_key import keep_admin_key

    board = f"{serving.address}/"
    if login_link:
        board = link_to(serving.address, serving.hub.links.issue("admin", Role.ADMIN))
    key = keep_admin_key(serving.hub.keys, serving.hub.settings.data)
    OUT.print("[bold]Ticket Status Hub is up · 工单状态中枢已启动[/bold]")
    OUT.print(f"  board · 看板            {escape(board)}")
    if login_link:
        OUT.print("                          (works once, within 30 minutes · 仅限一次，30 分钟内有效)")
    OUT.print(f"  admin key · 管理员密钥  {escape(_where(key))}")
    OUT.print("  stop · 停止             Ctrl-C")
    OUT.file.flush()


def _where(key: Path | None) -> str:
    if key is None:
        return "issued before; `statushub keys revoke admin` and a new start make another"
    return str(key)
