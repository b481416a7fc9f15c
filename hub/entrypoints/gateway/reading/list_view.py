"""A ticket in a list, as the view of the list keeps it, and where its systems stand. Pure."""

from __future__ import annotations

from hub.entrypoints.gateway.views.tickets import SystemState, TicketRow
from projections.consistency import Side
from projections.deviation import Standing, is_yellow
from projections.ticket_list import ListedTicket
from schemas.instant import Instant


def ticket_row(row: ListedTicket, now: Instant, threshold: Instant) -> TicketRow:
    """The ticket as a row; yellow is judged at ``now``, in microseconds like ``threshold``."""
    return TicketRow(
        uid=row.uid,
        status=row.status,
        since=row.since,
        version=row.version,
        broadcast=row.broadcast,
        frozen=row.frozen,
        conflict=row.conflict,
        yellow=row.behind_since is not None and now - row.behind_since > threshold,
        apart_since=row.apart_since,
        updated_at=row.last_recorded_at,
        systems=tuple(system_state(side, now, threshold) for side in row.sides),
    )


def system_state(side: Side, now: Instant, threshold: Instant) -> SystemState:
    """Where one of its systems stands; yellow is judged as that of the ticket."""
    standing = Standing(side.system, side.status, side.since, side.behind_since, side.apart_since)
    return SystemState(
        system=side.system,
        status=side.status,
        native=side.native,
        since=side.since,
        behind_since=side.behind_since,
        yellow=is_yellow(standing, now, threshold),
        apart_since=side.apart_since,
    )
