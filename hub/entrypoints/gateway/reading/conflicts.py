"""Exception tickets: from their view, and what happened to them from the events of their tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hub.application.prospects import prospects
from hub.entrypoints.gateway.queries import ConflictFilter
from hub.entrypoints.gateway.reading.conflict_view import contradiction_of, prospects_of, row_of, steps_of, systems_of
from hub.entrypoints.gateway.reading.cursor import place_of, turned
from hub.entrypoints.gateway.reading.store import ReadsStore
from hub.entrypoints.gateway.views.conflicts import ConflictPage, ConflictRow, ConflictStep, ConflictView, ProspectView
from projections.conflicts import (
    OPEN,
    SETTLED,
    RuleRecord,
    conflicts_by_rule,
    count_conflicts,
    list_conflicts,
    one_conflict,
    opened_place,
    settled_conflicts,
    settled_place,
    similar_conflicts,
)
from projections.conflicts import ConflictRow as StoredConflict
from schemas.errors import UnknownConflict
from schemas.instant import Instant

_MOST_COMPARED: Final = 500
"""Past conflicts that are looked through for similar ones."""


class StoredConflicts(ReadsStore):
    """Exception tickets, what choices lead to, and how others like them were settled."""

    def conflicts(self, wanted: ConflictFilter) -> ConflictPage:
        """A page of exception tickets, the oldest first."""
        place, states = place_of(wanted.cursor), tuple(wanted.state) or (*OPEN, *SETTLED)
        with self._connect() as conn:
            found = list_conflicts(
                conn,
                states=states,
                uid=wanted.uid,
                claimed_by=wanted.claimed_by,
                place=place,
                limit=wanted.limit + 1,
            )
        rows, previous, following = turned(found, wanted.limit, wanted.cursor, opened_place)
        return ConflictPage(items=tuple(row_of(row, self._rules) for row in rows), previous=previous, next=following)

    def settled_conflicts(self, cursor: str, limit: int) -> ConflictPage:
        """A page of exception tickets that were decided or withdrawn, the latest first."""
        place = place_of(cursor)
        with self._connect() as conn:
            found = settled_conflicts(conn, place=place, limit=limit + 1)
        rows, previous, following = turned(found, limit, cursor, settled_place)
        return ConflictPage(items=tuple(row_of(row, self._rules) for row in rows), previous=previous, next=following)

    def count_conflicts(self, states: Sequence[str], claimed_by: str) -> int:
        """How many exception tickets are in these states; the empty name means claimed by anybody or nobody."""
        with self._connect() as conn:
            return count_conflicts(conn, states, claimed_by)

    def conflict(self, conflict: str) -> ConflictView:
        """An exception ticket with its evidence. Raises UnknownConflict."""
        row = self._stored_conflict(conflict)
        return ConflictView(
            conflict=row_of(row, self._rules),
            contradictions=tuple(contradiction_of(item, self._rules) for item in row.contradictions),
        )

    def conflict_steps(self, conflict: str) -> Sequence[ConflictStep]:
        """What happened to an exception ticket, oldest first. Raises UnknownConflict."""
        row = self._stored_conflict(conflict)
        return list(steps_of(row.id, self._log.history(row.uid)))

    def rule_records(self, since: Instant) -> Mapping[str, RuleRecord]:
        """What each rule has done since a moment, by its name."""
        with self._connect() as conn:
            return conflicts_by_rule(conn, since)

    def prospects(self, conflict: str, now: Instant) -> Sequence[ProspectView]:
        """What each way to settle it would lead to. Raises UnknownConflict."""
        uid = self._stored_conflict(conflict).uid
        return prospects_of(prospects(uid, self._log.history(uid), self._rules, self._tables.values(), now))

    def similar(self, conflict: str, limit: int) -> Sequence[ConflictRow]:
        """Decided conflicts between the same systems, by the same rules, the latest first. Raises UnknownConflict."""
        row = self._stored_conflict(conflict)
        systems = set(systems_of(row.contradictions))
        with self._connect() as conn:
            found = similar_conflicts(conn, row.broken, besides=row.id, limit=_MOST_COMPARED)
        return [row_of(each, self._rules) for each in found if set(systems_of(each.contradictions)) == systems][:limit]

    def _stored_conflict(self, conflict: str) -> StoredConflict:
        with self._connect() as conn:
            row = one_conflict(conn, conflict)
        if row is None:
            raise UnknownConflict(f"there is no exception ticket {conflict}; list them to see which there are")
        return row
