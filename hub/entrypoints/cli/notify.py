"""``statushub notify``: whether people can be told."""

from __future__ import annotations

import typer

from hub.entrypoints.cli.exits import Exit, Unusable
from hub.entrypoints.cli.opening import settings_of
from hub.entrypoints.cli.output import say, tell

app = typer.Typer(no_args_is_help=True, help="Telling people of exception tickets: test. 异常工单通知")


@app.callback()
def notify() -> None:
    """Telling people of exception tickets. 异常工单通知"""


@app.command("test")
def try_all() -> None:
    """Send a test message to every address of STATUSHUB_NOTIFY. 向所有地址发送测试消息"""
    from hub.application.notices import trial
    from hub.escalation import load_escalation

    path = settings_of().notify
    if path is None:
        raise Unusable("STATUSHUB_NOTIFY is not set; let it name a file of levels (docs/settings.md)")
    from hub.infrastructure.outlet import AppriseOutlet

    escalation = load_escalation(path)
    outlet, text = AppriseOutlet(escalation.channels), trial(escalation.languages)
    refused = []
    for channel in {channel.name: channel for channel in escalation.channels}.values():
        if outlet.send(channel, text):
            tell(f"{channel.name}: sent")
        else:
            refused.append(channel.name)
            say(f"{channel.name}: not sent; check the address, its login, and that it can be reached from here")
    if refused:
        raise typer.Exit(Exit.FOUND)
