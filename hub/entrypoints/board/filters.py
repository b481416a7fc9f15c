"""Which tickets the reader wants to see, as it stands in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import urlencode

from hub.entrypoints.board.words import status_named
from hub.entrypoints.gateway.queries import TicketFilter
from schemas.instant import Instant
from schemas.status import Status

MOST_ROWS: Final = 200
"""Nobody reads more; what is most troubled comes first, and the filter finds the rest."""

_LONGEST_TEXT: Final = 80


class Only(StrEnum):
    """One kind of trouble to show alone."""

    ALL = ""
    FROZEN = "frozen"
    APART = "apart"
    YELLOW = "yellow"


class Wanted(NamedTuple):
    """What the reader wants to see; equal ones are answered together."""

    text: str = ""
    """Part of a UID or of a native id."""
    status: Status | None = None
    only: Only = Only.ALL

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves any ticket out."""
        return self != Wanted()


def from_address(query: Mapping[str, str]) -> Wanted:
    """Read an address; what it says wrongly is left out, because people edit addresses by hand."""
    status = status_named(query.get("status"))
    only = next((only for only in Only if only == query.get("only")), Only.ALL)
    return Wanted(tidy(query.get("q", "")), status, only)


def to_address(wanted: Wanted) -> str:
    """The query of the page's address: ``?only=frozen``, or nothing."""
    given = {"q": wanted.text, "status": wanted.status.value if wanted.status else "", "only": wanted.only.value}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"?{query}" if query else ""


def tidy(text: str | None) -> str:
    """What somebody typed, without what no id contains."""
    printable = "".join(character for character in text or "" if character.isprintable())
    return printable.strip()[:_LONGEST_TEXT]


def question(wanted: Wanted, now: Instant) -> TicketFilter:
    """The filter in the words of the port."""
    return TicketFilter(
        status=(wanted.status,) if wanted.status else (),
        frozen=True if wanted.only is Only.FROZEN else None,
        apart=True if wanted.only is Only.APART else None,
        yellow=True if wanted.only is Only.YELLOW else None,
        q=wanted.text,
        limit=MOST_ROWS,
        now=now,
    )
