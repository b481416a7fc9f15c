"""What the page of parked reports asks, and the filter in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlencode

from hub.entrypoints.board.filters import tidy
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.queries import ParkedFilter
from hub.entrypoints.gateway.views.parked import ParkedPage

MOST_ROWS: Final = 200


class Wanted(NamedTuple):
    """Which parked reports; the empty text means any."""

    reason: str = ""
    system: str = ""


def from_address(query: Mapping[str, str]) -> Wanted:
    """Read an address."""
    return Wanted(tidy(query.get("reason")), tidy(query.get("system")))


def to_address(wanted: Wanted) -> str:
    """The query of the page's address: ``?reason=unmapped``, or nothing."""
    query = urlencode({name: value for name, value in wanted._asdict().items() if value})
    return f"?{query}" if query else ""


@dataclass(frozen=True, slots=True)
class Lot:
    """What is parked: the oldest reports of the filter, and how many there are by reason and by system."""

    page: ParkedPage
    by_reason: Mapping[str, int]
    by_system: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AskParked:
    """The oldest parked reports that the filter leaves."""

    wanted: Wanted

    def __call__(self, deps: GatewayDeps) -> Lot:
        wanted = ParkedFilter(reason=self.wanted.reason, system=self.wanted.system, limit=MOST_ROWS)
        systems = deps.queries.systems(deps.clock())
        return Lot(
            page=deps.queries.parked(wanted),
            by_reason=deps.queries.backlog().parked,
            by_system={row.system: row.parked for row in systems if row.parked},
        )
