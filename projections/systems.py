"""Systems: when each was last heard of, how its reports travel, and how far it runs behind the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from psycopg import Connection

from projections import delays, tables
from projections.batch import Batch
from projections.deviation import THRESHOLD
from projections.lanes import Sides, delays_gained
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
    transport_last: int | None = None


class SystemStanding(msgspec.Struct, frozen=True, kw_only=True):
    """How a system does. ``pairs`` counts the tickets it has a track of, ``behind`` those in which it is yellow now.

    ``transport_last`` is the delay of its last report in microseconds, negative where its clock runs ahead.
    """

    system: str
    last_seen: Instant
    reports: int
    changes: int
    repeats: int
    pairs: int
    behind: int
    parked: int
    transport_last: int | None
    transport: delays.Delays
    deviation: delays.Delays


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
        row.transport_last = event.received_at - occurred_at(event)
        buckets[event.system, TRANSPORT, delays.bucket_of(row.transport_last)] += 1
    for _, parked_event in batch.of(ReportParked):
        _seen(rows, parked_event.system, parked_event.received_at)
    for system, gained in parked.items():
        _seen(rows, system, 0).parked += gained
    _count_lanes(rows, buckets, sides)
    if rows:
        conn.execute(statement("systems_add", views), [tables.as_json(list(rows.values()))])
        _count_delays(conn, views, buckets)


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
    conn: Connection[Any], now: Instant, *, threshold: int = THRESHOLD, views: str = VIEWS
) -> list[SystemStanding]:
    """Every system that was heard of, by name; at ``now`` it is yellow where it is behind for over ``threshold`` µs."""
    rows = tables.select(conn, statement("systems_list", views), {"yellow": now - threshold}, _Counted)
    histograms = _histograms(tables.select(conn, statement("systems_histograms", views), [], _Bucket))
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
            transport_last=row.transport_last,
            transport=delays.read(histograms.get((row.system, TRANSPORT), {}), threshold),
            deviation=delays.read(histograms.get((row.system, DEVIATION), {}), threshold),
        )
        for row in rows
    ]


def _histograms(buckets: Iterable[_Bucket]) -> dict[tuple[str, str], dict[int, int]]:
    found: dict[tuple[str, str], dict[int, int]] = {}
    for bucket in buckets:
        found.setdefault((bucket.system, bucket.kind), {})[bucket.bucket] = bucket.count
    return found
