"""The numbers of a demo at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from hub.entrypoints.demo.tally import Tally
from hub.entrypoints.gateway.queries import Queries, TicketFilter
from schemas.instant import Instant

_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    reports: int = 0
    tickets: int = 0
    frozen: int = 0
    yellow: int = 0
    contradictions: int = 0
    """Tickets whose systems stand in different groups, for longer than the threshold."""
    parked: int = 0
    duplicates: int = 0
    decided: int = 0
    consistency: float | None = None


def figures(queries: Queries, tally: Tally, now: Instant) -> Figures:
    """The numbers now. A plant's day has few tickets: they fit on one page."""
    tickets = queries.tickets(TicketFilter(now=now, limit=_MOST)).items
    return Figures(
        reports=sum(tally.sent.values()),
        tickets=len(tickets),
        frozen=sum(ticket.frozen for ticket in tickets),
        yellow=sum(ticket.yellow for ticket in tickets),
        contradictions=len(queries.contradictions(now, _MOST)),
        parked=sum(queries.backlog().parked.values()),
        duplicates=tally.total("duplicate"),
        decided=tally.decisions,
        consistency=queries.consistency(now).rate,
    )
