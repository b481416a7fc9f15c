"""``statushub users``: people with a password of their own."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from hub.application.access import Role
from hub.application.counting import counted
from hub.entrypoints.cli.exits import Unusable
from hub.entrypoints.cli.keys import RoleOption, address_for_people
from hub.entrypoints.cli.opening import opened
from hub.entrypoints.cli.options import AsJson, Data, somebody
from hub.entrypoints.cli.output import Column, moment, say, show_rows, tell

app = typer.Typer(no_args_is_help=True, help="People with a password of their own: add, list, change, remove. 用户")

_ROWS = (
    Column("name", "姓名", lambda person: person.name),
    Column("role", "角色", lambda person: person.role),
    Column("state", "状态", lambda person: "active" if person.password else "invited"),
    Column("created_at", "创建时间", lambda person: moment(person.created_at)),
)
Name = Annotated[str, typer.Argument(help="Their name, as the record of who did what shows it")]


@app.command()
def add(name: Name, role: RoleOption = Role.VIEWER, data: Data = None) -> None:
    """Add somebody, and print a link by which they choose their password within three days. 添加用户"""
    with opened(data) as hub:
        token = hub.people.add(name, role, somebody(""))
        tell(invitation_link(address_for_people(hub), token))
    say("Give them the link: it works once. · 请将链接交给本人，仅可使用一次。")


@app.command()
def invite(name: Name, data: Data = None) -> None:
    """Print a link by which somebody chooses a new password; until then the old one holds. 重置密码"""
    with opened(data) as hub:
        tell(invitation_link(address_for_people(hub), hub.people.invite(name, somebody(""))))


@app.command("password")
def set_password(
    name: Name,
    from_stdin: Annotated[bool, typer.Option("--stdin", help="Read it from standard input, for scripts")] = False,
    data: Data = None,
) -> None:
    """Set somebody's password; asked for twice, never shown. 设置密码"""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt("Password · 密码", hide_input=True, confirmation_prompt=True, err=True)
    if not password:
        raise Unusable("there is no password on standard input; write one line")
    with opened(data) as hub:
        hub.people.set_password(name, password, somebody(""))
    say(f"{name} logs in with it from now on · 密码已设置")


@app.command("role")
def give_role(name: Name, role: RoleOption, data: Data = None) -> None:
    """Give somebody another role; they log in again to have it. 更改角色"""
    with opened(data) as hub:
        hub.people.give_role(name, role, somebody(""))
    say(f"{name} is a {role} now · 角色已更改")


@app.command("sign-out")
def sign_out(name: Name, data: Data = None) -> None:
    """Log somebody out everywhere, however they got in; a hub that is up takes five seconds at most. 强制退出"""
    with opened(data) as hub:
        ended = hub.people.sign_out(name, somebody(""))
    text = "{count} session of {name} ended|{count} sessions of {name} ended"
    say(f"{counted(text, ended, name=name)} · 已结束 {ended:,} 个会话")


@app.command()
def remove(name: Name, data: Data = None) -> None:
    """Let somebody in no more, and log them out. 移除用户"""
    with opened(data) as hub:
        hub.people.remove(name, somebody(""))
    say(f"{name} is removed · 已移除")


@app.command("list")
def list_people(data: Data = None, as_json: AsJson = False) -> None:
    """List everybody who was added, with their roles. 列出用户"""
    with opened(data) as hub:
        show_rows(_ROWS, hub.people.everybody(), as_json=as_json)


def invitation_link(address: str, token: str) -> str:
    """The address at which somebody chooses a password."""
    return f"{address.rstrip('/')}/welcome?token={token}"
