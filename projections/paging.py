"""Pages of a list: on which side of a place they lie, and whether the list goes on before and behind them.

A list is ordered by a number and, where two have the same, by a name, both of which an index holds: a page costs what
it shows, however deep it lies, and no row that stays in its place is skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from projections.schema import statement

BEFORE_ALL: Final = -(2**62)
BEHIND_ALL: Final = 2**62

Row = TypeVar("Row")


class Place(NamedTuple):
    """A place in a list, and whether the page ends in front of it (``back``) or begins behind it."""

    key: int
    id: str = ""
    back: bool = False


FIRST: Final = Place(BEFORE_ALL)
"""Where the first page begins."""


@lru_cache(maxsize=64)
def query(name: str, views: str, *, back: bool = False, parts: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A statement with its words between stars filled in: ``beyond`` and ``order`` by the side, the others by name."""
    beyond, order = ("<", "DESC") if back else (">", "ASC")
    # All parts are texts of this package; only the parameters come from outside.
    text = statement(name, views).decode()
    for star, part in (*parts, ("beyond", beyond), ("order", order)):
        text = text.replace(f"/*{star}*/", part)
    return text.encode()


def page_of(found: Sequence[Row], limit: int, *, back: bool, is_first: bool) -> tuple[list[Row], bool, bool]:
    """Of up to ``limit + 1`` rows that were found on the way from a place: those of the page, in the list's order, and
    whether there is a page before and one behind it. Behind one's back there is what one came from."""
    has_more = len(found) > limit
    if back:
        return list(found[:limit])[::-1], has_more, True
    return list(found[:limit]), not is_first, has_more
