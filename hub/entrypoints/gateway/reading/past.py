"""The list of tickets as it was at a moment: which there were, the view says; how each stood, its events up to then.

So a ticket stands in it as it does when it is read alone, as of the same moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from psycopg import Connection

from conflict.rules import Rules
from hub.application.ports import EventLog
from hub.entrypoints.gateway.queries import InvalidCursor
from hub.entrypoints.gateway.reading.ticket_view import row_of, ticket_at
from hub.entrypoints.gateway.views.tickets import TicketPage, TicketRow
from projections.ticket_list import Filters, known_by
from schemas.events import NativeIdLinked, NativeIdUnlinked, Recorded, StatusReported
from schemas.instant import Instant

_MOST_AT_ONCE: Final = 250
_MOST_LOOKED_AT: Final = 2_000
"""Tickets that one answer may look at: it costs a second at most, and where few match it leads on before it is full."""
_PLACE: Final = re.compile(r"[\w-]*", re.ASCII)


class Past:
    """The list at one moment, in microseconds like ``threshold``. Everything may raise Unavailable."""

    def __init__(self, conn: Connection[Any], log: EventLog, rules: Rules, threshold: Instant, moment: Instant) -> None:
        self._conn = conn
        self._log = log
        self._rules = rules
        self._threshold = threshold
        self._moment = moment

    def tickets(self, filters: Filters, cursor: str, limit: int) -> TicketPage:
        """A page by UID, behind the one that ``cursor`` names; it may hold fewer than ``limit`` and yet lead on.

        Raises InvalidCursor for one that no page of a moment in the past gave.
        """
        if not _PLACE.fullmatch(cursor):
            raise InvalidCursor(f"{cursor[:40]!r} is no place in the list as it was; take it from the page before")
        found: list[TicketRow] = []
        at_once = min(limit + 1, _MOST_AT_ONCE)
        for _ in range(0, _MOST_LOOKED_AT, at_once):
            uids = known_by(self._conn, self._moment, filters, after=cursor, limit=at_once)
            found += self._rows(uids, filters)
            if len(found) > limit:
                return TicketPage(items=tuple(found[:limit]), next=found[limit - 1].uid)
            if len(uids) < at_once:
                return TicketPage(items=tuple(found))
            cursor = uids[-1]
        return TicketPage(items=tuple(found), next=cursor)

    def _rows(self, uids: Sequence[str], filters: Filters) -> Iterator[TicketRow]:
        """Those of these tickets that the filters leave."""
        histories = self._log.histories(uids)
        for uid in uids:
            events = [recorded for recorded in histories[uid] if recorded.event.recorded_at <= self._moment]
            if _is_named(filters.text, uid, events):
                row = row_of(ticket_at(uid, events, self._rules), events, self._moment, self._threshold)
                if _fits(row, filters, self._moment - self._threshold):
                    yield row


def _is_named(text: str, uid: str, events: Sequence[Recorded]) -> bool:
    """Whether the text is part of its UID or of a native id that was known."""
    return not text or text.strip().lower() in " ".join([uid, *_known(events)]).lower()


def _known(events: Sequence[Recorded]) -> Iterable[str]:
    """The native ids by which a ticket was known."""
    known: dict[str, None] = {}
    for recorded in events:
        match recorded.event:
            case StatusReported(native_id=native_id, aliases=aliases):
                known |= dict.fromkeys((native_id, *aliases))
            case NativeIdLinked(native_id=native_id):
                known[native_id] = None
            case NativeIdUnlinked(native_id=native_id):
                known.pop(native_id, None)
    return known


def _fits(row: TicketRow, filters: Filters, until: Instant) -> bool:
    """Whether the filters leave it, as the view of the list judges them (projections/sql/tickets_list.sql)."""
    is_apart = row.apart_since is not None and row.apart_since < until
    return (
        (not filters.status or row.status in filters.status)
        and (not filters.system or any(state.system == filters.system for state in row.systems))
        and filters.frozen in {None, row.frozen}
        and filters.yellow in {None, row.yellow}
        and filters.apart in {None, is_apart}
        and (filters.updated_since is None or (row.updated_at or 0) >= filters.updated_since)
    )
