"""Tickets: in lists from their view, single ones from their events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hub.entrypoints.gateway.queries import InvalidCursor, TicketFilter
from hub.entrypoints.gateway.reading import ticket_view
from hub.entrypoints.gateway.reading.list_view import ticket_row
from hub.entrypoints.gateway.reading.past import Past
from hub.entrypoints.gateway.reading.store import ReadsStore
from hub.entrypoints.gateway.views.tickets import Explanation, Mark, TicketPage, TicketView
from projections import ticket_list
from projections.parked import list_parked
from projections.strips import Strips, strips
from schemas.errors import UnknownTicket
from schemas.events import Recorded
from schemas.instant import Instant

_MOST_MARKS: Final = 200


class StoredTickets(ReadsStore):
    """Tickets, and why they stand where they stand."""

    def tickets(self, wanted: TicketFilter) -> TicketPage:
        """A page of tickets, the most troubled first; as they were, by UID, where a moment is given."""
        filters = _filters(wanted)
        with self._connect() as conn:
            if wanted.as_of is not None:
                past = Past(conn, self._log, self._rules, self._threshold, wanted.as_of)
                return past.tickets(filters, wanted.cursor, wanted.limit)
            try:
                page = ticket_list.list_tickets(
                    conn, wanted.now, filters, cursor=wanted.cursor, limit=wanted.limit, threshold=self._threshold
                )
            except ValueError as error:
                raise InvalidCursor(str(error)) from error
        items = tuple(ticket_row(row, wanted.now, self._threshold) for row in page.tickets)
        return TicketPage(items=items, previous=page.previous, next=page.next)

    def count_tickets(self, wanted: TicketFilter, most: int) -> int:
        """How many tickets there are on all pages of a list as it is now, counted no further than ``most``."""
        with self._connect() as conn:
            return ticket_list.count_tickets(conn, wanted.now, _filters(wanted), most, threshold=self._threshold)

    def strips(self, uids: Sequence[str]) -> Strips:
        """The latest changes of these tickets."""
        with self._connect() as conn:
            return strips(conn, uids)

    def ticket(self, uid: str, *, as_of: Instant | None, now: Instant) -> TicketView:
        """The ticket with its lanes, from its events; what is parked about it is marked. Raises UnknownTicket."""
        events = self._log.history(uid, recorded_until=as_of)
        marks = self._parked_marks(uid, as_of)
        if not events and not marks:
            raise UnknownTicket(f"nothing was ever reported about {uid}")
        ticket = ticket_view.ticket_at(uid, events, self._rules)
        return ticket_view.view_of(ticket, events, now if as_of is None else as_of, self._threshold, marks)

    def _parked_marks(self, uid: str, as_of: Instant | None) -> list[Mark]:
        with self._connect() as conn:
            rows = list_parked(conn, uid=uid, limit=_MOST_MARKS)
        return [
            Mark(
                kind=row.reason,
                at=row.received_at if row.at is None else row.at,
                system=row.system,
                text=row.native,
                ref=row.id,
            )
            for row in rows
            if as_of is None or row.recorded_at <= as_of
        ]

    def history(self, uid: str, *, as_of: Instant | None) -> Sequence[Recorded]:
        """Every event of the ticket that was recorded by then. Raises UnknownTicket."""
        events = self._log.history(uid, recorded_until=as_of)
        if not events:
            raise UnknownTicket(f"nothing was recorded about {uid}{' by then' if as_of is not None else ''}")
        return events

    def explain(self, uid: str, *, as_of: Instant | None) -> Explanation:
        """Why the ticket stands where it stands. Raises UnknownTicket."""
        events = self.history(uid, as_of=as_of)
        return ticket_view.explanation_of(ticket_view.ticket_at(uid, events, self._rules), events, self._rules)


def _filters(wanted: TicketFilter) -> ticket_list.Filters:
    return ticket_list.Filters(
        status=tuple(wanted.status),
        system=wanted.system,
        frozen=wanted.frozen,
        yellow=wanted.yellow,
        apart=wanted.apart,
        updated_since=wanted.updated_since,
        text=wanted.q,
    )
