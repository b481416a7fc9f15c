"""Options that several commands share."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the hub; else STATUSHUB_DATA, else ./statushub-data", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]
By = Annotated[
    str, typer.Option("--by", help="Who asks, for the record; the name of your account unless you say otherwise")
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at most")]


def somebody(by: str) -> str:
    """Who asks: as said, or the account that the command runs in."""
    return by or f"{getpass.getuser()} (command line)"
