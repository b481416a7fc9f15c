"""Conflicts: the exception tickets, as the quality team sees them (docs/domain.md §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from psycopg import Connection

from projections import tables
from projections.batch import Batch, OutOfPlace
from projections.paging import FIRST, Place, query
from projections.schema import VIEWS, statement
from schemas.events import (
    MAX_EVIDENCE,
    ConflictClaimed,
    ConflictDecided,
    ConflictHandedOver,
    ConflictWithdrawn,
    Contradiction,
    Event,
    EvidenceJoined,
    Recorded,
    TicketFrozen,
)
from schemas.instant import Instant
from schemas.status import Status

SHOWN_EVIDENCE: Final = 4 * MAX_EVIDENCE
"""So many contradictions are kept with a conflict: a system that flaps must not make the row grow without end."""

COUNTED: Final = 500
"""Conflicts that are looked through for who is a side of them."""

LATEST: Final = 8
"""Conflicts that are named for each rule."""

OPEN: Final = ("open", "claimed")
"""States in which a conflict waits for the quality team."""

SETTLED: Final = ("decided", "withdrawn")
"""The other states."""

# Each is that of an index (sql/tables/conflicts.sql).
_BY_OPENING: Final = "opened_position"
_BY_SETTLING: Final = "(- closed_at)"


class ConflictRow(msgspec.Struct, kw_only=True):
    """A row of ``conflicts``; ``evidence`` counts all contradictions, of which the first are written out."""

    id: str
    uid: str
    state: str = "open"
    opened_at: Instant
    opened_position: int
    broken: list[str] = []
    rules_version: str = ""
    contradictions: list[Contradiction] = []
    evidence: int = 0
    claimed_by: str = ""
    claimed_at: Instant | None = None
    closed_at: Instant | None = None
    decided_by: str = ""
    decided_until: Instant | None = None
    choice: str = ""
    status: Status | None = None
    reason: str = ""
    accepted: str = ""
    withdrawn_system: str = ""
    withdrawn_delivery_id: str = ""


_LATER = (EvidenceJoined, ConflictClaimed, ConflictHandedOver, ConflictDecided, ConflictWithdrawn)


def project(conn: Connection[Any], views: str, batch: Batch) -> None:
    """Bring the batch's conflicts up to date. Raises OutOfPlace for news of a conflict that was never opened."""
    events = [recorded for recorded in batch.events if isinstance(recorded.event, (TicketFrozen, *_LATER))]
    if not events:
        return
    known = list({recorded.event.conflict for recorded in events if isinstance(recorded.event, _LATER)})
    rows = {row.id: row for row in tables.select(conn, statement("conflicts_read", views), [known], ConflictRow)}
    for recorded in events:
        _apply(rows, recorded)
    tables.upsert(conn, views, "conflicts", ("id",), list(rows.values()))


def _apply(rows: dict[str, ConflictRow], recorded: Recorded) -> None:
    event = recorded.event
    if isinstance(event, TicketFrozen):
        row = rows[event.conflict] = ConflictRow(
            id=event.conflict,
            uid=recorded.stream,
            opened_at=event.recorded_at,
            opened_position=recorded.position,
            rules_version=event.rules,
        )
        _join(row, event.contradictions, len(event.contradictions))
    elif isinstance(event, _LATER):
        if event.conflict not in rows:
            raise OutOfPlace(f"conflict {event.conflict} was never opened")
        _change(rows[event.conflict], event)


def _change(row: ConflictRow, event: Event) -> None:
    match event:
        case EvidenceJoined():
            _join(row, event.contradictions, event.total)
        case ConflictClaimed():
            row.state, row.claimed_by, row.claimed_at = "claimed", event.by, event.recorded_at
        case ConflictHandedOver():
            row.state, row.claimed_by = ("claimed" if event.to else "open"), event.to
            row.claimed_at = event.recorded_at if event.to else None
        case ConflictDecided():
            row.state, row.closed_at, row.decided_by, row.decided_until = (
                "decided",
                event.recorded_at,
                event.by,
                event.at,
            )
            row.choice, row.status, row.reason, row.accepted = event.choice, event.status, event.reason, event.accepted
        case ConflictWithdrawn():
            row.state, row.closed_at = "withdrawn", event.recorded_at
            row.withdrawn_system, row.withdrawn_delivery_id = event.system, event.delivery_id


def _join(row: ConflictRow, contradictions: Sequence[Contradiction], total: int) -> None:
    row.evidence += total
    row.contradictions = [*row.contradictions, *contradictions][:SHOWN_EVIDENCE]
    row.broken = list(dict.fromkeys([*row.broken, *(contradiction.rule for contradiction in contradictions)]))


def one_conflict(conn: Connection[Any], conflict: str, *, views: str = VIEWS) -> ConflictRow | None:
    """The exception ticket of that UID; None for an unknown one."""
    found = tables.select(conn, statement("conflicts_read", views), [[conflict]], ConflictRow)
    return found[0] if found else None


def list_conflicts(
    conn: Connection[Any],
    *,
    states: Sequence[str] = OPEN,
    uid: str = "",
    claimed_by: str = "",
    place: Place = FIRST,
    limit: int = 50,
    views: str = VIEWS,
) -> list[ConflictRow]:
    """Exception tickets in these states, the oldest first, on one side of a place; what is nearest to it first.

    ``uid`` asks for those of one ticket, ``claimed_by`` for those that somebody has claimed.
    """
    wanted = {"states": list(states), "uid": uid, "claimed_by": claimed_by}
    return _listed(conn, _BY_OPENING, wanted, place, limit, views)


def settled_conflicts(
    conn: Connection[Any], *, place: Place = FIRST, limit: int = 50, views: str = VIEWS
) -> list[ConflictRow]:
    """Conflicts that were decided or withdrawn, the latest first, on one side of a place."""
    return _listed(conn, _BY_SETTLING, {"states": list(SETTLED)}, place, limit, views)


def _listed(
    conn: Connection[Any], order: str, wanted: Mapping[str, object], place: Place, limit: int, views: str
) -> list[ConflictRow]:
    listing = query("conflicts_list", views, back=place.back, parts=(("key", order),))
    params = {"uid": "", "claimed_by": "", **wanted, "key": place.key, "id": place.id, "limit": limit}
    return tables.select(conn, listing, params, ConflictRow)


def opened_place(row: ConflictRow) -> Place:
    """Where it stands among the conflicts that wait."""
    return Place(row.opened_position, row.id)


def settled_place(row: ConflictRow) -> Place:
    """Where it stands among those that were settled."""
    return Place(-(row.closed_at or 0), row.id)


def count_conflicts(conn: Connection[Any], states: Sequence[str], claimed_by: str = "", *, views: str = VIEWS) -> int:
    """How many exception tickets are in these states, or of those, were claimed by somebody."""
    params = {"states": list(states), "claimed_by": claimed_by}
    [[found]] = conn.execute(statement("conflicts_count", views), params).fetchall()
    return int(found)


def similar_conflicts(
    conn: Connection[Any], rules: Sequence[str], *, besides: str = "", limit: int = 50, views: str = VIEWS
) -> list[ConflictRow]:
    """Decided conflicts that broke one of these rules, the latest decision first."""
    params = {"rules": list(rules), "besides": besides, "limit": limit}
    return tables.select(conn, statement("conflicts_similar", views), params, ConflictRow)


class _Caused(msgspec.Struct):
    system: str
    conflicts: int


def conflicts_by_system(conn: Connection[Any], *, views: str = VIEWS) -> dict[str, int]:
    """In how many of the latest :data:`COUNTED` conflicts, open and settled, each system is a side."""
    rows = tables.select(conn, statement("conflicts_by_system", views), {"most": COUNTED}, _Caused)
    return {row.system: row.conflicts for row in rows}


class RuleRecord(msgspec.Struct, frozen=True):
    """What a rule has done: how many conflicts it began or joined, and what became of them."""

    rule: str
    conflicts: int
    waiting: int
    decided: int
    false_alarms: int
    """Of those that were decided: found to be none."""
    withdrawn: int
    latest: list[str]
    """UIDs of the latest :data:`LATEST` of them, the latest first."""


def conflicts_by_rule(conn: Connection[Any], since: Instant, *, views: str = VIEWS) -> dict[str, RuleRecord]:
    """What each rule that broke since a moment has done."""
    params = {"since": since, "latest": LATEST}
    return {row.rule: row for row in tables.select(conn, statement("conflicts_by_rule", views), params, RuleRecord)}


class OpenConflicts(msgspec.Struct, frozen=True):
    """How many conflicts wait for the quality team, and since when the oldest does."""

    count: int
    oldest: Instant | None


def open_conflicts(conn: Connection[Any], *, views: str = VIEWS) -> OpenConflicts:
    """How much is waiting."""
    return tables.select(conn, statement("conflicts_open", views), [], OpenConflicts)[0]
