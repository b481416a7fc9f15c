"""The command line, put together."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from hub.entrypoints.cli import (
    adapters,
    audit,
    board,
    conflicts,
    connector,
    demo,
    gateway,
    keys,
    mappings,
    notify,
    parked,
    projections,
    reconcile,
    relay,
    rules,
    topics,
    uid,
    up,
    users,
    verifying,
    what_if,
    worker,
    writes,
)
from hub.entrypoints.cli.exits import errors_told
from hub.entrypoints.cli.output import tell

_EPILOG = (
    "Exit codes: 0 done; 1 a check found something wrong; 2 the command line, a setting or a file cannot be used; "
    "3 refused, or not there; 4 the database, Kafka, the port or the folder cannot be had now; 130 interrupted."
)


class Commands(TyperGroup):
    """The commands, whose expected errors are told in one sentence instead of a traceback."""

    def invoke(self, ctx: Any) -> Any:
        with errors_told():
            return super().invoke(ctx)


app = typer.Typer(
    name="statushub",
    cls=Commands,
    no_args_is_help=True,
    epilog=_EPILOG,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            tell(version("ticket-status-hub"))
        except PackageNotFoundError:
            tell("unknown: the hub is not installed as a package")
        raise typer.Exit


@app.callback()
def statushub(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which version this is")
    ] = False,
) -> None:
    """Ticket Status Hub: one canonical status for a ticket that lives in several systems. 工单状态中枢"""


app.command("up")(up.up)
app.command("relay")(relay.relay)
app.command("demo")(demo.demo)
app.command("gateway")(gateway.gateway)
app.command("worker")(worker.worker)
app.command("connector")(connector.connector)
app.command("board")(board.board)
app.command("audit")(audit.audit)
app.command("what-if")(what_if.what_if)
app.command("reconcile")(reconcile.reconcile)
app.command("verify")(verifying.verify)
app.command("login-link")(keys.login_link)
app.add_typer(uid.app, name="uid")
app.add_typer(adapters.app, name="adapters")
app.add_typer(mappings.app, name="mappings")
app.add_typer(rules.app, name="rules")
app.add_typer(projections.app, name="projections")
app.add_typer(parked.app, name="parked")
app.add_typer(conflicts.app, name="conflicts")
app.add_typer(notify.app, name="notify")
app.add_typer(topics.app, name="topics")
app.add_typer(writes.app, name="writes")
app.add_typer(keys.app, name="keys")
app.add_typer(users.app, name="users")
