"""``statushub keys`` and ``statushub login-link``: who gets in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.application.access import Role
from hub.entrypoints.cli.exits import Unusable
from hub.entrypoints.cli.opening import opened
from hub.entrypoints.cli.options import AsJson, Data, somebody
from hub.entrypoints.cli.output import Column, moment, say, show_rows, tell
from hub.entrypoints.lock import address_of

if TYPE_CHECKING:
    from hub.wiring import Hub

app = typer.Typer(no_args_is_help=True, help="API keys: issue, list, revoke. 接口密钥")

_KEYS = (
    Column("name", "名称", lambda key: key.name),
    Column("role", "角色", lambda key: key.role),
    Column("system", "系统", lambda key: key.system),
    Column("id", "编号", lambda key: key.id),
    Column("created_at", "创建时间", lambda key: moment(key.created_at)),
    Column("revoked_at", "吊销时间", lambda key: moment(key.revoked_at)),
)
RoleOption = Annotated[Role, typer.Option("--role", help="What its holder may do")]


@app.command()
def issue(
    name: Annotated[str, typer.Argument(help="Names the key in lists and in the record of who did what")],
    role: RoleOption = Role.VIEWER,
    system: Annotated[str, typer.Option("--system", help="For the role system: the system that it belongs to")] = "",
    data: Data = None,
) -> None:
    """Issue a key, and write it to standard output. It is shown this once. 签发密钥"""
    with opened(data) as hub:
        if system and system not in hub.manifests:
            raise Unusable(f"there is no adapter for {system!r}; there are: {', '.join(hub.manifests)}")
        tell(hub.keys.issue(name, role, system, by=somebody("")))
    say("Keep it now: the hub has only its hash. · 请立即保存：系统只保留其散列值。")


@app.command("list")
def list_keys(data: Data = None, as_json: AsJson = False) -> None:
    """List every key, also those revoked; never their secrets. 列出密钥"""
    from hub.infrastructure.keys import PostgresKeyStore

    with opened(data) as hub:
        show_rows(_KEYS, PostgresKeyStore(hub.pool).keys(), as_json=as_json)


@app.command()
def revoke(name: Annotated[str, typer.Argument(help="Name of a key in force")], data: Data = None) -> None:
    """End a key; a hub that is up lets it in for five seconds more at most. 吊销密钥"""
    with opened(data) as hub:
        hub.keys.revoke(name, by=somebody(""))
    say(f"{name} is revoked · 已吊销")


def login_link(
    name: Annotated[str, typer.Option("--name", help="Who will be logged in")] = "admin",
    role: RoleOption = Role.ADMIN,
    data: Data = None,
) -> None:
    """Print a link to the board that logs one person in, once, within 30 minutes. 登录链接"""
    with opened(data) as hub:
        token = hub.links.issue(name, role, by=somebody(""))
        tell(link_to(address_for_people(hub), token))


def address_for_people(hub: Hub) -> str:
    """Where the board is: as the setting says, else where a hub on this machine says it answers."""
    settings = hub.settings
    return settings.public_url or address_of(_folder(settings.data)) or _local(settings.port)


def link_to(address: str, token: str) -> str:
    """The address that logs in with a token."""
    return f"{address.rstrip('/')}/login?token={token}"


def _local(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _folder(data: Path) -> Path:
    return data.expanduser()
