"""What the timeline makes of reports that come late, in sentences."""

import pytest

from hub.domain.timeline import BeforeFloor, Timeline
from hub.domain.track import Reading
from schemas.events import StatusReported
from schemas.instant import HOUR, MINUTE
from schemas.status import Status
from tests.unit.domain.given import given, minute, says
from tests.unit.domain.stories import DEFAULT_RULES

NEW, ACKNOWLEDGED, IN_PROGRESS = Status.NEW, Status.ACKNOWLEDGED, Status.IN_PROGRESS
RESOLVED, CLOSED, REOPENED = Status.RESOLVED, Status.CLOSED, Status.REOPENED


def reading(system: str, status: Status, at: float) -> Reading:
    return Reading(minute(at), system, status.value, status, f"{system}-{at}")


def test_the_canonical_status_does_not_run_backwards_because_a_system_joins_late() -> None:
    story = given(says("crm", IN_PROGRESS, 0), says("mes", NEW, 30), says("mes", ACKNOWLEDGED, 31))
    assert story.ticket.timeline.canonical is IN_PROGRESS


def test_work_in_another_system_twenty_minutes_after_the_end_is_no_reopening() -> None:
    story = given(says("crm", RESOLVED, 0), says("erp", IN_PROGRESS, 20))
    assert story.ticket.timeline.canonical is RESOLVED
    assert not story.ticket.is_frozen


def test_work_in_another_system_within_the_window_after_the_end_is_a_contradiction() -> None:
    assert given(says("crm", RESOLVED, 0), says("erp", IN_PROGRESS, 15)).ticket.is_frozen


def test_a_snapshot_at_every_edit_does_not_refresh_the_window() -> None:
    story = given(*(says("crm", RESOLVED, at) for at in range(0, 60, 5)), says("itsm", REOPENED, 60))
    assert not story.ticket.is_frozen


def test_a_change_that_means_something_else_now_lets_later_ones_move_the_ticket() -> None:
    """Working follows Resolved after all, so it was a reopening; and out of Reopened, Acknowledged leads on."""
    story = given(
        says("crm", "Working", 60, status=IN_PROGRESS, reopens=True),
        says("erp", NEW, 100),
        says("itsm", ACKNOWLEDGED, 140),
    )
    assert story.ticket.timeline.canonical is IN_PROGRESS
    story.when(says("crm", RESOLVED, 5, received=150))
    assert story.ticket.timeline.canonical is ACKNOWLEDGED
    moves = story.the(StatusReported).moves
    assert [(move.system, move.status) for move in moves] == [
        ("crm", RESOLVED),
        ("crm", REOPENED),
        ("itsm", ACKNOWLEDGED),
    ]


@pytest.mark.parametrize(("gap", "is_closed"), [(15, True), (15.1, False)])
def test_what_may_contradict_what_was_folded_away_is_not_added_without_it(gap: float, *, is_closed: bool) -> None:
    timeline = Timeline(DEFAULT_RULES)
    timeline.add(reading("crm", RESOLVED, 10))
    timeline.fold_before(5 * HOUR)
    late = reading("itsm", REOPENED, 10 + gap)
    if is_closed:
        with pytest.raises(BeforeFloor):
            timeline.add(late)
        assert (len(timeline), timeline.open_pairs, timeline.canonical) == (0, 0, RESOLVED)
    else:
        assert timeline.add(late).pairs == []
        assert timeline.canonical is REOPENED


def test_a_repeat_is_known_as_one_although_what_it_repeats_was_folded_away() -> None:
    timeline = Timeline(DEFAULT_RULES)
    timeline.add(reading("crm", RESOLVED, 10))
    timeline.fold_before(5 * HOUR)
    assert not timeline.add(reading("crm", RESOLVED, 60)).entry.is_change
    assert timeline.moves_since(0) == []


def test_a_word_after_done_reopens_although_the_end_was_folded_away() -> None:
    timeline = Timeline(DEFAULT_RULES)
    timeline.add(reading("crm", CLOSED, 10))
    timeline.fold_before(5 * HOUR)
    word = Reading(HOUR, "crm", "Working", IN_PROGRESS, "d9", reopens=True)
    assert timeline.add(word).entry.status is REOPENED


def test_only_what_happened_before_the_horizon_is_folded_away() -> None:
    timeline = Timeline(DEFAULT_RULES)
    for at in (10, 20, 30):
        timeline.add(reading("crm", (NEW, IN_PROGRESS, RESOLVED)[at // 10 - 1], at))
    timeline.fold_before(20 * MINUTE)
    assert [entry.at for entry in timeline.tracks["crm"].entries] == [20 * MINUTE, 30 * MINUTE]
    assert timeline.floor == 10 * MINUTE
    assert not timeline.has_delivery("crm", "crm-10")
    assert timeline.has_delivery("crm", "crm-20")
