"""One ticket as it is read: its lanes side by side, and why it stands where it stands. Made from its events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conflict.explain import Sentence as Said
from conflict.explain import explain_decided, explain_frozen, explain_move, explain_pair, explain_told
from conflict.rules import Rules
from hub.domain.ticket import Ticket, replay
from hub.domain.timeline import DECISION
from hub.domain.track import Entry, Track
from hub.entrypoints.gateway.views.sentence import Sentence
from hub.entrypoints.gateway.views.tickets import (
    Explanation,
    Lane,
    Mark,
    Reason,
    Segment,
    SystemState,
    TicketRow,
    TicketView,
)
from projections.deviation import LaneChange, Standing, is_yellow, standings
from schemas.events import (
    ConflictDecided,
    ConflictWithdrawn,
    Contradiction,
    EvidenceJoined,
    Recorded,
    TicketFrozen,
)
from schemas.instant import Instant

HUB_LANE = ""


def ticket_at(uid: str, events: Sequence[Recorded], rules: Rules) -> Ticket:
    """The ticket as these events, from its first on, make it."""
    return replay(Ticket(uid, rules), list(events))


def row_of(ticket: Ticket, events: Sequence[Recorded], now: Instant, threshold: Instant) -> TicketRow:
    """The ticket as a row; yellow and apart are judged at ``now``, in microseconds like ``threshold``."""
    systems = tuple(_states(ticket, now, threshold))
    mover = ticket.timeline.mover
    return TicketRow(
        uid=ticket.uid,
        status=mover.status if mover else None,
        since=mover.at if mover else None,
        version=ticket.broadcast.version,
        broadcast=ticket.broadcast.status,
        frozen=ticket.is_frozen,
        conflict=ticket.conflict.uid if ticket.conflict else "",
        yellow=any(system.yellow for system in systems),
        apart_since=min((system.apart_since for system in systems if system.apart_since is not None), default=None),
        updated_at=events[-1].event.recorded_at if events else None,
        systems=systems,
    )


def view_of(
    ticket: Ticket, events: Sequence[Recorded], now: Instant, threshold: Instant, marks: Sequence[Mark] = ()
) -> TicketView:
    """The ticket with its lanes, and with marks beside those that its events leave."""
    lanes = [Lane(system=HUB_LANE, segments=_segments(ticket.timeline.moves_since(-1)))]
    for system, track in sorted(ticket.timeline.tracks.items()):
        lanes.append(Lane(system=system, segments=_segments(_changes(track))))
    return TicketView(
        ticket=row_of(ticket, events, now, threshold), lanes=tuple(lanes), marks=(*_marks(events), *marks)
    )


def explanation_of(ticket: Ticket, events: Sequence[Recorded], rules: Rules) -> Explanation:
    """Why the ticket stands where it stands: the verdict in one sentence, and the steps that led to it."""
    mover = ticket.timeline.mover
    reasons = [*_moved(ticket.timeline.moves_since(-1)), *_disputed(events, rules)]
    return Explanation(
        uid=ticket.uid,
        status=mover.status if mover else None,
        frozen=ticket.is_frozen,
        verdict=_verdict(ticket, events),
        reasons=tuple(sorted(reasons, key=lambda reason: reason.at)),
    )


def said(sentence: Said) -> Sentence:
    """A sentence of the rules as it is read."""
    return Sentence(en=sentence.en, zh=sentence.zh)


# -- lanes ------------------------------------------------------------------------------------------------------


def _changes(track: Track) -> list[Entry]:
    return [entry for entry in track.entries if entry.is_change]


def _lane(entries: Iterable[Entry]) -> list[LaneChange]:
    return [LaneChange(entry.at, entry.status) for entry in entries]


def _segments(entries: Sequence[Entry]) -> tuple[Segment, ...]:
    ends = [*(entry.at for entry in entries[1:]), None][: len(entries)]
    return tuple(
        Segment(
            status=entry.status,
            start=entry.at,
            end=end,
            native="" if entry.system == DECISION else entry.reading.native,
        )
        for entry, end in zip(entries, ends, strict=True)
    )


def _states(ticket: Ticket, now: Instant, threshold: Instant) -> Iterable[SystemState]:
    tracks = ticket.timeline.tracks
    lanes = {system: _lane(_changes(track)) for system, track in sorted(tracks.items())}
    for standing in standings(lanes, _lane(ticket.timeline.moves_since(-1))):
        yield _state(standing, tracks[standing.system], ticket, now, threshold)


def _state(standing: Standing, track: Track, ticket: Ticket, now: Instant, threshold: Instant) -> SystemState:
    return SystemState(
        system=standing.system,
        status=standing.status,
        native=track.entries[-1].reading.native,
        since=standing.since,
        native_id=ticket.native_ids.get(standing.system, ""),
        aliases=ticket.aliases(standing.system),
        behind_since=standing.behind_since,
        yellow=is_yellow(standing, now, threshold),
        apart_since=standing.apart_since,
    )


def _marks(events: Sequence[Recorded]) -> Iterable[Mark]:
    for recorded in events:
        match recorded.event:
            case TicketFrozen() as frozen:
                at = frozen.contradictions[0].second.at if frozen.contradictions else frozen.recorded_at
                yield Mark(kind="conflict", at=at, ref=frozen.conflict)
                yield Mark(kind="freeze", at=frozen.recorded_at, ref=frozen.conflict)
            case ConflictDecided() as decided:
                yield Mark(
                    kind="decision",
                    at=decided.recorded_at,
                    text=f"{decided.by}: {decided.reason}",
                    ref=decided.conflict,
                )
            case ConflictWithdrawn() as withdrawn:
                yield Mark(kind="withdrawal", at=withdrawn.recorded_at, system=withdrawn.system, ref=withdrawn.conflict)


# -- reasons ----------------------------------------------------------------------------------------------------


def _verdict(ticket: Ticket, events: Sequence[Recorded]) -> Sentence:
    mover = ticket.timeline.mover
    if ticket.conflict is not None:
        count = sum(1 if isinstance(event, TicketFrozen) else event.total for event in _evidence(ticket, events))
        frozen = said(explain_frozen(ticket.conflict.uid, ticket.conflict.opened_at, max(count, 1)))
        told = explain_told(ticket.broadcast.status)
        return Sentence(en=f"{frozen.en} {told.en}", zh=f"{frozen.zh}{told.zh}")
    if mover is None:
        return Sentence(en="No system has reported a status yet.", zh="尚无系统报告状态。")
    if mover.system == DECISION:
        decided = next(r.event for r in reversed(events) if isinstance(r.event, ConflictDecided))
        assert isinstance(decided, ConflictDecided)
        return said(_decided(decided))
    moves = ticket.timeline.moves_since(-1)
    previous = moves[-2].status if len(moves) > 1 else None
    return said(explain_move(mover.system, mover.reading.native, mover.status, mover.at, previous))


def _evidence(ticket: Ticket, events: Sequence[Recorded]) -> Iterable[TicketFrozen | EvidenceJoined]:
    conflict = ticket.conflict.uid if ticket.conflict else ""
    for recorded in events:
        if isinstance(recorded.event, TicketFrozen | EvidenceJoined) and recorded.event.conflict == conflict:
            yield recorded.event


def _moved(moves: Sequence[Entry]) -> Iterable[Reason]:
    previous = None
    for entry in moves:
        if entry.system != DECISION:
            sentence = explain_move(entry.system, entry.reading.native, entry.status, entry.at, previous)
            yield Reason(
                at=entry.at,
                said=said(sentence),
                system=entry.system,
                native=entry.reading.native,
                status=entry.status,
                delivery_id=entry.reading.delivery_id,
            )
        previous = entry.status


def _disputed(events: Sequence[Recorded], rules: Rules) -> Iterable[Reason]:
    for recorded in events:
        match recorded.event:
            case TicketFrozen(contradictions=contradictions) | EvidenceJoined(contradictions=contradictions):
                for contradiction in contradictions:
                    yield _contradicted(contradiction, rules)
            case ConflictDecided() as decided:
                yield Reason(at=decided.at, said=said(_decided(decided)), status=decided.status)


def _contradicted(contradiction: Contradiction, rules: Rules) -> Reason:
    second = contradiction.second
    rule = rules.by_name(contradiction.rule, contradiction.rules) or contradiction.rule
    sentence = explain_pair(rule, contradiction.first, second)
    return Reason(
        at=second.at,
        said=said(sentence),
        system=second.system,
        native=second.native,
        status=second.status,
        delivery_id=second.delivery_id,
    )


def _decided(decided: ConflictDecided) -> Said:
    return explain_decided(
        decided.by, decided.choice, decided.status, decided.reason, decided.recorded_at, decided.accepted
    )
