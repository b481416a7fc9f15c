"""A checkpoint is the ticket once more, or nothing."""

import msgspec
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from conflict.rules import RuleSet
from hub.domain import checkpoint
from hub.domain.checkpoint import MIN_EVENTS
from hub.domain.ticket import Ticket
from hub.domain.timeline import BeforeFloor
from schemas.errors import Refused
from schemas.instant import DAY, Instant
from schemas.status import Status
from tests.unit.domain import acts as random
from tests.unit.domain.given import Act, Story, decides, minute, says, state_of
from tests.unit.domain.given import given as given_story
from tests.unit.domain.stories import DEFAULT_RULES, RULE_SETS, STRICT_RULES

MINUTE_LATE = 60_000_000


def restored(ticket: Ticket, state: bytes, rules: RuleSet | None = None) -> Ticket | None:
    return checkpoint.read(ticket.uid, ticket.version, state, rules or ticket.timeline.rules)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(RULE_SETS), random.acts, st.sampled_from([0, MINUTE_LATE, 10 * MINUTE_LATE, 7 * DAY]))
def test_a_ticket_read_back_equals_the_one_written_down(rules: RuleSet, acts: list[Act], max_lateness: Instant) -> None:
    story = Story(rules)
    for act in acts:
        story.when(act)
    state = checkpoint.write(story.ticket, max_lateness)
    read_back = restored(story.ticket, state)
    assert read_back is not None
    assert state_of(read_back) == state_of(story.ticket)
    assert read_back.checkpoint_version == story.ticket.checkpoint_version == story.ticket.version
    assert checkpoint.write(read_back, max_lateness) == state
    event(f"folded: {story.ticket.timeline.base is not None}, frozen: {story.ticket.is_frozen}")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(RULE_SETS), random.acts, random.acts, st.sampled_from([0, MINUTE_LATE, 7 * DAY]))
def test_the_story_goes_on_from_a_checkpoint_as_it_would_have_without(
    rules: RuleSet, before: list[Act], after: list[Act], max_lateness: Instant
) -> None:
    story = Story(rules)
    for act in before:
        story.when(act)
    state = checkpoint.write(story.ticket, max_lateness)
    read_back = restored(story.ticket, state)
    assert read_back is not None
    again = Story(rules)
    again.ticket, again.stored, again.acts = read_back, list(story.stored), story.acts
    for act in after:
        story.when(act)
        again.when(act)
        assert type(again.error) is type(story.error)
        assert again.error is None or isinstance(again.error, Refused | BeforeFloor)
        assert again.last == story.last
        assert state_of(again.ticket) == state_of(story.ticket)


def test_a_checkpoint_written_under_other_rules_is_passed_over() -> None:
    ticket = given_story(says("crm", Status.RESOLVED, 0)).ticket
    state = checkpoint.write(ticket, 0)
    assert restored(ticket, state, STRICT_RULES) is None


@pytest.mark.parametrize("state", [b"", b"\xc1", b"{}", msgspec.msgpack.encode([1, "rules"])])
def test_a_checkpoint_that_cannot_be_read_is_passed_over(state: bytes) -> None:
    assert checkpoint.read("SRV-20260126-00872-A9F", 1, state, DEFAULT_RULES) is None


def test_a_checkpoint_of_another_format_is_passed_over() -> None:
    ticket = given_story(says("crm", Status.NEW, 0)).ticket
    form = msgspec.msgpack.decode(checkpoint.write(ticket, 0))
    assert restored(ticket, msgspec.msgpack.encode(form)) is not None
    assert restored(ticket, msgspec.msgpack.encode([form[0] + 1, *form[1:]])) is None


def test_a_checkpoint_is_due_once_as_many_events_came_as_it_would_hold() -> None:
    """So the events written into checkpoints stay a constant share of those stored, however long the ticket is."""
    story = Story()
    written: list[tuple[int, int]] = []
    for at in range(0, 3_000, 10):
        story.when(says("crm", Status.NEW, at), says("crm", Status.IN_PROGRESS, at + 1))
        if checkpoint.is_due(story.ticket):
            checkpoint.write(story.ticket, 7 * DAY)
            written.append((story.ticket.version, len(story.ticket.timeline)))
    assert written[0][0] == MIN_EVENTS
    assert sum(size for _, size in written) <= 2 * story.ticket.version


def test_what_no_report_in_time_can_change_any_more_is_folded_away() -> None:
    story = Story()
    for day in range(30):
        story.when(says("crm", Status.NEW, day * 1440), says("crm", Status.IN_PROGRESS, day * 1440 + 1))
    checkpoint.write(story.ticket, 7 * DAY)
    assert len(story.ticket.timeline) == 2 * 7 + 2


def test_a_decision_that_was_folded_away_is_still_the_line_it_drew() -> None:
    story = given_story(says("crm", Status.RESOLVED, 0), says("itsm", Status.REOPENED, 4), decides("ann", 20))
    story.when(says("crm", Status.CLOSED, 8 * 1440))
    read_back = restored(story.ticket, checkpoint.write(story.ticket, DAY))
    assert read_back is not None
    assert (len(read_back.timeline), read_back.timeline.settled_at) == (1, minute(20))
    assert state_of(read_back) == state_of(story.ticket)
