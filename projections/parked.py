"""Parked: what was set aside and why, and the words that no mapping knows."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from psycopg import Connection

from projections import tables
from projections.batch import Batch, OutOfPlace
from projections.paging import FIRST, Place, query
from projections.schema import VIEWS, statement
from schemas.events import Recorded, ReportParked, ReportReleased, ReportRetried
from schemas.instant import Instant

SHOWN: Final = 1_000
"""So many characters of a word and of an explanation are shown; the event log holds the rest."""


class ParkedRow(msgspec.Struct, kw_only=True):
    """A row of ``parked``: a delivery that was set aside; its body, of ``size`` bytes, stays in the event log."""

    id: str
    position: int
    system: str
    reason: str
    detail: str
    uid: str
    native_id: str
    native: str
    at: Instant | None
    delivery_id: str
    received_at: Instant
    recorded_at: Instant
    size: int
    state: str = "parked"
    """``parked`` or ``released``."""
    retries: int = 0
    last_retry_at: Instant | None = None
    retried_by: str = ""
    released_at: Instant | None = None
    outcome: str = ""
    released_uid: str = ""


class UnmappedWord(msgspec.Struct, frozen=True):
    """A system's word that no mapping knows: how many parked reports carry it, and since when."""

    system: str
    native: str
    count: int
    first_received_at: Instant


class ParkedCount(msgspec.Struct, frozen=True):
    """How many reports of a system are parked for one reason, and since when the first of them came."""

    system: str
    reason: str
    count: int
    since: Instant


def project(conn: Connection[Any], views: str, batch: Batch) -> dict[str, int]:
    """Bring the batch's parked reports up to date; return by how much each system has more of them parked now.

    Raises OutOfPlace for news of a report that was never parked.
    """
    events = batch.of_parked()
    if not events:
        return {}
    ids = list({recorded.stream for recorded in events})
    rows = {row.id: row for row in tables.select(conn, statement("parked_read", views), [ids], ParkedRow)}
    gained: dict[str, int] = {}
    for row in rows.values():
        gained[row.system] = gained.get(row.system, 0) - (row.state == "parked")
    for recorded in events:
        _apply(rows, recorded)
    for row in rows.values():
        gained[row.system] = gained.get(row.system, 0) + (row.state == "parked")
    tables.upsert(conn, views, "parked", ("id",), list(rows.values()))
    return gained


def _apply(rows: dict[str, ParkedRow], recorded: Recorded) -> None:
    event = recorded.event
    if isinstance(event, ReportParked):
        rows[recorded.stream] = _row(recorded, event)
        return
    row = rows.get(recorded.stream)
    if row is None:
        raise OutOfPlace(f"{recorded.stream} was never parked")
    match event:
        case ReportRetried():
            row.reason, row.detail = event.reason, event.detail[:SHOWN]
            row.retries, row.last_retry_at, row.retried_by = row.retries + 1, event.recorded_at, event.by
        case ReportReleased():
            row.state, row.released_at, row.outcome = "released", event.recorded_at, event.outcome
            row.released_uid = event.uid


def _row(recorded: Recorded, event: ReportParked) -> ParkedRow:
    return ParkedRow(
        id=recorded.stream,
        position=recorded.position,
        system=event.system,
        reason=event.reason,
        detail=event.detail[:SHOWN],
        uid=event.uid,
        native_id=event.native_id,
        native=event.native[:SHOWN],
        at=event.at,
        delivery_id=event.delivery_id,
        received_at=event.received_at,
        recorded_at=event.recorded_at,
        size=len(event.body),
    )


def one_parked(conn: Connection[Any], parked: str, *, views: str = VIEWS) -> ParkedRow | None:
    """The report parked under that id, be it released since; None for an unknown id."""
    found = tables.select(conn, statement("parked_read", views), [[parked]], ParkedRow)
    return found[0] if found else None


def list_parked(
    conn: Connection[Any],
    *,
    state: str = "parked",
    system: str = "",
    reason: str = "",
    native_id: str = "",
    uid: str = "",
    place: Place = FIRST,
    limit: int = 50,
    views: str = VIEWS,
) -> list[ParkedRow]:
    """Reports in that state (``parked``, ``released`` or ``any``), the oldest first, on one side of a place; what is
    nearest to it first.

    An empty filter lets everything through.
    """
    filters = {"system": system, "reason": reason, "native_id": native_id, "uid": uid}
    params = {**filters, "state": state, "key": place.key, "id": place.id, "limit": limit}
    return tables.select(conn, query("parked_list", views, back=place.back), params, ParkedRow)


def parked_place(row: ParkedRow) -> Place:
    """Where it stands in the list."""
    return Place(row.position, row.id)


def unmapped_words(conn: Connection[Any], *, views: str = VIEWS) -> list[UnmappedWord]:
    """The words that reports are parked for, by system, the most frequent first."""
    return tables.select(conn, statement("parked_words", views), [], UnmappedWord)


def parked_counts(conn: Connection[Any], *, views: str = VIEWS) -> list[ParkedCount]:
    """How many reports are parked now, by system and reason."""
    return tables.select(conn, statement("parked_counts", views), [], ParkedCount)
