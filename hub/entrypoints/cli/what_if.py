"""``statushub what-if``: other words or rules, tried on what was reported."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hub.application.what_if.render import Form, render
from hub.entrypoints.cli.exits import Exit, Unusable
from hub.entrypoints.cli.opening import opened
from hub.entrypoints.cli.options import Data
from hub.entrypoints.cli.output import progress
from schemas.instant import DAY


def what_if(
    mappings: Annotated[
        list[Path] | None,
        typer.Option("--mappings", help="Mapping tables, or a folder of them, in place of those of the same systems"),
    ] = None,
    rules: Annotated[Path | None, typer.Option("--rules", help="Conflict rules in place of those in force")] = None,
    days: Annotated[float, typer.Option("--days", min=0.01, max=3660, help="How far back")] = 30.0,
    form: Annotated[Form, typer.Option("--format", help="How the differences are written")] = Form.TEXT,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of standard output")] = None,
    data: Data = None,
) -> None:
    """Try other words or rules on the last days' reports; nothing is written to the hub. 假如换一套映射或规则

    Shows which words would mean something else, which tickets would stand elsewhere, and which conflicts would appear
    or vanish, had they been in force since then. Exit 1 where something would be different.
    """
    from hub.wiring import trial_of

    if not mappings and rules is None:
        raise Unusable("say what to try: --mappings FILE, --rules FILE, or both")
    with opened(data) as hub, progress("Trying · 正在试算") as told:
        now = hub.clock()
        findings = trial_of(hub, mappings or (), rules).compare(now - int(days * DAY), now, told)
    written = render(findings, form)
    if out is None:
        sys.stdout.write(written)
    else:
        out.write_text(written, "utf-8")
    if not findings.is_empty:
        raise typer.Exit(Exit.FOUND)
