"""The places at which pages of a list meet, as they go out and come back: ``17.PRK-3``, or ``~17.PRK-3`` backwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from hub.entrypoints.gateway.queries import InvalidCursor
from projections.paging import BEFORE_ALL, BEHIND_ALL, FIRST, Place, page_of

Row = TypeVar("Row")

_BACK: Final = "~"


def place_of(cursor: str) -> Place:
    """The place from which the page goes; the first page for the empty text. Raises InvalidCursor."""
    if not cursor:
        return FIRST
    key, dot, name = cursor.removeprefix(_BACK).partition(".")
    digits = key.removeprefix("-")
    if not (dot and digits.isascii() and digits.isdecimal() and len(digits) < 20 and abs(int(key)) <= BEHIND_ALL):
        raise InvalidCursor(f"{cursor[:40]!r} is no place in the list; take it from another page")
    return Place(int(key), name, back=cursor.startswith(_BACK))


def turned(
    found: Sequence[Row], limit: int, cursor: str, where: Callable[[Row], Place]
) -> tuple[Sequence[Row], str, str]:
    """Of up to ``limit + 1`` rows from a cursor on, those of the page, and the cursors of the pages around it.

    A page that all rows have left meanwhile leads to the end of the list that it stands at.
    """
    rows, has_previous, has_next = page_of(found, limit, back=cursor.startswith(_BACK), is_first=not cursor)
    before, behind = (where(rows[0]), where(rows[-1])) if rows else (Place(BEHIND_ALL), Place(BEFORE_ALL))
    return rows, f"{_BACK}{_text(before)}" if has_previous else "", _text(behind) if has_next else ""


def _text(place: Place) -> str:
    return f"{place.key}.{place.id}"
