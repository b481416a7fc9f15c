"""Cells of files that people open in a spreadsheet."""

from __future__ import annotations

from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: the words are whatever a system sent."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
