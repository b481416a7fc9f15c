"""Parked deliveries: from their view, and their bodies from the log."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.contract import NO_HEADERS
from hub.domain.parked import Parked, parked_report
from hub.entrypoints.gateway.queries import ParkedFilter
from hub.entrypoints.gateway.reading.cursor import place_of, turned
from hub.entrypoints.gateway.reading.store import ReadsStore
from hub.entrypoints.gateway.views.parked import ParkedBody, ParkedPage, ParkedRow
from projections.coverage import Coverage, coverage
from projections.parked import (
    ParkedCount,
    UnmappedWord,
    list_parked,
    one_parked,
    parked_counts,
    parked_place,
    unmapped_words,
)
from projections.parked import ParkedRow as StoredRow
from schemas.instant import Instant


class StoredParked(ReadsStore):
    """What was parked, and the words that it was parked for."""

    def parked(self, wanted: ParkedFilter) -> ParkedPage:
        """A page of parked deliveries, the oldest first."""
        place = place_of(wanted.cursor)
        with self._connect() as conn:
            found = list_parked(
                conn,
                state=wanted.state,
                system=wanted.system,
                reason=wanted.reason,
                place=place,
                limit=wanted.limit + 1,
            )
        rows, previous, following = turned(found, wanted.limit, wanted.cursor, parked_place)
        return ParkedPage(items=tuple(_row(row) for row in rows), previous=previous, next=following)

    def parked_counts(self) -> Sequence[ParkedCount]:
        """How much is parked now, by system and reason."""
        with self._connect() as conn:
            return parked_counts(conn)

    def parked_one(self, parked_id: str) -> ParkedBody | None:
        """A parked delivery with its body; None for an unknown id."""
        with self._connect() as conn:
            row = one_parked(conn, parked_id)
        if row is None:
            return None
        last = Parked(parked_id, self._log.history(parked_id)).event
        report = parked_report(last) if last else None
        return ParkedBody(
            parked=_row(row),
            body=(last.body or last.report) if last else b"",
            content_type=(last.content_type or "application/json") if last else "",
            headers=last.headers if last else NO_HEADERS,
            ids=report.ids if report else (),
        )

    def unmapped_words(self) -> Sequence[UnmappedWord]:
        """The words that reports are parked for, the most frequent of each system first."""
        with self._connect() as conn:
            return unmapped_words(conn)

    def coverage(self, now: Instant) -> Sequence[Coverage]:
        """How much the mapping tables understood of what each system said in the last days."""
        with self._connect() as conn:
            return coverage(conn, now)


def _row(row: StoredRow) -> ParkedRow:
    return ParkedRow(
        id=row.id,
        system=row.system,
        reason=row.reason,
        detail=row.detail,
        received_at=row.received_at,
        state=row.state,
        uid=row.uid or row.released_uid,
        native_id=row.native_id,
        native=row.native,
        at=row.at,
        retries=row.retries,
    )
