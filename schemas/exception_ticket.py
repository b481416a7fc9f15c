"""The exception ticket: a conflict as the quality team sees it, and as it is published whenever it changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from schemas.events import (
    ConflictClaimed,
    ConflictDecided,
    ConflictHandedOver,
    ConflictWithdrawn,
    Event,
    Evidence,
    EvidenceJoined,
    Recorded,
    TicketFrozen,
)
from schemas.instant import Instant
from schemas.status import Status
from schemas.topics import Topic

EXCEPTION_TICKET: Final = Topic.CONFLICTS.value
"""The type of an envelope with an exception ticket in it."""

CONFLICT_EVENTS: Final[dict[str, type[Event]]] = {
    event.TOPIC: event
    for event in (
        TicketFrozen,
        EvidenceJoined,
        ConflictClaimed,
        ConflictHandedOver,
        ConflictDecided,
        ConflictWithdrawn,
    )
}
"""The events that change an exception ticket, by their chosen names. Only a freeze opens one."""


class ExceptionTicket(msgspec.Struct, frozen=True, kw_only=True):
    """An exception ticket, whole. Whoever keeps the highest ``version`` per ``conflict`` has the right one.

    ``version`` is that of the ticket's event which changed it last, so it grows, with gaps.
    """

    conflict: str
    uid: str
    """The ticket whose systems contradict each other."""
    version: int
    state: Literal["open", "claimed", "decided", "withdrawn"]
    rule: str
    """The rule that the first contradiction breaks."""
    rules: int = 0
    """The number of the published rules that judged it; 0: those of the hub's files. Records lack it that are older."""
    first: Evidence
    second: Evidence
    """Its two sides, in event-time order."""
    contradictions: int
    """How many there are by now, this one included."""
    by: str
    """The reviewer who claimed or decided it last."""
    decision: Literal["", "accept", "set", "no-conflict"]
    accepted: str
    """The system whose side was accepted."""
    status: Status | None
    """What was decided; None until then."""
    reason: str
    opened_at: Instant
    updated_at: Instant


def opened(uid: str, version: int, event: TicketFrozen) -> ExceptionTicket:
    """The exception ticket that a freeze opens."""
    contradiction = event.contradictions[0]
    return ExceptionTicket(
        conflict=event.conflict,
        uid=uid,
        version=version,
        state="open",
        rule=contradiction.rule,
        rules=contradiction.rules,
        first=contradiction.first,
        second=contradiction.second,
        contradictions=len(event.contradictions),
        by="",
        decision="",
        accepted="",
        status=None,
        reason="",
        opened_at=event.recorded_at,
        updated_at=event.recorded_at,
    )


def changed(ticket: ExceptionTicket, version: int, event: Event) -> ExceptionTicket:
    """The exception ticket after a later event of the same conflict; other events do not change it."""
    news: dict[str, object]
    match event:
        case EvidenceJoined():
            news = {"contradictions": ticket.contradictions + event.total}
        case ConflictClaimed():
            news = {"state": "claimed", "by": event.by}
        case ConflictHandedOver():
            news = {"state": "claimed" if event.to else "open", "by": event.to}
        case ConflictDecided():
            news = {
                "state": "decided",
                "by": event.by,
                "decision": event.choice,
                "accepted": event.accepted,
                "status": event.status,
                "reason": event.reason,
            }
        case ConflictWithdrawn():
            news = {"state": "withdrawn"}
        case _:
            return ticket
    return msgspec.structs.replace(ticket, version=version, updated_at=event.recorded_at, **news)


def exception_ticket(conflict: str, history: Iterable[Recorded]) -> ExceptionTicket | None:
    """What the events of its ticket, oldest first, made of an exception ticket; None where none of them opens it."""
    ticket: ExceptionTicket | None = None
    for recorded in history:
        event = recorded.event
        if getattr(event, "conflict", "") != conflict:
            continue
        if isinstance(event, TicketFrozen):
            ticket = opened(recorded.stream, recorded.version, event)
        elif ticket is not None:
            ticket = changed(ticket, recorded.version, event)
    return ticket
