"""Whatever is reported, claimed and decided, what was stored says it all."""

from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from conflict.rules import RuleSet
from hub.domain.timeline import LONG_AGO
from schemas.errors import Refused
from schemas.events import (
    CanonicalChanged,
    ConflictDecided,
    EvidenceJoined,
    Move,
    StatusReported,
    TicketFrozen,
)
from schemas.snapshot import BROADCASTS
from tests.unit.domain import acts as random
from tests.unit.domain.given import Act, Story, state_of
from tests.unit.domain.stories import RULE_SETS, portrait


def told(story: Story, act: Act) -> None:
    """One act more; being refused is one way to go on."""
    story.when(act)
    if not isinstance(story.error, Refused):
        story.then(*(type(stored) for stored in story.last))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(RULE_SETS), random.acts)
def test_a_ticket_is_what_its_stored_events_make_it(rules: RuleSet, acts: list[Act]) -> None:
    story = Story(rules)
    for act in acts:
        told(story, act)
    assert state_of(story.replayed()) == state_of(story.ticket)
    event(f"frozen {min(2, len(story.all(TicketFrozen)))}, decided {min(2, len(story.all(ConflictDecided)))}")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(RULE_SETS), random.acts)
def test_what_is_broadcast_is_what_the_ticket_stands_at(rules: RuleSet, acts: list[Act]) -> None:
    story = Story(rules)
    was_frozen = False
    for act in acts:
        told(story, act)
        ticket, timeline = story.ticket, story.ticket.timeline
        broadcasts = [stored for stored in story.last if stored.TOPIC in BROADCASTS]
        assert len(broadcasts) <= 1
        assert ticket.is_frozen is (timeline.open_pairs > 0)
        if was_frozen and ticket.is_frozen:
            assert not broadcasts
        elif was_frozen:
            assert broadcasts[0].thawed == story.conflict
        elif ticket.is_frozen:
            assert isinstance(broadcasts[0], TicketFrozen)
        if not ticket.is_frozen and timeline.mover is not None:
            assert ticket.broadcast.status is timeline.canonical
            assert ticket.broadcast.since == timeline.mover.at
        was_frozen = ticket.is_frozen
    versions = [r.event.snapshot for r in story.stored if isinstance(r.event, CanonicalChanged | TicketFrozen)]
    assert versions == list(range(1, len(versions) + 1))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(RULE_SETS), random.acts)
def test_who_reads_the_events_alone_can_draw_every_lane(rules: RuleSet, acts: list[Act]) -> None:
    story = Story(rules)
    lane: list[Move] = []
    tracks: dict[str, dict[str, list[Any]]] = {}
    for act in acts:
        told(story, act)
        for stored in story.last:
            if isinstance(stored, StatusReported):
                track = tracks.setdefault(stored.system, {})
                track[stored.delivery_id] = [stored.status, stored.is_change, stored.echo]
                for correction in stored.corrections:
                    was_echo = track[correction.delivery_id][-1]
                    is_echo = was_echo if correction.echo is None else correction.echo
                    track[correction.delivery_id] = [correction.status, correction.is_change, is_echo]
                if stored.moves_from is not None:
                    lane = [move for move in lane if move.at < stored.moves_from] + list(stored.moves)
            if isinstance(stored, ConflictDecided):
                lane.append(Move(stored.at, stored.status))
    drawn = portrait(story.ticket.timeline)
    assert [(move.at, move.status, move.system) for move in lane] == [
        (move.at, move.status, move.system) for move in drawn.moves
    ]
    assert tracks == {
        system: {delivery_id: meant for delivery_id, *meant in track} for system, track in drawn.tracks.items()
    }


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(RULE_SETS), random.acts)
def test_a_decision_stands_until_something_later_happens(rules: RuleSet, acts: list[Act]) -> None:
    story = Story(rules)
    for act in acts:
        told(story, act)
        timeline = story.ticket.timeline
        decided = story.all(ConflictDecided)
        assert timeline.settled_at == (decided[-1].at if decided else LONG_AGO)
        since = [
            entry for track in timeline.tracks.values() for entry in track.entries if entry.at > timeline.settled_at
        ]
        if decided and not since:
            assert timeline.canonical is decided[-1].status
        for pair in timeline.pairs():
            assert pair.earlier.at > timeline.settled_at


@settings(max_examples=150, deadline=None)
@given(random.acts)
def test_the_evidence_counts_every_contradiction_once(acts: list[Act]) -> None:
    story = Story()
    counted = 0
    for act in acts:
        before = set(portrait(story.ticket.timeline).contradictions)
        told(story, act)
        came = set(portrait(story.ticket.timeline).contradictions) - before
        for stored in story.last:
            if isinstance(stored, TicketFrozen):
                assert len(stored.contradictions) == len(came)
            if isinstance(stored, EvidenceJoined):
                assert stored.total == len(stored.contradictions) == len(came)
                counted += 1
    event(f"joined: {min(3, counted)}")
