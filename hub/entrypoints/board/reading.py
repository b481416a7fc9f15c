"""What one look at the hub asks of the port."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hub.entrypoints.board.filters import Wanted, question
from hub.entrypoints.board.turning import MOST_COUNTED, Place, page_at
from hub.entrypoints.board.watch import Watch
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.queries import Backlog, ConflictFilter, Queries
from hub.entrypoints.gateway.views.conflicts import ConflictView
from hub.entrypoints.gateway.views.consistency import Apart, ConsistencyView
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.tickets import TicketPage
from projections.conflicts import OPEN
from projections.strips import Strips
from schemas.errors import UnknownConflict
from schemas.instant import Instant

MOST_CONFLICTS: Final = 20
MOST_CONTRADICTIONS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Overview:
    """What every reader sees alike; one look equals itself alone."""

    at: Instant
    consistency: ConsistencyView
    backlog: Backlog
    systems: Sequence[SystemRow]
    conflicts: Sequence[ConflictView]
    contradictions: Sequence[Apart]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tickets:
    """The list as one filter leaves it; one look equals itself alone."""

    at: Instant
    page: TicketPage
    strips: Strips = field(default_factory=dict)
    """Their latest changes, for a small picture of each."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a page shows at a time."""

    overview: Overview
    tickets: Tickets
    total: int
    """How many tickets the filter leaves on all pages, counted no further than one beyond :data:`MOST_COUNTED`."""


@dataclass(frozen=True, slots=True)
class AskOverview:
    """The numbers, and what waits for somebody."""

    def __call__(self, deps: GatewayDeps) -> Overview:
        return read_overview(deps.queries, deps.clock())


@dataclass(frozen=True, slots=True)
class AskTickets:
    """A page of the tickets that the filter leaves, the most troubled first."""

    wanted: Wanted

    def __call__(self, deps: GatewayDeps) -> Tickets:
        now, queries, wanted = deps.clock(), deps.queries, self.wanted
        page = page_at(wanted.place, lambda cursor: queries.tickets(replace(question(wanted, now), cursor=cursor)))
        return Tickets(at=now, page=page, strips=queries.strips([row.uid for row in page.items]))


@dataclass(frozen=True, slots=True)
class AskTotal:
    """How many tickets the filter leaves, on whichever page one is."""

    wanted: Wanted

    def __call__(self, deps: GatewayDeps) -> int:
        return deps.queries.count_tickets(question(self.wanted, deps.clock()), MOST_COUNTED + 1)


async def look_at(watch: Watch, wanted: Wanted) -> Reading | None:
    """All of it, side by side; pages with the same filter share the tickets, all pages share the rest."""
    overview, tickets, total = await asyncio.gather(
        watch.look(AskOverview()), watch.look(AskTickets(wanted)), watch.look(AskTotal(wanted.at(Place())))
    )
    if overview is None or tickets is None or total is None:
        return None
    return Reading(overview, tickets, total)


def read_overview(queries: Queries, now: Instant) -> Overview:
    """The numbers, and what waits for somebody."""
    return Overview(
        at=now,
        consistency=queries.consistency(now),
        backlog=queries.backlog(),
        systems=queries.systems(now),
        conflicts=_open_conflicts(queries),
        contradictions=queries.contradictions(now, MOST_CONTRADICTIONS),
    )


def _open_conflicts(queries: Queries) -> list[ConflictView]:
    rows = queries.conflicts(ConflictFilter(state=OPEN, limit=MOST_CONFLICTS)).items
    found = []
    for row in rows:
        try:
            found.append(queries.conflict(row.conflict))
        except UnknownConflict:  # a rebuild swapped the views in between
            continue
    return [view for view in found if view.conflict.state in OPEN]


def nothing(now: Instant) -> Reading:
    """What is known before anything was read."""
    consistency = ConsistencyView(at=now, rate=None, pairs=0, agreeing=0, by_system={})
    backlog = Backlog(lag={}, open_conflicts=0, oldest_conflict=None, parked={})
    overview = Overview(at=now, consistency=consistency, backlog=backlog, systems=(), conflicts=(), contradictions=())
    return Reading(overview, Tickets(at=now, page=TicketPage(items=())), 0)
