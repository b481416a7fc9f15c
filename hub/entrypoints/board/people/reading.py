"""What the page of people asks, and the choice in its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from hub.application.deeds import Deed
from hub.application.people import Person
from hub.entrypoints.board.filters import tidy
from hub.entrypoints.gateway.deps import GatewayDeps

MOST_DEEDS: Final = 100


class Seen(NamedTuple):
    """Everybody who was added, and a page of what was done."""

    people: Sequence[Person]
    deeds: Sequence[Deed]


class Wanted(NamedTuple):
    """Whose deeds, and in front of which position; nobody's name and 0 mean all."""

    who: str = ""
    before: int = 0


def from_address(query: Mapping[str, str]) -> Wanted:
    """Read an address."""
    before = query.get("before", "")
    return Wanted(tidy(query.get("who", "")), int(before) if before.isdecimal() and len(before) < 19 else 0)


@dataclass(frozen=True, slots=True)
class AskPeople:
    """People and deeds."""

    wanted: Wanted

    def __call__(self, deps: GatewayDeps) -> Seen:
        deeds = deps.queries.deeds(self.wanted.who, self.wanted.before, MOST_DEEDS)
        return Seen(deps.entering.people.everybody(), deeds)
