"""One ticket is changed by a decision on it as it is now, not by a report."""

from __future__ import annotations

from collections.abc import Callable

from hub.application.batch import Context
from hub.application.ingest import MAX_ATTEMPTS, Ingestion
from hub.application.ports import Appended, Unavailable, VersionClash
from hub.domain.ticket import Ticket
from schemas.events import Event
from schemas.instant import Instant

Decide = Callable[[Ticket, Instant], list[Event]]
"""Changes the ticket and returns the events that say so; none where nothing changes."""


class Changing:
    """Changes tickets one at a time, beside the batches of reports."""

    def __init__(self, context: Context, ingestion: Ingestion, clock: Callable[[], Instant]) -> None:
        self._context = context
        self._ingestion = ingestion
        self._clock = clock

    def change(self, uid: str, decide: Decide) -> None:
        """Decide on the ticket as the log has it, and append.

        1. The ticket is loaded and the events are decided in memory. 2. They are appended in one transaction, unless
        somebody else was faster: then again from 1. A crash before the commit leaves nothing. Raises Unavailable.
        """
        tickets = self._context.tickets
        with self._ingestion.lock:
            for _ in range(MAX_ATTEMPTS):
                tickets.drop([uid])  # a copy that is kept may be behind what another process has stored
                ticket = tickets.get([uid])[uid]
                try:
                    self._append(ticket, decide(ticket, self._clock()))
                except VersionClash:
                    continue
                tickets.keep([ticket])
                return
        raise Unavailable("others kept changing the ticket; try again")

    def _append(self, ticket: Ticket, events: list[Event]) -> None:
        if not events:
            return
        recorded = self._context.chain.record_all(ticket.uid, ticket.version, ticket.chain, events)
        ticket.version, ticket.chain = recorded[-1].version, recorded[-1].chain
        self._context.log.append([Appended(ticket.uid, recorded)])
