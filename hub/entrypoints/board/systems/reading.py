"""What the page of systems asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.writes import WriteRow

MOST_FAILURES: Final = 50
_FAILED: Final = ("failed", "forbidden")


@dataclass(frozen=True, slots=True)
class Systems:
    """Every system, and the writes and UIDs that a person has to do something about."""

    rows: Sequence[SystemRow]
    failures: Sequence[WriteRow]


@dataclass(frozen=True, slots=True)
class AskSystems:
    """How every system does now."""

    def __call__(self, deps: GatewayDeps) -> Systems:
        rows = deps.queries.systems(deps.clock())
        failures: list[WriteRow] = []
        if any(row.writes_failed or row.uids_failed for row in rows):
            for state in _FAILED:
                failures += deps.queries.writes("", state, MOST_FAILURES)
        return Systems(rows, failures)
