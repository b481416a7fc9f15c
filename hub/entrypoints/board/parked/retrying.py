"""Another try for all that a filter leaves, lot by lot, while its reader watches and may stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from hub.application.access import Right
from hub.application.ports import Outcome
from hub.entrypoints.board.acting import carry_out
from hub.entrypoints.board.parked.reading import Wanted
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.queries import ParkedFilter

_AT_ONCE: Final = 100


class _Lot(NamedTuple):
    outcomes: list[Outcome]
    next: str


async def retry_all(deps: GatewayDeps, reader: Reader, wanted: Wanted, goes_on: Callable[[int], bool]) -> list[Outcome]:
    """What became of each, the oldest first; ``goes_on`` is told how many were tried, and asked, after every lot.

    Where a lot cannot be tried the reader is told why, and it ends. Each is tried once: a place in the list stays one,
    whatever has left the list in front of it.
    """

    def try_lot(by: str) -> _Lot:
        page = deps.queries.parked(
            ParkedFilter(reason=wanted.reason, system=wanted.system, limit=_AT_ONCE, cursor=cursor)
        )
        return _Lot(list(deps.parking.retry([row.id for row in page.items], by)), page.next)

    outcomes: list[Outcome] = []
    cursor = ""
    while (lot := await carry_out(reader, Right.REVIEW, try_lot)) is not None:
        outcomes += lot.outcomes
        cursor = lot.next
        if not goes_on(len(outcomes)) or not cursor:
            break
    return outcomes
