"""What the page of parked reports asks, and the filter in its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from hub.entrypoints.board.filters import query_of, tidy
from hub.entrypoints.board.turning import MOST_ROWS, Place, page_at, place_named
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.queries import ParkedFilter
from hub.entrypoints.gateway.views.parked import ParkedPage
from projections.parked import ParkedCount


class Wanted(NamedTuple):
    """Which parked reports, the empty text means any; and which page of them."""

    reason: str = ""
    system: str = ""
    place: Place = Place()

    def at(self, place: Place) -> Wanted:
        """The same reports, on another page."""
        return self._replace(place=place)


def from_address(query: Mapping[str, str]) -> Wanted:
    """Read an address."""
    return Wanted(tidy(query.get("reason")), tidy(query.get("system")), place_named(query.get("page", "")))


def to_address(wanted: Wanted) -> str:
    """The query of the page's address: ``?reason=unmapped``, or nothing."""
    return query_of({"reason": wanted.reason, "system": wanted.system, "page": wanted.place.text})


class Lot(NamedTuple):
    """A page of what is parked, and how much is by system and reason."""

    page: ParkedPage
    counts: Sequence[ParkedCount]


@dataclass(frozen=True, slots=True)
class AskParked:
    """A page of the parked reports that the filter leaves, the oldest first."""

    wanted: Wanted

    def __call__(self, deps: GatewayDeps) -> Lot:
        reason, system, place = self.wanted
        wanted = ParkedFilter(reason=reason, system=system, limit=MOST_ROWS)
        page = page_at(place, lambda cursor: deps.queries.parked(replace(wanted, cursor=cursor)))
        return Lot(page, deps.queries.parked_counts())
