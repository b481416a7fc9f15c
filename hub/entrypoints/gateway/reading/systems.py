"""The systems side by side, and what they have not been told: from the views and from what is owed to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hub.application.intake import LOOKUP
from hub.entrypoints.gateway.reading.owed_view import write_row
from hub.entrypoints.gateway.reading.store import ReadsStore
from hub.entrypoints.gateway.reading.system_view import system_row, troubled
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.writes import WriteRow
from projections.conflicts import conflicts_by_system
from projections.consistency import consistency
from projections.parked import parked_counts, unmapped_words
from projections.systems import list_systems
from schemas.instant import Instant


class StoredSystems(ReadsStore):
    """How systems deliver, how far each agrees, and what it waits for."""

    def systems(self, now: Instant) -> Sequence[SystemRow]:
        """Every system with an adapter or a report."""
        with self._connect() as conn:
            standings = list_systems(conn, now, threshold=self._threshold, patience=self._patience, zone=self._zone)
            heard = {row.system: row for row in standings}
            rates = consistency(conn, now, threshold=self._threshold).by_system
            caused, unknown = conflicts_by_system(conn), Counter(word.system for word in unmapped_words(conn))
            parked = parked_counts(conn)
        rate, owed = {item.system: item.rate for item in rates}, self._owed.counts_by_system()
        troubles, sent_again = self._owed.troubles(), self._sent_again.by_system()
        names = sorted({*heard, *self._manifests})
        reasons: dict[str, dict[str, int]] = {}
        for each in parked:
            reasons.setdefault(each.system, {})[each.reason] = each.count
        since = {each.system: each.since for each in parked if each.reason == LOOKUP}
        rows = (system_row(name, self._manifests.get(name), heard.get(name), rate.get(name), owed) for name in names)
        return [
            replace(
                troubled(row, troubles, now),
                conflicts=caused.get(row.system, 0),
                unmapped=unknown.get(row.system, 0),
                parked_by_reason=reasons.get(row.system, {}),
                lookup_since=since.get(row.system),
                sent_again=sent_again.get(row.system, 0),
            )
            for row in rows
        ]

    def writes(self, system: str, state: str, limit: int) -> Sequence[WriteRow]:
        """What systems have not been told, the longest owed first."""
        troubles = self._owed.troubles()
        return [write_row(write, troubles.get(write.system)) for write in self._owed.listed(system, state, limit)]
