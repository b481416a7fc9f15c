"""The timeline is fast and keeps much in mind; the specification is slow and keeps nothing. They agree."""

from collections import Counter

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from hub.domain.timeline import BeforeFloor, Timeline
from hub.domain.track import Reading
from schemas.instant import MINUTE
from schemas.status import Status
from tests.unit.domain.specification import Decision, Moved
from tests.unit.domain.stories import (
    DEFAULT_RULES,
    Story,
    entry_told,
    pair_told,
    portrait,
    specified,
    stories,
    tell,
    timeline_of,
    told_in_another_order,
)

pytestmark = pytest.mark.usefixtures("uncounted")


@settings(max_examples=250, deadline=None)
@given(stories())
def test_a_timeline_says_what_the_specification_says_after_every_step(story: Story) -> None:
    timeline = Timeline(story.rules)
    readings: list[Reading] = []
    decisions: list[Decision] = []
    for step in story.steps:
        tell(timeline, step)
        if isinstance(step, Decision):
            decisions.append(step)
        else:
            readings.append(step)
        assert portrait(timeline) == specified(story.rules, readings, decisions)
    event(f"contradictions: {min(3, timeline.open_pairs)}")
    event(f"decisions: {len(decisions)}")


@settings(max_examples=150, deadline=None)
@given(stories(), st.data())
def test_the_order_of_arrival_does_not_matter(story: Story, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(story.steps))
    another = timeline_of(story, told_in_another_order(story, shuffled))
    assert portrait(another) == portrait(timeline_of(story))


@settings(max_examples=100, deadline=None)
@given(stories(), st.data())
def test_what_was_delivered_is_known_and_what_was_not_is_not(story: Story, data: st.DataObject) -> None:
    timeline = timeline_of(story)
    before = portrait(timeline)
    redelivered = data.draw(st.lists(st.sampled_from(story.readings))) if story.readings else []
    for reading in redelivered:
        if not timeline.has_delivery(reading.system, reading.delivery_id):
            timeline.add(reading)
    assert portrait(timeline) == before
    assert len(timeline) == len(story.readings)
    assert not timeline.has_delivery("crm", "never delivered")


@settings(max_examples=250, deadline=None)
@given(stories())
def test_an_effect_is_the_difference_between_before_and_after(story: Story) -> None:
    timeline = Timeline(story.rules)
    for step in story.steps:
        before = portrait(timeline)
        if isinstance(step, Decision):
            timeline.settle(step.at, step.status)
            continue
        effect = timeline.add(step)
        after = portrait(timeline)

        stood = set(before.tracks.get(step.system, ()))
        stands = [told for told in after.tracks[step.system] if told not in stood]
        assert sorted(stands) == sorted(entry_told(entry) for entry in (effect.entry, *effect.corrected))
        assert effect.entry.reading is step

        came = Counter(after.contradictions) - Counter(before.contradictions)
        assert Counter(pair_told(pair) for pair in effect.pairs) == came

        assert effect.moves_from == first_difference(before.moves, after.moves)


def first_difference(before: list[Moved], after: list[Moved]) -> int | None:
    """The moment from which two canonical lanes run differently."""
    for was, now in zip(before, after, strict=False):
        if was != now:
            return min(was.at, now.at)
    rest = before[len(after) :] or after[len(before) :]
    return rest[0].at if rest else None


@settings(max_examples=250, deadline=None)
@given(stories(max_readings=14), st.integers(0, 14), st.integers(-5, 45))
def test_what_was_folded_away_is_not_missed(story: Story, fold_after: int, minute: int) -> None:
    """Where the past is needed after all, the timeline says so and stays as it is; else it tells what is left alike."""
    folded, whole = Timeline(story.rules), Timeline(story.rules)
    for index, step in enumerate(story.steps):
        if index == fold_after:
            folded.fold_before(minute * MINUTE)
            event(f"folded something: {folded.floor >= 0}")
        if isinstance(step, Reading) and step.at <= folded.closed_until:
            before = portrait(folded)
            with pytest.raises(BeforeFloor):
                folded.add(step)
            assert portrait(folded) == before
            assert not folded.has_delivery(step.system, step.delivery_id)
            continue
        tell(folded, step)
        tell(whole, step)
        assert_tells_the_rest_of(folded, whole)


def assert_tells_the_rest_of(folded: Timeline, whole: Timeline) -> None:
    left, everything = portrait(folded), portrait(whole)
    assert left.canonical is everything.canonical
    assert left.contradictions == everything.contradictions
    assert left.open_pairs == everything.open_pairs
    assert left.moves == everything.moves[len(everything.moves) - len(left.moves) :]
    for system, track in everything.tracks.items():
        kept = left.tracks.get(system, [])
        assert kept == track[len(track) - len(kept) :]
    assert max(folded.last_at, folded.settled_at) == max(whole.last_at, whole.settled_at)
    assert all(entry.at > folded.floor for track in folded.tracks.values() for entry in track.entries)


def test_nothing_is_folded_away_while_a_contradiction_is_open() -> None:
    story = Story(
        DEFAULT_RULES,
        [
            Reading(0, "crm", "Resolved", Status.RESOLVED, "d0"),
            Reading(MINUTE, "itsm", "Reopened", Status.REOPENED, "d1"),
        ],
    )
    timeline = timeline_of(story)
    timeline.fold_before(60 * MINUTE)
    assert len(timeline) == 2
    timeline.settle(2 * MINUTE, Status.CLOSED)
    timeline.fold_before(60 * MINUTE)
    assert len(timeline) == 0
    assert timeline.canonical is Status.CLOSED
