"""Lanes: where each system stands with each ticket, and since when it is behind (docs/domain.md §7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from psycopg import Connection

from projections import tables
from projections.batch import Batch
from projections.delays import bucket_of
from projections.deviation import Deviation, LaneChange, Standing, deviations, is_consistent, standings
from projections.moves import MoveRow, moves_of
from projections.schema import VIEWS, statement
from schemas.events import ConflictDecided, StatusReported
from schemas.instant import Instant
from schemas.status import Status

LaneKey = tuple[str, str]
Changes = dict[str, dict[str, list[LaneChange]]]


class LaneRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of ``lanes``: where a system stands with a ticket. All instants are in microseconds."""

    uid: str
    system: str
    status: Status
    native: str
    """The word of the last report, which may be another word for the status."""
    native_id: str
    since: Instant
    reports: int
    changes: int
    received_at: Instant
    behind_since: Instant | None
    apart_since: Instant | None
    last_at: Instant
    last_sequence: int | None
    last_rank: int
    last_delivery_id: str
    delays: tuple[int, ...]

    def is_consistent(self, now: Instant, threshold: int) -> bool:
        """Whether the system agrees with the canonical status, or has differed for no longer than ``threshold``."""
        return is_consistent(
            Standing(self.system, self.status, self.since, self.behind_since, self.apart_since), now, threshold
        )


class LaneStep(msgspec.Struct, frozen=True):
    """A lane before (None: it is new) and after a batch."""

    before: LaneRow | None
    after: LaneRow


class Sides(msgspec.Struct, frozen=True):
    """Both sides of a ticket after a batch: the canonical lane and the systems' lanes."""

    moves: list[MoveRow]
    lanes: list[LaneStep]


class _Reported:
    """What a batch reports on one lane, on top of what was there: counts, and the last report in track order."""

    __slots__ = ("last", "native_id", "received_at", "reports")

    def __init__(self, before: LaneRow | None) -> None:
        self.reports = before.reports if before else 0
        self.received_at = before.received_at if before else 0
        self.native_id = before.native_id if before else ""
        self.last = _last(before) if before else None

    def add(self, event: StatusReported) -> None:
        self.reports += 1
        self.received_at = max(self.received_at, event.received_at)
        self.native_id = event.goes_by or event.native_id or self.native_id
        rank = (event.word_status or event.status).rank
        place = _place(event.at, event.sequence, rank, event.native, event.delivery_id)
        self.last = place if self.last is None else max(self.last, place)


_Place = tuple[Instant, bool, int, int, str, str]


def _place(at: Instant, sequence: int | None, rank: int, native: str, delivery_id: str) -> _Place:
    """What a report is ordered by on its track."""
    return at, sequence is not None, sequence or 0, rank, native, delivery_id


def _last(row: LaneRow) -> _Place:
    return _place(row.last_at, row.last_sequence, row.last_rank, row.native, row.last_delivery_id)


def project(conn: Connection[Any], views: str, batch: Batch) -> dict[str, Sides]:
    """Bring the lanes of the batch's tickets up to date; needs tracks and moves to be so.

    A lane is worked out anew from all changes of its ticket, because a late one may change when it fell behind.
    """
    uids = list(
        dict.fromkeys(recorded.stream for kind in (StatusReported, ConflictDecided) for recorded, _ in batch.of(kind))
    )
    if not uids:
        return {}
    before = {(row.uid, row.system): row for row in _rows_of(conn, uids, views)}
    reported = {key: _Reported(row) for key, row in before.items()}
    for recorded, event in batch.of(StatusReported):
        key = recorded.stream, event.system
        if key not in reported:
            reported[key] = _Reported(None)
        reported[key].add(event)
    changes, moves = _changes_of(conn, uids, views), moves_of(conn, uids, views=views)
    sides = {
        uid: Sides(moves.get(uid, []), _steps(uid, changes.get(uid, {}), moves.get(uid, ()), before, reported))
        for uid in uids
    }
    touched = [step.after for side in sides.values() for step in side.lanes if step.after != step.before]
    tables.upsert(conn, views, "lanes", ("uid", "system"), touched)
    return sides


def _steps(
    uid: str,
    changes: Mapping[str, Sequence[LaneChange]],
    moves: Iterable[MoveRow],
    before: Mapping[LaneKey, LaneRow],
    reported: Mapping[LaneKey, _Reported],
) -> list[LaneStep]:
    canonical = [LaneChange(move.at, move.status) for move in moves]
    delays = _delays(deviations(changes, canonical))
    return [
        LaneStep(
            before.get((uid, found.system)),
            _row(uid, found, reported[uid, found.system], len(changes[found.system]), delays.get(found.system, ())),
        )
        for found in standings(changes, canonical)
    ]


def _delays(found: Iterable[Deviation]) -> dict[str, list[int]]:
    """The buckets of deviations, by system."""
    buckets: dict[str, list[int]] = {}
    for deviation in found:
        buckets.setdefault(deviation.system, []).append(bucket_of(deviation.delay))
    return buckets


def _row(uid: str, found: Standing, reported: _Reported, changes: int, delays: Sequence[int]) -> LaneRow:
    assert reported.last is not None
    at, has_sequence, sequence, rank, native, delivery_id = reported.last
    return LaneRow(
        uid=uid,
        system=found.system,
        status=found.status,
        native=native,
        native_id=reported.native_id,
        since=found.since,
        reports=reported.reports,
        changes=changes,
        received_at=reported.received_at,
        behind_since=found.behind_since,
        apart_since=found.apart_since,
        last_at=at,
        last_sequence=sequence if has_sequence else None,
        last_rank=rank,
        last_delivery_id=delivery_id,
        delays=tuple(delays),
    )


def _changes_of(conn: Connection[Any], uids: Sequence[str], views: str) -> Changes:
    changes: Changes = {}
    for uid, system, at, status in conn.execute(statement("lanes_changes", views), [uids]):
        changes.setdefault(uid, {}).setdefault(system, []).append(LaneChange(at, tables.STATUS[status]))
    return changes


def _rows_of(conn: Connection[Any], uids: Sequence[str], views: str) -> list[LaneRow]:
    return tables.select(conn, statement("lanes_read", views), [uids], LaneRow)


def lanes_of(conn: Connection[Any], uid: str, *, views: str = VIEWS) -> list[LaneRow]:
    """Where every system stands with the ticket, by system; empty for an unknown ticket."""
    return _rows_of(conn, [uid], views)


def delays_gained(step: LaneStep) -> Counter[int]:
    """By how much a step changes how often a deviation falls into each bucket; may be negative."""
    gained = Counter(step.after.delays)
    if step.before:
        gained.subtract(step.before.delays)
    return gained
