"""All that is read, by the port queries.Queries: every subject, and what concerns them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hub.application.deeds import Deed, deeds
from hub.entrypoints.gateway.queries import Backlog, Positions
from hub.entrypoints.gateway.reading.bodies import StoredBodies
from hub.entrypoints.gateway.reading.conflicts import StoredConflicts
from hub.entrypoints.gateway.reading.consistency import StoredConsistency
from hub.entrypoints.gateway.reading.systems import StoredSystems
from hub.entrypoints.gateway.reading.tickets import StoredTickets
from projections.conflicts import open_conflicts
from projections.parked import parked_counts
from schemas.events import Recorded


class StoredQueries(StoredTickets, StoredConflicts, StoredBodies, StoredSystems, StoredConsistency):
    """Lists from the views, single tickets from their events. Everything may raise Unavailable."""

    def positions(self) -> Positions:
        """How far the log reaches, and how far the views have read it."""
        return Positions(self._log.head(), self._views_position())

    def feed(self, after: int, limit: int, topics: Sequence[str]) -> Sequence[Recorded]:
        """Events of these stored names behind a position, in order."""
        return self._log.read(after, limit, topics)

    def deeds(self, who: str, before: int, limit: int) -> Sequence[Deed]:
        """What people did, the latest first, read from the log itself."""
        return deeds(self._log, who=who, before=before, limit=limit)

    def backlog(self) -> Backlog:
        """What waits for somebody."""
        log, views = self.positions()
        with self._connect() as conn:
            waiting = open_conflicts(conn)
            by_reason: Counter[str] = Counter()
            for each in parked_counts(conn):
                by_reason[each.reason] += each.count
        return Backlog(
            lag={"views": max(0, log - views)},
            open_conflicts=waiting.count,
            oldest_conflict=waiting.oldest,
            parked=by_reason,
        )
