"""``statushub demo``: a plant's day, played into a fresh hub."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from hub.entrypoints.cli.exits import Exit
from hub.entrypoints.cli.opening import settings_of
from hub.entrypoints.cli.options import AsJson, Data
from hub.entrypoints.cli.output import say, waiting
from hub.entrypoints.cli.up import Port

if TYPE_CHECKING:
    from hub.entrypoints.demo.run import Played

SPEED = 240.0


def demo(
    speed: Annotated[
        float, typer.Option("--speed", min=1, max=1_000_000, help="Seconds of the plant in one of ours")
    ] = SPEED,
    seed: Annotated[int, typer.Option("--seed", help="Another seed makes another day")] = 1,
    once: Annotated[bool, typer.Option("--once/--keep", help="Exit when the day is over, or stay up")] = False,
    port: Port = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Play a plant's day into a fresh hub: lag, clock skew, duplicates, and real contradictions. 演示

    CRM, ERP, MES and ITSM report a few dozen machine faults over nine hours that end now. Open the link and watch
    tickets move, turn yellow and freeze. The hub lives in a temporary folder, unless --data names an empty one.
    """
    with waiting("Starting the hub · 正在启动"):
        from hub.entrypoints.demo.run import run_demo, temporary_folder
        from hub.entrypoints.demo.screen import show_summary
    with temporary_folder() if data is None else nullcontext(data) as folder:
        # Whatever is set for the hub at work: the demo has a store of its own, and is reached where it is.
        shown = {"database_url": None, "public_url": ""}
        settings = settings_of(folder, port=port).model_copy(update=shown)
        played = run_demo(settings, speed=speed, seed=seed, once=once, any_port=port is None)
    show_summary(played.figures, as_json=as_json)
    _complain(played)


def _complain(played: Played) -> None:
    """What the hub did not take, which means that the demo and the hub have grown apart."""
    for failure in played.failures[:10]:
        say(failure)
    if played.failures:
        raise typer.Exit(Exit.FOUND)
