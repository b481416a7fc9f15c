"""Moves: the hub's own lane, when the canonical status became what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from psycopg import Connection

from projections import tables
from projections.batch import Batch
from projections.schema import VIEWS, statement
from schemas.events import ConflictDecided, Move, Recorded, StatusReported
from schemas.instant import Instant
from schemas.status import Status


class MoveRow(msgspec.Struct, frozen=True):
    """A row of ``moves``: the canonical status became ``status``; ``system`` is empty where a decision moved it."""

    uid: str
    position: int
    place: int
    at: Instant
    status: Status
    system: str
    native: str


class _Cut(msgspec.Struct):
    uid: str
    at: Instant


def project(conn: Connection[Any], views: str, batch: Batch) -> None:
    """Bring the canonical lanes of the batch's tickets up to date.

    A report that changes the past replaces the lane from some instant on; a decision appends to it.
    """
    cuts: dict[str, Instant] = {}
    added: dict[str, list[MoveRow]] = {}
    for recorded in batch.events:
        match recorded.event:
            case StatusReported(moves_from=int() as start, moves=moves):
                uid = recorded.stream
                cuts[uid] = min(start, cuts.get(uid, start))
                kept = [row for row in added.get(uid, ()) if row.at < start]
                added[uid] = kept + _rows(recorded, moves)
            case ConflictDecided(at=at, status=status):
                added.setdefault(recorded.stream, []).extend(_rows(recorded, [Move(at, status)]))
    if cuts:
        cut = [_Cut(uid, at) for uid, at in cuts.items()]
        conn.execute(statement("moves_cut", views), [tables.as_json(cut)])
    tables.insert(conn, views, "moves", [row for rows in added.values() for row in rows])


def _rows(recorded: Recorded, moves: Sequence[Move]) -> list[MoveRow]:
    return [
        MoveRow(recorded.stream, recorded.position, place, move.at, move.status, move.system, move.native)
        for place, move in enumerate(moves)
    ]


def moves_of(conn: Connection[Any], uids: Sequence[str], *, views: str = VIEWS) -> dict[str, list[MoveRow]]:
    """The canonical lanes of tickets in event-time order, by UID; a ticket without one is left out."""
    lanes: dict[str, list[MoveRow]] = {}
    for row in conn.execute(statement("moves_read", views), [list(uids)]):
        uid, position, place, at, status, system, native = row
        lanes.setdefault(uid, []).append(MoveRow(uid, position, place, at, tables.STATUS[status], system, native))
    return lanes
