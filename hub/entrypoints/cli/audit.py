"""``statushub audit``: the hub's eyes on files (docs/domain.md §11)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub.application.audit.run import Format, run_audit


def audit(
    logs: Annotated[list[Path], typer.Argument(metavar="LOG...", help="CSV or XES; plain, .gz or .zip")],
    profile: Annotated[Path, typer.Option("--profile", help="Names the columns and the words: docs/audit.md")],
    form: Annotated[Format, typer.Option("--format", help="How the findings are written")] = Format.TEXT,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of standard output")] = None,
    rules: Annotated[Path | None, typer.Option("--rules", help="Conflict rules in place of the built-in ones")] = None,
) -> None:
    """Find the conflicts and deviations in exports of your systems, with no server. 审计导出文件"""
    raise typer.Exit(run_audit(logs, profile, form, out, rules_path=rules))
