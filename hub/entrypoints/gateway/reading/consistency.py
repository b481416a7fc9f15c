"""How far the systems agree: the rate now and over time, and the tickets in which they stand apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hub.entrypoints.gateway.reading.list_view import system_state
from hub.entrypoints.gateway.reading.standoff import apart_of
from hub.entrypoints.gateway.reading.store import ReadsStore
from hub.entrypoints.gateway.views.consistency import Apart, ConsistencyView, Rate
from projections.consistency import consistency, contradictions, rates_at, trend
from schemas.instant import DAY, Instant

_TREND_POINTS: Final = 144
"""One for every ten minutes of a day."""


class StoredConsistency(ReadsStore):
    """The consistency rate, and what stands against it."""

    def consistency(self, now: Instant) -> ConsistencyView:
        """The share of pairs that agree, now and over the last day."""
        with self._connect() as conn:
            found = consistency(conn, now, threshold=self._threshold)
            samples = trend(conn, now - DAY, now, points=_TREND_POINTS)
            systems = ["", *(rate.system for rate in found.by_system)]
            yesterday, last_week = (rates_at(conn, now - days * DAY, systems) for days in (1, 7))
        return ConsistencyView(
            at=now,
            rate=found.total.rate if found.total.pairs else None,
            pairs=found.total.pairs,
            agreeing=found.total.agreeing,
            by_system={rate.system: rate.rate for rate in found.by_system},
            yellow=found.yellow_tickets,
            contradictions=found.contradictions,
            trend=tuple(Rate(at=sample.at, rate=sample.rate) for sample in samples),
            yesterday={system: sample.rate for system, sample in yesterday.items()},
            last_week={system: sample.rate for system, sample in last_week.items()},
        )

    def contradictions(self, now: Instant, limit: int) -> Sequence[Apart]:
        """Tickets whose systems stand in different groups, the oldest contradiction first."""
        with self._connect() as conn:
            rows = contradictions(conn, now, older_than=self._threshold, limit=limit)
        return [apart_of(row, tuple(system_state(side, now, self._threshold) for side in row.sides)) for row in rows]
