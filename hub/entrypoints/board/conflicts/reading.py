"""What the queue asks, and the choice in its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from hub.entrypoints.board.filters import query_of
from hub.entrypoints.board.turning import MOST_ROWS, Place, page_at, place_named
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.queries import ConflictFilter, Queries
from hub.entrypoints.gateway.views.conflicts import ConflictPage
from projections.conflicts import OPEN, SETTLED


class Shown(StrEnum):
    """Which conflicts; as in the address."""

    OPEN = ""
    MINE = "mine"
    SETTLED = "settled"


class Wanted(NamedTuple):
    """Which conflicts, and which page of them."""

    shown: Shown = Shown.OPEN
    place: Place = Place()

    def at(self, place: Place) -> Wanted:
        """The same conflicts, on another page."""
        return self._replace(place=place)


def from_address(query: Mapping[str, str]) -> Wanted:
    """Read an address."""
    given = query.get("show", "")
    return Wanted(Shown(given) if given in set(Shown) else Shown.OPEN, place_named(query.get("page", "")))


def to_address(wanted: Wanted) -> str:
    """The query of the page's address: ``?show=mine``, or nothing."""
    return query_of({"show": wanted.shown.value, "page": wanted.place.text})


class Lot(NamedTuple):
    """A page of conflicts, and how many there are on all pages."""

    page: ConflictPage
    total: int


_STATES: Final[Mapping[Shown, Sequence[str]]] = {
    Shown.OPEN: OPEN,
    Shown.MINE: ("claimed",),
    Shown.SETTLED: SETTLED,
}


@dataclass(frozen=True, slots=True)
class AskConflicts:
    """The conflicts that wait, the oldest first, or those that were settled, the latest first."""

    wanted: Wanted
    claimed_by: str
    """Only those of this reviewer; the empty name leaves none out."""

    def __call__(self, deps: GatewayDeps) -> Lot:
        page = page_at(self.wanted.place, lambda cursor: self._page(deps.queries, cursor))
        return Lot(page, deps.queries.count_conflicts(_STATES[self.wanted.shown], self.claimed_by))

    def _page(self, queries: Queries, cursor: str) -> ConflictPage:
        if self.wanted.shown is Shown.SETTLED:
            return queries.settled_conflicts(cursor, MOST_ROWS)
        states = _STATES[self.wanted.shown]
        return queries.conflicts(
            ConflictFilter(state=states, claimed_by=self.claimed_by, limit=MOST_ROWS, cursor=cursor)
        )
