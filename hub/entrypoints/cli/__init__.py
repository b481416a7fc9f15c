"""The command line ``statushub``. Each module holds one command, or one group of them."""

from __future__ import annotations


def main() -> None:
    """Run the command line; the way in of the script ``statushub``."""
    from hub.entrypoints.cli.app import app

    app()
