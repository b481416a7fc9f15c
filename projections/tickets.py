"""Tickets: the canonical status of each, what others were told last, and how much trouble it is in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from psycopg import Connection

from projections import tables
from projections.batch import Batch
from projections.lanes import Sides
from projections.moves import MoveRow
from projections.schema import VIEWS, statement
from schemas.events import (
    CanonicalChanged,
    ConflictDecided,
    ConflictWithdrawn,
    Event,
    NativeIdLinked,
    NativeIdUnlinked,
    StatusReported,
    TicketFrozen,
)
from schemas.instant import Instant
from schemas.status import Status


class TicketRow(msgspec.Struct, kw_only=True):
    """A row of ``tickets``.

    ``status`` is the canonical status as assessed, which goes on while the ticket is frozen; ``broadcast`` is what
    others were told last, as snapshot ``version`` (0: nothing yet).
    """

    uid: str
    status: Status | None = None
    previous: Status | None = None
    since: Instant | None = None
    system: str = ""
    native: str = ""
    frozen: bool = False
    frozen_at: Instant | None = None
    conflict: str = ""
    version: int = 0
    broadcast: Status | None = None
    reports: int = 0
    first_recorded_at: Instant
    last_recorded_at: Instant
    behind_since: Instant | None = None
    apart_since: Instant | None = None
    native_ids: list[str] = []
    search: str = ""


def project(conn: Connection[Any], views: str, batch: Batch, sides: Mapping[str, Sides]) -> None:
    """Bring the batch's tickets up to date; ``sides`` are those that its reports and decisions touched."""
    events = batch.of_tickets()
    uids = list(dict.fromkeys(recorded.stream for recorded in events))
    if not uids:
        return
    rows = {row.uid: row for row in _rows_of(conn, uids, views)}
    for recorded in events:
        recorded_at = recorded.event.recorded_at
        row = rows.get(recorded.stream)
        if row is None:
            row = rows[recorded.stream] = TicketRow(
                uid=recorded.stream,
                first_recorded_at=recorded_at,
                last_recorded_at=recorded_at,
                search=recorded.stream.lower(),
            )
        row.last_recorded_at = recorded_at
        _apply(row, recorded.event)
    for uid, both in sides.items():
        _assess(rows[uid], both)
    tables.upsert(conn, views, "tickets", ("uid",), list(rows.values()))


def _apply(row: TicketRow, event: Event) -> None:
    match event:
        case StatusReported():
            row.reports += 1
            _know(row, event.native_id, *event.aliases)
        case NativeIdLinked():
            _know(row, event.native_id)
        case NativeIdUnlinked():
            _find_by(row, [native_id for native_id in row.native_ids if native_id != event.native_id])
        case CanonicalChanged():
            row.version, row.broadcast = event.snapshot, event.status
        case TicketFrozen():
            row.version, row.broadcast = event.snapshot, event.status
            row.frozen, row.frozen_at, row.conflict = True, event.recorded_at, event.conflict
        case ConflictDecided() | ConflictWithdrawn():
            row.frozen, row.frozen_at, row.conflict = False, None, ""


def _know(row: TicketRow, *ids: str) -> None:
    """Remember a system's own ids, to find the ticket by."""
    news = [native_id for native_id in ids if native_id and native_id not in row.native_ids]
    if news:
        _find_by(row, [*row.native_ids, *news])


def _find_by(row: TicketRow, ids: list[str]) -> None:
    row.native_ids = ids
    row.search = " ".join([row.uid, *ids]).lower()


def _assess(row: TicketRow, sides: Sides) -> None:
    moves = sides.moves
    if moves:
        mover = moves[-1]
        row.status, row.since, row.system, row.native = mover.status, mover.at, mover.system, mover.native
        row.previous = _previous(moves)
    else:
        row.status, row.previous, row.since, row.system, row.native = None, None, None, "", ""
    row.behind_since = _earliest(step.after.behind_since for step in sides.lanes)
    row.apart_since = _earliest(step.after.apart_since for step in sides.lanes)


def _previous(moves: Sequence[MoveRow]) -> Status | None:
    """The status before the last one; a decision may confirm the status that stands already."""
    return next((move.status for move in reversed(moves) if move.status is not moves[-1].status), None)


def _earliest(instants: Iterable[Instant | None]) -> Instant | None:
    return min((at for at in instants if at is not None), default=None)


def _rows_of(conn: Connection[Any], uids: Sequence[str], views: str) -> list[TicketRow]:
    return tables.select(conn, statement("tickets_read", views), [uids], TicketRow)


def one_ticket(conn: Connection[Any], uid: str, *, views: str = VIEWS) -> TicketRow | None:
    """The ticket of that UID; None for an unknown one."""
    return next(iter(_rows_of(conn, [uid], views)), None)
