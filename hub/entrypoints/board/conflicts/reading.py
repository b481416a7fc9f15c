"""What the queue asks, and the choice in its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.queries import ConflictFilter
from hub.entrypoints.gateway.views.conflicts import ConflictRow

MOST_ROWS: Final = 200
WAITING: Final = ("open", "claimed")


class Shown(StrEnum):
    """Which conflicts; as in the address."""

    OPEN = ""
    MINE = "mine"
    SETTLED = "settled"


def from_address(query: Mapping[str, str]) -> Shown:
    """Read an address."""
    given = query.get("show", "")
    return Shown(given) if given in set(Shown) else Shown.OPEN


@dataclass(frozen=True, slots=True)
class AskConflicts:
    """The conflicts that wait, the oldest first, or those that were settled, the latest first."""

    settled: bool

    def __call__(self, deps: GatewayDeps) -> Sequence[ConflictRow]:
        if self.settled:
            return deps.queries.settled_conflicts(MOST_ROWS)
        return deps.queries.conflicts(ConflictFilter(state=WAITING, limit=MOST_ROWS)).items
