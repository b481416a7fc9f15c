"""Consistency: how many systems agree with the canonical status, and who contradicts whom since when.

All of it is worked out at reading time from ``now``, so a system turns yellow with no event arriving
(docs/domain.md §7).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from psycopg import Connection

from projections import tables
from projections.deviation import THRESHOLD
from projections.schema import VIEWS, statement
from schemas.instant import Instant
from schemas.status import Status


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """How many (ticket, system) pairs there are, and how many of them agree, within the threshold."""

    system: str
    """Empty: all systems together."""
    pairs: int
    agreeing: int

    @property
    def rate(self) -> float:
        """The share of pairs that agree, 0 to 1; 1 where there are none."""
        return self.agreeing / self.pairs if self.pairs else 1.0


class Sample(Rate, frozen=True, kw_only=True):
    """The rate as it was at ``at``."""

    at: Instant


class Consistency(msgspec.Struct, frozen=True):
    """The live rate: of all systems, and of each by name; and what stands out at ``now``."""

    total: Rate
    by_system: list[Rate]
    yellow_tickets: int
    """Tickets with a system that is behind for longer than the threshold."""
    contradictions: int
    """Those of them whose systems stand in different groups for longer than the threshold."""


class Side(msgspec.Struct, frozen=True):
    """Where a system stands, in its own word and the hub's."""

    system: str
    status: Status
    native: str
    since: Instant
    behind_since: Instant | None
    apart_since: Instant | None


class Standoff(msgspec.Struct, frozen=True, kw_only=True):
    """A standing contradiction: the ticket's systems are in different groups, for ``age`` microseconds now."""

    uid: str
    status: Status
    frozen: bool
    apart_since: Instant
    age: int
    sides: list[Side]


class _Counts(msgspec.Struct):
    yellow_tickets: int
    contradictions: int


def consistency(conn: Connection[Any], now: Instant, *, threshold: int = THRESHOLD, views: str = VIEWS) -> Consistency:
    """The rate at ``now``; a pair that differs for no longer than ``threshold`` microseconds still agrees."""
    params = {"yellow": now - threshold}
    by_system = tables.select(conn, statement("consistency_rates", views), params, Rate)
    counts = tables.select(conn, statement("consistency_tickets", views), params, _Counts)[0]
    pairs, agreeing = sum(rate.pairs for rate in by_system), sum(rate.agreeing for rate in by_system)
    total = Rate(system="", pairs=pairs, agreeing=agreeing)
    return Consistency(total, by_system, counts.yellow_tickets, counts.contradictions)


def contradictions(
    conn: Connection[Any], now: Instant, *, older_than: int = THRESHOLD, limit: int = 50, views: str = VIEWS
) -> list[Standoff]:
    """The tickets whose systems stand in different groups for longer than ``older_than`` µs, the oldest first."""
    params = {"now": now, "until": now - older_than, "limit": limit}
    return tables.select(conn, statement("consistency_contradictions", views), params, Standoff)


def sample(conn: Connection[Any], now: Instant, *, threshold: int = THRESHOLD, views: str = VIEWS) -> Consistency:
    """Write down the rate at ``now`` for the trend, and return it; a second sample of the same instant is dropped."""
    found = consistency(conn, now, threshold=threshold, views=views)
    rows = [
        Sample(at=now, system=rate.system, pairs=rate.pairs, agreeing=rate.agreeing)
        for rate in (found.total, *found.by_system)
    ]
    conn.execute(statement("consistency_sample", views), [tables.as_json(rows)])
    return found


def rates_at(conn: Connection[Any], at: Instant, systems: Sequence[str], *, views: str = VIEWS) -> dict[str, Sample]:
    """The rates of systems as they were sampled within the hour before an instant; ``""`` is all of them together."""
    params = {"at": at, "systems": list(systems)}
    return {found.system: found for found in tables.select(conn, statement("consistency_then", views), params, Sample)}


def trend(
    conn: Connection[Any],
    since: Instant,
    until: Instant,
    *,
    system: str = "",
    points: int = 500,
    views: str = VIEWS,
) -> list[Sample]:
    """The samples between two instants in order, thinned out to the last one in each of ``points`` equal spans."""
    span = max(1, (until - since) // points)
    params = {"system": system, "since": since, "until": until, "span": span}
    return tables.select(conn, statement("consistency_trend", views), params, Sample)
