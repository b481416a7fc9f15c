"""What follows from a report, a claim or a decision: the events to store, decided without any I/O.

Each function changes the ticket as its events will, so that the next report of the same batch finds it so. When the
events could not be stored, the ticket must be thrown away and loaded again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from hub.domain.ticket import NOTE_IN_EVIDENCE, Ticket, evolve
from hub.domain.timeline import DECISION, Effect, Pair
from hub.domain.track import Entry, Reading
from schemas.errors import Refused, Superseded
from schemas.events import (
    MAX_EVIDENCE,
    CanonicalChanged,
    ConflictClaimed,
    ConflictCommented,
    ConflictDecided,
    ConflictHandedOver,
    ConflictWithdrawn,
    Contradiction,
    Correction,
    Event,
    Evidence,
    EvidenceJoined,
    Move,
    StatusReported,
    TicketFrozen,
)
from schemas.instant import DAY, MINUTE, Instant
from schemas.report import Report
from schemas.status import Status

MintConflict = Callable[[str], str]
"""Gives the UID of a new exception ticket; it is told whose contradiction that is."""


class Clocks(msgspec.Struct, frozen=True):
    """How far a report's time may be off, in microseconds."""

    max_lateness: Instant = 7 * DAY
    """Reports received later than this after they happened open no conflict."""
    future_tolerance: Instant = 2 * MINUTE
    """Reports further ahead of their receipt than this are judged by their receipt."""


class Meaning(msgspec.Struct, frozen=True):
    """What the mapping table says of a report's word."""

    status: Status
    reopens: bool
    mapping: str


def read(report: Report, meaning: Meaning, clocks: Clocks, *, rules: int = 0) -> Reading:
    """The report as the assessment sees it; ``rules`` is the number of the conflict rules in force."""
    happened = report.received_at if report.occurred_at is None else report.occurred_at
    at = happened if happened <= report.received_at + clocks.future_tolerance else report.received_at
    return Reading(
        at,
        report.system,
        report.native_status,
        meaning.status,
        report.delivery_id,
        meaning.reopens,
        report.sequence,
        report.actor,
        report.received_at - at > clocks.max_lateness,
        (),
        report.received_at,
        None if happened == at else happened,
        report.note[:NOTE_IN_EVIDENCE],
        report.adapter,
        meaning.mapping,
        rules,
    )


def take_in(
    ticket: Ticket,
    report: Report,
    reading: Reading,
    now: Instant,
    mint_conflict: MintConflict,
    released_from: str = "",
) -> list[Event]:
    """A translated report that the ticket does not know yet: the report itself, and what follows from it.

    Raises BeforeFloor, with nothing changed, if it belongs to a past that was folded away.
    """
    aliases = ticket.unheard(report.system, report.aliases) if report.aliases else ()
    effect = ticket.take(reading, report.native_id, aliases)
    events: list[Event] = [_reported(ticket, report, reading, effect, now, released_from, aliases)]
    events.extend(follow_up(ticket, effect, now, mint_conflict))
    return events


def _reported(
    ticket: Ticket,
    report: Report,
    reading: Reading,
    effect: Effect,
    now: Instant,
    released_from: str,
    aliases: tuple[str, ...],
) -> StatusReported:
    entry = effect.entry
    # Python passes up to fifteen keywords as they are, and puts more of them into a dict first, which takes four times
    # as long. Most reports have no more to say than these.
    event = StatusReported(
        recorded_at=now,
        system=reading.system,
        native=reading.native,
        status=entry.status,
        delivery_id=reading.delivery_id,
        at=reading.at,
        received_at=reading.received_at,
        is_change=entry.is_change,
        native_id=report.native_id,
        actor=reading.actor,
        note=report.note,
        adapter=reading.adapter,
        mapping=reading.mapping,
        moves_from=effect.moves_from,
        moves=() if effect.moves_from is None else _moves(ticket.timeline.moves_since(effect.moves_from)),
    )
    word_status = None if reading.status is entry.status else reading.status
    goes_by = ticket.native_ids[reading.system] if report.native_id else ""
    if goes_by == report.native_id:
        goes_by = ""
    uncommon = (
        aliases,
        goes_by,
        reading.occurred_at,
        word_status,
        reading.reopens,
        reading.sequence,
        reading.too_late,
        reading.echo_of,
        reading.rules,
        released_from,
        report.event,
        report.flags,
        effect.corrected,
    )
    if uncommon == _NOTHING_UNCOMMON:
        return event
    return msgspec.structs.replace(
        event,
        aliases=aliases,
        goes_by=goes_by,
        occurred_at=reading.occurred_at,
        word_status=word_status,
        reopens=reading.reopens,
        sequence=reading.sequence,
        too_late=reading.too_late,
        echo=entry.is_echo,
        echo_of=reading.echo_of,
        rules=reading.rules,
        released_from=released_from,
        event=report.event,
        flags=report.flags,
        corrections=_corrections(effect.corrected),
    )


_NOTHING_UNCOMMON: Final = ((), "", None, None, False, None, False, (), 0, "", "", (), ())


def _corrections(entries: Iterable[Entry]) -> tuple[Correction, ...]:
    return tuple(_correction_of(entry) for entry in entries)


def _correction_of(entry: Entry) -> Correction:
    reading = entry.reading
    return Correction(
        reading.delivery_id, entry.status, entry.is_change, echo=entry.is_echo if reading.echo_of else None
    )


def _moves(entries: Iterable[Entry]) -> tuple[Move, ...]:
    return tuple(Move(entry.at, entry.status) if entry.system == DECISION else _move_of(entry) for entry in entries)


def _move_of(entry: Entry) -> Move:
    return Move(entry.at, entry.status, entry.system, entry.reading.native)


def follow_up(ticket: Ticket, effect: Effect, now: Instant, mint_conflict: MintConflict) -> list[Event]:
    """Freeze, join the evidence, withdraw or broadcast: whatever the ticket's state asks for after a reading."""
    if ticket.conflict is None:
        if ticket.timeline.open_pairs:
            return [_do(ticket, _frozen(ticket, now, mint_conflict(ticket.uid)))]
        return _broadcast_if_moved(ticket, now)
    if not ticket.timeline.open_pairs:
        conflict = ticket.conflict.uid
        reading = effect.entry.reading
        withdrawn = ConflictWithdrawn(
            recorded_at=now, conflict=conflict, system=reading.system, delivery_id=reading.delivery_id
        )
        return [_do(ticket, withdrawn), _do(ticket, _broadcast(ticket, now, thawed=conflict))]
    if effect.pairs:
        joined = EvidenceJoined(
            recorded_at=now,
            conflict=ticket.conflict.uid,
            contradictions=_contradictions(effect.pairs),
            total=len(effect.pairs),
        )
        return [_do(ticket, joined)]
    return []


def _do(ticket: Ticket, event: Event) -> Event:
    evolve(ticket, event)
    return event


def _broadcast_if_moved(ticket: Ticket, now: Instant) -> list[Event]:
    mover, last = ticket.timeline.mover, ticket.broadcast
    if mover is None:
        return []
    if mover.status is last.status and mover.at == last.since and _system(mover) == last.system:
        return []
    return [_do(ticket, _broadcast(ticket, now))]


def _system(mover: Entry) -> str:
    return "" if mover.system == DECISION else mover.system


def _broadcast(ticket: Ticket, now: Instant, thawed: str = "") -> CanonicalChanged:
    mover = ticket.timeline.mover
    if mover is None:
        raise AssertionError("a ticket without reports has nothing to broadcast")
    system = _system(mover)
    return CanonicalChanged(
        recorded_at=now,
        snapshot=ticket.broadcast.version + 1,
        status=mover.status,
        since=mover.at,
        system=system,
        native=mover.reading.native if system else "",
        previous=ticket.broadcast.status,
        thawed=thawed,
    )


def _frozen(ticket: Ticket, now: Instant, conflict: str) -> TicketFrozen:
    contradictions = _contradictions(ticket.timeline.pairs())
    return TicketFrozen(
        recorded_at=now,
        conflict=conflict,
        snapshot=ticket.broadcast.version + 1,
        status=ticket.broadcast.status,
        since=ticket.broadcast.since,
        contradictions=contradictions,
        rules=ticket.timeline.rules.version_of(max(each.rules for each in contradictions)),
    )


def _contradictions(pairs: Iterable[Pair]) -> tuple[Contradiction, ...]:
    written: list[Contradiction] = []
    for pair in pairs:
        if len(written) == MAX_EVIDENCE:
            break
        written.append(_contradiction(pair))
    return tuple(written)


def _contradiction(pair: Pair) -> Contradiction:
    return Contradiction(
        rule=pair.rule.name,
        first=_evidence(pair.earlier),
        second=_evidence(pair.later),
        rules=max(pair.earlier.rules, pair.later.rules),
    )


def _evidence(entry: Entry) -> Evidence:
    reading = entry.reading
    return Evidence(
        system=entry.system,
        native=reading.native,
        status=entry.status,
        at=entry.at,
        delivery_id=reading.delivery_id,
        received_at=reading.received_at,
        occurred_at=reading.occurred_at,
        actor=reading.actor,
        note=reading.note,
        adapter=reading.adapter,
        mapping=reading.mapping,
    )


def claim(ticket: Ticket, conflict: str, by: str, now: Instant) -> list[Event]:
    """A reviewer takes the exception ticket; taking it again is nothing new.

    Raises Superseded when it is settled already or somebody else's.
    """
    held = _open_conflict(ticket, conflict)
    if ticket.conflict and ticket.conflict.claimed_by == by:
        return []
    if held:
        raise Superseded(f"{conflict} was claimed by {held}; ask them to hand it over or to decide")
    return [_do(ticket, ConflictClaimed(recorded_at=now, conflict=conflict, by=by))]


def hand_over(ticket: Ticket, conflict: str, by: str, to: str, note: str, now: Instant) -> list[Event]:
    """A reviewer gives the exception ticket to another, or, to nobody, back into the queue.

    Whoever has it hands it over; anybody gives out what nobody has, and takes over to themselves what another has,
    which the log then shows. Handing it to who has it is nothing new. Raises Superseded when it is settled already,
    or somebody else's to give away.
    """
    held = _open_conflict(ticket, conflict)
    if held == to:
        return []
    if held and held != by and to != by:
        raise Superseded(f"{conflict} was claimed by {held}; ask them to hand it over, or take it over yourself")
    return [_do(ticket, ConflictHandedOver(recorded_at=now, conflict=conflict, by=by, to=to, note=note.strip()))]


def comment(conflict: str, by: str, text: str, now: Instant) -> list[Event]:
    """Somebody writes something down about an exception ticket. Raises Refused for nothing."""
    if not text.strip():
        raise Refused("a comment needs a text")
    return [ConflictCommented(recorded_at=now, conflict=conflict, by=by, text=text.strip())]


def settle(
    ticket: Ticket, conflict: str, by: str, reason: str, now: Instant, *, accept: str = "", status: Status | None = None
) -> list[Event]:
    """A reviewer settles the exception ticket: accept a system's side, set a status, or neither: no conflict.

    The decision draws its line behind everything the reviewer could see, so a clock that runs ahead cannot step over
    it. Raises Refused without a reason or for a side that is none, Superseded when it is settled already or claimed
    by somebody else.
    """
    held = _open_conflict(ticket, conflict)
    if held and held != by:
        raise Superseded(f"{conflict} was claimed by {held}; ask them to hand it over or to decide")
    if not reason.strip():
        raise Refused("a decision needs a reason; say why in a sentence")
    decided, choice = _decided_status(ticket, accept, status)
    event = ConflictDecided(
        recorded_at=now,
        conflict=conflict,
        by=by,
        choice=choice,
        status=decided,
        reason=reason.strip(),
        at=max(now, ticket.timeline.last_at, ticket.timeline.settled_at + 1),
        accepted=accept,
    )
    return [_do(ticket, event), _do(ticket, _broadcast(ticket, now, thawed=conflict))]


def _open_conflict(ticket: Ticket, conflict: str) -> str:
    """Who has claimed the open exception ticket, if anybody."""
    if ticket.conflict is None or ticket.conflict.uid != conflict:
        raise Superseded(f"{conflict} is settled already; read the ticket {ticket.uid} for how")
    return ticket.conflict.claimed_by


def _decided_status(ticket: Ticket, accept: str, status: Status | None) -> tuple[Status, str]:
    if accept and status is not None:
        raise Refused("accept a side or set a status, not both")
    if status is not None:
        return status, "set"
    if accept:
        return _standing_of_side(ticket, accept), "accept"
    canonical = ticket.timeline.canonical
    if canonical is None:
        raise AssertionError("a frozen ticket has reports")
    return canonical, "no-conflict"


def _standing_of_side(ticket: Ticket, system: str) -> Status:
    sides = sorted({side.system for pair in ticket.timeline.pairs() for side in (pair.earlier, pair.later)})
    standing = ticket.timeline.tracks[system].standing if system in sides else None
    if standing is None:
        raise Refused(f"{system!r} is no side of this conflict; its sides are {', '.join(sides) or 'none'}")
    return standing
