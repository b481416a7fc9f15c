"""The pages of a list: which one an address means, the addresses of those around it, and how many rows there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, Protocol, TypeVar

import msgspec

from hub.entrypoints.board.words import WORDS, Language
from hub.entrypoints.gateway.queries import InvalidCursor

MOST_ROWS: Final = 200
"""On a page."""

MOST_COUNTED: Final = 100_000
"""Rows that are counted to say how many there are; of more it is said that there are more."""

_LONGEST_PLACE: Final = 300


class Place(NamedTuple):
    """A page of a list: how far one has turned, as people count, and the port's cursor, which the first needs not."""

    number: int = 1
    cursor: str = ""

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return f"{self.number}.{self.cursor}" if self.cursor else ""


class Turnable(Protocol):
    """A page as the port gives it, with the cursors of those before and behind it."""

    @property
    def previous(self) -> str: ...

    @property
    def next(self) -> str: ...


_Page = TypeVar("_Page", bound=Turnable)


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    """Where the page stands in the list, and the addresses of others; None where there is no such page."""

    number: int
    first: str
    previous: str | None
    next: str | None


def place_named(text: str) -> Place:
    """``2.`` and a cursor are the second page; any other text is the first."""
    number, _, cursor = text.partition(".")
    is_one = number.isascii() and number.isdecimal() and len(number) < 10 and int(number) > 1
    return (
        Place(int(number), cursor) if is_one and cursor.isprintable() and 0 < len(cursor) <= _LONGEST_PLACE else Place()
    )


def page_at(place: Place, ask: Callable[[str], _Page]) -> _Page:
    """The page; the first one also where there is nothing in front, and for a place that was written by hand."""
    try:
        page = ask(place.cursor)
    except InvalidCursor:
        return ask("")
    return page if page.previous or not place.cursor else ask("")


def turns_of(page: Turnable, place: Place, address: Callable[[Place], str]) -> Turns:
    """What the pages around this one are. The second one leads to the first as it is now, not to what was in front."""
    number = place.number if page.previous else 1
    before = Place(number - 1, page.previous) if number > 2 else Place()
    return Turns(
        number=number,
        first=address(Place()),
        previous=address(before) if page.previous else None,
        next=address(Place(number + 1, page.next)) if page.next else None,
    )


def count_of(number: int, rows: int, total: int, language: Language) -> str:
    """Which rows of how many a page shows: ``201–400 of 1,234``; nothing where it shows none."""
    words = WORDS[language]
    first = (number - 1) * MOST_ROWS + 1
    last = first + rows - 1
    text = words.rows_of if total <= MOST_COUNTED else words.rows_of_more
    most = max(last, min(total, MOST_COUNTED))
    return text.format(first=f"{first:,}", last=f"{last:,}", total=f"{most:,}") if rows else ""
