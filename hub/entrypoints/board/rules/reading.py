"""What the page of conflict rules asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.rules import view_of
from hub.entrypoints.gateway.views.rules import RulesView

SPANS: Final = (7, 30, 90)
"""Over how many days conflicts can be counted."""


def from_address(query: Mapping[str, str]) -> int:
    """Read an address; what it says wrongly is left out."""
    given = query.get("days", "")
    return next((days for days in SPANS if str(days) == given), 30)


@dataclass(frozen=True, slots=True)
class AskRules:
    """The rules, and what they have done in so many days."""

    days: int

    def __call__(self, deps: GatewayDeps) -> RulesView:
        return view_of(deps, self.days)
