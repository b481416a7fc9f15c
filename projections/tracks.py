"""Tracks: every report about a ticket, by system, in the order in which things happened (docs/domain.md §5.3)."""

from __future__ import annotations

from typing import Any

import msgspec
from psycopg import Connection

from projections import tables
from projections.batch import Batch
from projections.schema import VIEWS, statement
from schemas.events import Recorded, StatusReported
from schemas.instant import Instant
from schemas.report import delivery_key
from schemas.status import Status


class TrackRow(msgspec.Struct, kw_only=True):
    """A row of ``tracks``."""

    uid: str
    key: int
    system: str
    delivery_id: str
    at: Instant
    sequence: int | None
    rank: int
    native: str
    status: Status
    is_change: bool
    received_at: Instant
    occurred_at: Instant
    recorded_at: Instant
    native_id: str
    actor: str
    note: str
    too_late: bool
    echo: bool
    adapter: str
    mapping: str
    released_from: str
    position: int


class TrackEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A report on a ticket's track. One that is parked has no status: its word is not understood yet."""

    system: str
    delivery_id: str
    at: Instant
    native: str
    status: Status | None
    is_change: bool
    received_at: Instant
    occurred_at: Instant
    sequence: int | None = None
    native_id: str = ""
    actor: str = ""
    note: str = ""
    too_late: bool = False
    echo: bool = False
    adapter: str = ""
    mapping: str = ""
    parked: str = ""
    """The id under which it is parked, and why it is."""
    reason: str = ""
    detail: str = ""


class _Corrected(msgspec.Struct):
    uid: str
    key: int
    status: Status
    is_change: bool
    echo: bool | None


def project(conn: Connection[Any], views: str, batch: Batch) -> None:
    """Write down the batch's reports, and what they say about reports before them."""
    rows: dict[tuple[str, int], TrackRow] = {}
    corrected: dict[tuple[str, int], _Corrected] = {}
    added: list[TrackRow] = []
    for recorded, event in batch.of(StatusReported):
        row = _row(recorded, event)
        rows[row.uid, row.key] = row
        added.append(row)
        for correction in event.corrections:
            key = recorded.stream, delivery_key(event.system, correction.delivery_id)
            if key in rows:
                row = rows[key]
                row.status, row.is_change = correction.status, correction.is_change
                row.echo = row.echo if correction.echo is None else correction.echo
            else:
                corrected[key] = _Corrected(*key, correction.status, correction.is_change, correction.echo)
    tables.insert(conn, views, "tracks", added)
    if corrected:
        conn.execute(statement("tracks_correct", views), [tables.as_json(list(corrected.values()))])


def _row(recorded: Recorded, event: StatusReported) -> TrackRow:
    return TrackRow(
        uid=recorded.stream,
        key=delivery_key(event.system, event.delivery_id),
        system=event.system,
        delivery_id=event.delivery_id,
        at=event.at,
        sequence=event.sequence,
        rank=(event.word_status or event.status).rank,
        native=event.native,
        status=event.status,
        is_change=event.is_change,
        received_at=event.received_at,
        occurred_at=occurred_at(event),
        recorded_at=event.recorded_at,
        native_id=event.native_id,
        actor=event.actor,
        note=event.note,
        too_late=event.too_late,
        echo=event.echo,
        adapter=event.adapter,
        mapping=event.mapping,
        released_from=event.released_from,
        position=recorded.position,
    )


def occurred_at(event: StatusReported) -> Instant:
    """When it happened by the system's own clock, even where it is judged by another time."""
    return event.at if event.occurred_at is None else event.occurred_at


def track_of(conn: Connection[Any], uid: str, *, limit: int = 10_000, views: str = VIEWS) -> list[TrackEntry]:
    """The ticket's reports of all systems in track order, with those parked about it; the latest ``limit`` of them."""
    found = tables.select(conn, statement("tracks_read", views), {"uid": uid, "limit": limit}, TrackEntry)
    found.reverse()
    return found
