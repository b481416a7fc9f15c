"""Systems: when each was last heard of, how its reports travel, and how far it runs behind the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo
from typing import Any, Final

import msgspec
from psycopg import Connection

from projections import delays, hours, tables
from projections.batch import Batch
from projections.clocks import quickest, recent
from projections.deviation import THRESHOLD
from projections.lanes import Sides, delays_gained
from projections.rate import Rate, counted, rate
from projections.rhythm import PATIENCE, Patience, Silence, compared, silence
from projections.schema import VIEWS, statement
from projections.tracks import occurred_at
from schemas.events import ReportParked, StatusReported
from schemas.instant import Instant

TRANSPORT: Final = "transport"
DEVIATION: Final = "deviation"


class SystemRow(msgspec.Struct, kw_only=True):
    """A row of ``systems``, or by how much a batch changes it."""

    system: str
    last_seen: Instant = 0
    reports: int = 0
    changes: int = 0
    pairs: int = 0
    parked: int = 0


class SystemStanding(msgspec.Struct, frozen=True, kw_only=True):
    """How a system does. ``pairs`` counts the tickets it has a track of, ``behind`` those in which it is yellow now."""

    system: str
    last_seen: Instant
    reports: int
    changes: int
    repeats: int
    pairs: int
    behind: int
    parked: int
    transport: delays.Delays
    deviation: delays.Delays
    silence: Silence
    rate: Rate
    quickest: tuple[int, ...]
    """Received minus occurred of its quickest reports of a day (clocks.py), in microseconds."""


class _Bucket(msgspec.Struct):
    system: str
    kind: str
    bucket: int
    count: int


def project(
    conn: Connection[Any], views: str, batch: Batch, sides: Mapping[str, Sides], parked: Mapping[str, int]
) -> None:
    """Count what the batch brought: reports, how its lanes changed (``sides``) and what it parked (``parked``)."""
    rows: dict[str, SystemRow] = {}
    buckets: Counter[tuple[str, str, int]] = Counter()
    for _, event in batch.of(StatusReported):
        row = _seen(rows, event.system, event.received_at)
        row.reports += 1
        buckets[event.system, TRANSPORT, delays.bucket_of(event.received_at - occurred_at(event))] += 1
    for _, parked_event in batch.of(ReportParked):
        _seen(rows, parked_event.system, parked_event.received_at)
    for system, gained in parked.items():
        _seen(rows, system, 0).parked += gained
    _count_lanes(rows, buckets, sides)
    if rows:
        seen = conn.execute(statement("systems_add", views), [tables.as_json(list(rows.values()))]).fetchall()
        _count_delays(conn, views, buckets)
        hours.project(conn, views, batch, dict(seen))


def _seen(rows: dict[str, SystemRow], system: str, received_at: Instant) -> SystemRow:
    row = rows.setdefault(system, SystemRow(system=system))
    row.last_seen = max(row.last_seen, received_at)
    return row


def _count_lanes(
    rows: dict[str, SystemRow], buckets: Counter[tuple[str, str, int]], sides: Mapping[str, Sides]
) -> None:
    for side in sides.values():
        for step in side.lanes:
            system = step.after.system
            row = _seen(rows, system, 0)
            row.pairs += step.before is None
            row.changes += step.after.changes - (step.before.changes if step.before else 0)
            if step.before is None or step.before.delays != step.after.delays:
                for bucket, gained in delays_gained(step).items():
                    buckets[system, DEVIATION, bucket] += gained


def _count_delays(conn: Connection[Any], views: str, buckets: Mapping[tuple[str, str, int], int]) -> None:
    """Add to the histograms. A bucket that a late report emptied goes, as if nothing had ever fallen into it."""
    changed = [_Bucket(*key, count) for key, count in buckets.items() if count]
    if changed:
        conn.execute(statement("systems_delays", views), [tables.as_json(changed)])
    if any(bucket.count < 0 for bucket in changed):
        conn.execute(statement("systems_delays_emptied", views))


class _Counted(SystemRow, kw_only=True):
    behind: int


def list_systems(
    conn: Connection[Any],
    now: Instant,
    *,
    threshold: int = THRESHOLD,
    patience: Patience = PATIENCE,
    zone: tzinfo = UTC,
    views: str = VIEWS,
) -> list[SystemStanding]:
    """Every system that was heard of, by name; at ``now`` it is yellow where it is behind for over ``threshold`` µs.

    Its silence is judged with ``patience``, by the hours of the week in ``zone``.
    """
    rows = tables.select(conn, statement("systems_list", views), {"yellow": now - threshold}, _Counted)
    histograms = _histograms(tables.select(conn, statement("systems_histograms", views), [], _Bucket))
    known = hours.hours_of(conn, {row.system: _wanted(now, row.last_seen, zone) for row in rows}, views=views)
    return [
        SystemStanding(
            system=row.system,
            last_seen=row.last_seen,
            reports=row.reports,
            changes=row.changes,
            repeats=row.reports - row.changes,
            pairs=row.pairs,
            behind=row.behind,
            parked=row.parked,
            transport=delays.read(histograms.get((row.system, TRANSPORT), {}), threshold),
            deviation=delays.read(histograms.get((row.system, DEVIATION), {}), threshold),
            silence=silence(now, row.last_seen, row.reports, known[row.system], patience=patience, zone=zone),
            rate=rate(now, row.last_seen, known[row.system], patience=patience, zone=zone),
            quickest=quickest(row.last_seen, known[row.system]),
        )
        for row in rows
    ]


def _wanted(now: Instant, last_seen: Instant, zone: tzinfo) -> set[int]:
    """The hours that a system's standing is read from."""
    return compared(now, last_seen, zone) | counted(now, last_seen, zone) | recent(last_seen)


def _histograms(buckets: Iterable[_Bucket]) -> dict[tuple[str, str], dict[int, int]]:
    found: dict[tuple[str, str], dict[int, int]] = {}
    for bucket in buckets:
        found.setdefault((bucket.system, bucket.kind), {})[bucket.bucket] = bucket.count
    return found
