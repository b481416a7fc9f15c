"""An exception ticket as it is read: its evidence, what happened to it, and what each choice would lead to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from conflict.explain import explain_pair
from conflict.rules import Rules
from hub.application.prospects import Prospect
from hub.entrypoints.gateway.reading.ticket_view import said
from hub.entrypoints.gateway.views.conflicts import (
    ConflictRow,
    ConflictStep,
    ContradictionView,
    ProspectView,
    Side,
    WriteProspect,
)
from projections.conflicts import ConflictRow as StoredConflict
from schemas.events import (
    ConflictClaimed,
    ConflictCommented,
    ConflictDecided,
    ConflictHandedOver,
    ConflictWithdrawn,
    Contradiction,
    Event,
    Evidence,
    EvidenceJoined,
    Recorded,
    TicketFrozen,
)
from schemas.instant import SECOND


def row_of(row: StoredConflict, rules: Rules) -> ConflictRow:
    """The exception ticket in a list."""
    return ConflictRow(
        conflict=row.id,
        uid=row.uid,
        state=row.state,
        opened_at=row.opened_at,
        rules=tuple(row.broken),
        systems=systems_of(row.contradictions),
        claimed_by=row.claimed_by,
        decided_by=row.decided_by,
        closed_at=row.closed_at,
        choice=row.choice,
        status=row.status,
        reason=row.reason,
        accepted=row.accepted,
        said=contradiction_of(row.contradictions[0], rules).said if row.contradictions else None,
    )


def systems_of(contradictions: Iterable[Contradiction]) -> tuple[str, ...]:
    """The systems that contradict each other, in the order of the evidence."""
    return tuple(dict.fromkeys(side.system for item in contradictions for side in (item.first, item.second)))


def contradiction_of(item: Contradiction, rules: Rules) -> ContradictionView:
    """Two reports, and the sentence that says why they cannot both be."""
    rule = rules.by_name(item.rule, item.rules) or item.rule
    return ContradictionView(
        rule=item.rule,
        rules=item.rules,
        first=_side(item.first),
        second=_side(item.second),
        seconds=(item.second.at - item.first.at) / SECOND,
        said=said(explain_pair(rule, item.first, item.second)),
    )


def _side(evidence: Evidence) -> Side:
    return Side(
        system=evidence.system,
        native=evidence.native,
        status=evidence.status,
        at=evidence.at,
        received_at=evidence.received_at,
        actor=evidence.actor,
        note=evidence.note,
        mapping=evidence.mapping,
        adapter=evidence.adapter,
        delivery_id=evidence.delivery_id,
    )


def steps_of(conflict: str, history: Iterable[Recorded]) -> Iterator[ConflictStep]:
    """What happened to it, of the events of its ticket."""
    for recorded in history:
        if getattr(recorded.event, "conflict", "") == conflict and (step := _step(recorded.event)):
            yield step


def _step(event: Event) -> ConflictStep | None:
    at = event.recorded_at
    match event:
        case TicketFrozen():
            return ConflictStep(kind="opened", at=at)
        case EvidenceJoined():
            return ConflictStep(kind="joined", at=at)
        case ConflictClaimed():
            return ConflictStep(kind="claimed", at=at, by=event.by)
        case ConflictHandedOver():
            return ConflictStep(kind="handed-over", at=at, by=event.by, to=event.to, text=event.note)
        case ConflictCommented():
            return ConflictStep(kind="commented", at=at, by=event.by, text=event.text)
        case ConflictDecided():
            return ConflictStep(kind="decided", at=at, by=event.by, text=event.reason)
        case ConflictWithdrawn():
            return ConflictStep(kind="withdrawn", at=at)
    return None


def prospects_of(found: Sequence[Prospect]) -> list[ProspectView]:
    """What each choice would lead to."""
    return [
        ProspectView(
            choice=each.choice.value,
            system=each.system,
            status=each.status,
            snapshot=each.snapshot,
            writes=tuple(
                WriteProspect(system=due.system, native_id=due.native_id, native=due.native) for due in each.owed
            ),
        )
        for each in found
    ]
