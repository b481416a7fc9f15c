"""Which tickets the reader wants to see, and which page of them, as it stands in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import urlencode

from hub.entrypoints.board.turning import MOST_ROWS, Place, place_named
from hub.entrypoints.board.words import status_named
from hub.entrypoints.gateway.queries import TicketFilter
from schemas.instant import DAY, HOUR, Instant
from schemas.status import Status

_LONGEST_TEXT: Final = 80


class Only(StrEnum):
    """One kind of trouble to show alone."""

    ALL = ""
    FROZEN = "frozen"
    APART = "apart"
    YELLOW = "yellow"


class Within(StrEnum):
    """How long ago a ticket may have changed last."""

    EVER = ""
    HOUR = "1h"
    SHIFT = "8h"
    DAY = "24h"
    WEEK = "7d"


_SPANS: Final[Mapping[Within, Instant]] = {
    Within.HOUR: HOUR,
    Within.SHIFT: 8 * HOUR,
    Within.DAY: DAY,
    Within.WEEK: 7 * DAY,
}
"""In microseconds."""


class Wanted(NamedTuple):
    """What the reader wants to see; equal ones are answered together."""

    text: str = ""
    """Part of a UID or of a native id."""
    status: Status | None = None
    only: Only = Only.ALL
    system: str = ""
    """A system that has reported about it, by its name in the hub."""
    within: Within = Within.EVER
    place: Place = Place()

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves any ticket out."""
        return self.at(Place()) != Wanted()

    def at(self, place: Place) -> Wanted:
        """The same tickets, on another page."""
        return self._replace(place=place)


def from_address(query: Mapping[str, str]) -> Wanted:
    """Read an address; what it says wrongly is left out, because people edit addresses by hand."""
    status = status_named(query.get("status"))
    only = next((only for only in Only if only == query.get("only")), Only.ALL)
    within = within_named(query.get("within"))
    place = place_named(query.get("page", ""))
    return Wanted(tidy(query.get("q", "")), status, only, tidy(query.get("system", "")), within, place)


def within_named(text: str | None) -> Within:
    """The span of this name; any other text bounds nothing."""
    return next((within for within in Within if within == text), Within.EVER)


def to_address(wanted: Wanted) -> str:
    """The query of the page's address: ``?only=frozen``, or nothing."""
    given = {
        "q": wanted.text,
        "status": wanted.status.value if wanted.status else "",
        "system": wanted.system,
        "within": wanted.within.value,
        "only": wanted.only.value,
        "page": wanted.place.text,
    }
    return query_of(given)


def query_of(given: Mapping[str, object]) -> str:
    """What is asked for, as the query of an address; empty where nothing is."""
    query = urlencode({name: value for name, value in given.items() if value})
    return f"?{query}" if query else ""


def tidy(text: str | None) -> str:
    """What somebody typed, without what no id contains."""
    printable = "".join(character for character in text or "" if character.isprintable())
    return printable.strip()[:_LONGEST_TEXT]


def question(wanted: Wanted, now: Instant) -> TicketFilter:
    """The filter in the words of the port; a span ends at ``now``, so what it holds changes by time alone."""
    span = _SPANS.get(wanted.within)
    return TicketFilter(
        status=(wanted.status,) if wanted.status else (),
        system=wanted.system,
        frozen=True if wanted.only is Only.FROZEN else None,
        apart=True if wanted.only is Only.APART else None,
        yellow=True if wanted.only is Only.YELLOW else None,
        updated_since=None if span is None else now - span,
        q=wanted.text,
        limit=MOST_ROWS,
        cursor=wanted.place.cursor,
        now=now,
    )
