"""Rules that are published judge what is recorded from then on: by the reports alone, in whatever order they come."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from conflict.book import RuleBook
from hub.domain import checkpoint
from hub.domain.ticket import Ticket, replay
from hub.domain.timeline import Timeline
from hub.domain.track import Reading
from schemas.events import ConflictWithdrawn, EvidenceJoined, Recorded, StatusReported, TicketFrozen
from schemas.instant import DAY
from schemas.status import Status
from tests.unit.domain import specification as spec
from tests.unit.domain.given import UID, says, state_of
from tests.unit.domain.given import given as given_story
from tests.unit.domain.specification import Broken
from tests.unit.domain.stories import DEFAULT_RULES, ODD_RULES, RULE_SETS, STRICT_RULES, portrait, readings


def book(*more: int) -> RuleBook:
    """The default rules, and more of the sets behind them."""
    made = RuleBook(DEFAULT_RULES)
    for number, which in enumerate(more, start=1):
        made.put(number, RULE_SETS[which])
    return made


@st.composite
def numbered(draw: st.DrawFn) -> list[Reading]:
    """Readings, each recorded under any of three sets of rules."""
    return [replace(reading, rules=draw(st.integers(0, 2))) for reading in draw(readings())]


def contradictions(told: list[Reading]) -> list[Broken]:
    """What the specification says: each pair is judged by the rules of its higher number, as if they were all alone."""
    number = {(reading.system, reading.delivery_id): reading.rules for reading in told}
    return sorted(
        broken
        for which, rules in enumerate((DEFAULT_RULES, ODD_RULES, STRICT_RULES))
        for broken in spec.contradictions(told, [], rules.rules, rules.window)
        if max(number[broken.earlier[:2]], number[broken.later[:2]]) == which
    )


@pytest.mark.usefixtures("uncounted")
@settings(max_examples=300, deadline=None)
@given(numbered(), st.randoms(use_true_random=False))
def test_who_contradicts_whom_hangs_on_the_reports_alone(told: list[Reading], chance: Random) -> None:
    rules = book(1, 2)
    timeline, shuffled = Timeline(rules), Timeline(rules)
    for reading in told:
        timeline.add(reading)
    chance.shuffle(told)
    for reading in told:
        shuffled.add(reading)
    assert portrait(timeline) == portrait(shuffled)
    assert portrait(timeline).contradictions == contradictions(told)
    event(f"contradictions: {min(3, timeline.open_pairs)}")


@settings(max_examples=100, deadline=None)
@given(numbered())
def test_rules_that_come_later_change_nothing_about_what_is_recorded(told: list[Reading]) -> None:
    known = [reading for reading in told if reading.rules < 2]
    before, after = Timeline(book(1)), Timeline(book(1, 2))
    for reading in known:
        before.add(reading)
        after.add(reading)
    assert portrait(before) == portrait(after)


def test_an_open_conflict_stays_open_under_rules_that_know_it_no_more() -> None:
    rules = book()
    story = given_story(says("crm", Status.RESOLVED, 0), says("itsm", Status.REOPENED, 4), rules=rules)
    assert story.ticket.is_frozen
    rules.put(1, ODD_RULES)
    story.when(says("crm", Status.RESOLVED, 6, rules=1))
    assert story.ticket.is_frozen
    assert not story.all(ConflictWithdrawn)
    assert state_of(story.replayed()) == state_of(story.ticket)


def test_what_was_reported_before_freezes_by_new_rules_only_with_something_new() -> None:
    rules = book()
    story = given_story(says("crm", Status.RESOLVED, 0), says("crm", Status.IN_PROGRESS, 5), rules=rules)
    assert not story.ticket.is_frozen
    rules.put(1, STRICT_RULES)
    story.when(says("crm", Status.IN_PROGRESS, 6, rules=1))
    assert not story.all(TicketFrozen), "a pair from before stays as it was judged"
    story.when(says("mes", Status.CLOSED, 7, rules=1)).then(StatusReported, TicketFrozen)
    frozen = story.the(TicketFrozen)
    assert {pair.rules for pair in frozen.contradictions} == {1}
    assert frozen.rules == "strict"


def test_evidence_says_by_which_rules_it_was_judged() -> None:
    rules = book()
    story = given_story(says("crm", Status.RESOLVED, 0), says("itsm", Status.REOPENED, 4), rules=rules)
    (frozen,) = story.all(TicketFrozen)
    assert ([pair.rules for pair in frozen.contradictions], frozen.rules) == ([0], DEFAULT_RULES.version)
    rules.put(1, STRICT_RULES)
    story.when(says("erp", Status.CLOSED, 5, rules=1))
    joined = story.the(EvidenceJoined)
    assert {pair.rules for pair in joined.contradictions} == {1}


def test_a_checkpoint_from_before_new_rules_is_good() -> None:
    rules = book()
    story = given_story(says("crm", Status.NEW, 0), says("crm", Status.RESOLVED, 4), rules=rules)
    state = checkpoint.write(story.ticket, DAY)
    rules.put(1, STRICT_RULES)
    read_back = checkpoint.read(UID, story.ticket.version, state, rules)
    assert read_back is not None
    assert state_of(read_back) == state_of(story.ticket)
    assert checkpoint.read(UID, story.ticket.version, state, RuleBook(STRICT_RULES)) is None


def test_a_report_under_rules_that_are_not_known_yet_is_learned_first() -> None:
    class Learning(RuleBook):
        def learn(self, number: int) -> None:
            self.put(number, STRICT_RULES)

    rules = book(2)
    story = given_story(says("crm", Status.RESOLVED, 0, rules=1), says("crm", Status.PENDING, 5, rules=1), rules=rules)
    assert story.ticket.is_frozen
    behind = replay(Ticket(UID, Learning(DEFAULT_RULES)), list[Recorded](story.stored))
    assert portrait(behind.timeline) == portrait(story.ticket.timeline)
