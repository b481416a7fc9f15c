"""Who runs behind, since when and by how much."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.deviation import (
    Deviation,
    LaneChange,
    Spread,
    Standing,
    deviations,
    is_consistent,
    is_yellow,
    percentile,
    spread,
    standings,
)
from schemas.instant import HOUR, MINUTE, SECOND, Instant
from schemas.status import Status

NEW, ACKNOWLEDGED, IN_PROGRESS = Status.NEW, Status.ACKNOWLEDGED, Status.IN_PROGRESS
RESOLVED, CLOSED, REOPENED, CANCELLED = Status.RESOLVED, Status.CLOSED, Status.REOPENED, Status.CANCELLED


def lane(*changes: tuple[int, Status]) -> list[LaneChange]:
    """A lane of changes whose times are given in minutes."""
    return [LaneChange(minute * MINUTE, status) for minute, status in changes]


def standing(own: Sequence[LaneChange], moves: Sequence[LaneChange]) -> Standing:
    return standings({"mes": own}, moves)[0]


def delays(own: Sequence[LaneChange], moves: Sequence[LaneChange]) -> list[tuple[Status, float]]:
    """The system's deviations in minutes."""
    return [(found.status, found.delay / MINUTE) for found in deviations({"mes": own}, moves)]


# -- where a system stands ------------------------------------------------------------------------------------------


def test_a_system_that_agrees_is_not_behind() -> None:
    found = standing(lane((0, NEW), (10, RESOLVED)), lane((0, NEW), (10, RESOLVED)))
    assert found == Standing("mes", RESOLVED, 10 * MINUTE, None, None)


def test_a_system_that_has_not_followed_is_behind_since_the_ticket_moved() -> None:
    found = standing(lane((0, NEW)), lane((0, NEW), (10, CLOSED)))
    assert found == Standing("mes", NEW, 0, 10 * MINUTE, 10 * MINUTE)


def test_steps_on_the_way_do_not_restart_the_time_it_is_behind() -> None:
    found = standing(lane((0, NEW), (12, ACKNOWLEDGED), (20, IN_PROGRESS)), lane((0, NEW), (10, CLOSED)))
    assert (found.behind_since, found.apart_since) == (10 * MINUTE, 10 * MINUTE)


def test_within_one_group_a_system_is_behind_but_not_apart() -> None:
    found = standing(lane((0, RESOLVED)), lane((0, RESOLVED), (10, CLOSED)))
    assert (found.behind_since, found.apart_since) == (10 * MINUTE, None)


def test_a_system_is_apart_from_when_the_groups_parted_not_from_when_it_fell_behind() -> None:
    found = standing(lane((0, NEW)), lane((0, NEW), (10, IN_PROGRESS), (30, RESOLVED)))
    assert (found.behind_since, found.apart_since) == (10 * MINUTE, 30 * MINUTE)


def test_done_and_void_are_apart() -> None:
    assert standing(lane((0, CANCELLED)), lane((5, RESOLVED))).apart_since == 5 * MINUTE


def test_a_moment_of_agreement_ends_the_time_it_is_behind() -> None:
    found = standing(lane((0, NEW), (20, RESOLVED)), lane((0, NEW), (10, RESOLVED), (25, REOPENED)))
    assert found.behind_since == 25 * MINUTE


def test_a_system_that_joins_late_is_behind_since_its_first_report() -> None:
    found = standing(lane((60, NEW)), lane((0, NEW), (10, CLOSED)))
    assert (found.behind_since, found.apart_since) == (60 * MINUTE, 60 * MINUTE)


def test_a_system_whose_echo_came_first_is_behind_since_there_is_a_canonical_status() -> None:
    assert standing(lane((0, NEW)), lane((5, IN_PROGRESS))).behind_since == 5 * MINUTE


def test_a_change_at_the_very_moment_of_the_move_agrees() -> None:
    assert standing(lane((0, NEW), (10, RESOLVED)), lane((0, NEW), (10, RESOLVED))).behind_since is None


def test_a_status_that_held_for_no_time_is_no_agreement() -> None:
    found = standing(lane((0, NEW), (10, RESOLVED), (10, IN_PROGRESS)), lane((0, NEW), (5, RESOLVED)))
    assert found.behind_since == 5 * MINUTE


def test_nobody_is_behind_while_there_is_no_canonical_status() -> None:
    assert standing(lane((0, NEW)), []) == Standing("mes", NEW, 0, None, None)


def test_a_system_that_never_reported_does_not_stand_anywhere() -> None:
    assert standings({"mes": []}, lane((0, NEW))) == []


def test_a_system_turns_yellow_by_the_passing_of_time_after_the_threshold_and_not_at_it() -> None:
    found = standing(lane((0, NEW)), lane((0, NEW), (10, CLOSED)))
    assert is_consistent(found, now=15 * MINUTE)
    assert is_yellow(found, now=15 * MINUTE + 1)
    assert not is_yellow(found, now=15 * MINUTE + 1, threshold=HOUR)


def test_a_system_that_agrees_never_turns_yellow() -> None:
    assert is_consistent(standing(lane((0, NEW)), lane((0, NEW))), now=1000 * HOUR)


# -- how far it deviates --------------------------------------------------------------------------------------------


def test_the_system_that_moves_the_ticket_deviates_by_nothing() -> None:
    assert delays(lane((0, NEW), (10, RESOLVED)), lane((0, NEW), (10, RESOLVED))) == [(NEW, 0), (RESOLVED, 0)]


def test_a_system_deviates_by_how_long_after_the_first_it_comes() -> None:
    assert delays(lane((3, NEW), (17, RESOLVED)), lane((0, NEW), (10, RESOLVED))) == [(NEW, 3), (RESOLVED, 7)]


def test_a_system_that_stood_there_already_deviates_by_nothing() -> None:
    assert delays(lane((0, IN_PROGRESS)), lane((2, NEW), (5, IN_PROGRESS))) == [(IN_PROGRESS, 0)]


def test_a_system_that_was_there_and_left_deviates_until_it_is_back() -> None:
    own = lane((0, IN_PROGRESS), (2, NEW), (9, IN_PROGRESS))
    assert delays(own, lane((5, IN_PROGRESS))) == [(IN_PROGRESS, 4)]


def test_a_system_that_follows_after_the_ticket_moved_on_still_has_its_deviation() -> None:
    assert delays(lane((30, IN_PROGRESS)), lane((5, IN_PROGRESS), (10, RESOLVED))) == [(IN_PROGRESS, 25)]


def test_what_comes_after_the_ticket_is_back_in_a_status_belongs_to_the_later_time() -> None:
    moves = lane((0, RESOLVED), (10, REOPENED), (20, RESOLVED))
    assert delays(lane((23, RESOLVED)), moves) == [(RESOLVED, 3)]


def test_a_system_that_has_not_followed_has_no_deviation_yet() -> None:
    assert delays(lane((0, NEW)), lane((0, NEW), (10, RESOLVED))) == [(NEW, 0)]


def test_a_decision_that_confirms_the_status_starts_no_new_segment() -> None:
    assert delays(lane((12, RESOLVED)), lane((0, RESOLVED), (10, RESOLVED))) == [(RESOLVED, 12)]


def test_deviations_say_whose_and_when_the_first_was_there() -> None:
    found = deviations({"crm": lane((0, NEW)), "mes": lane((2, NEW))}, lane((0, NEW)))
    assert found == [Deviation("crm", NEW, 0, 0), Deviation("mes", NEW, 0, 2 * MINUTE)]


# -- summing up -----------------------------------------------------------------------------------------------------


def test_a_spread_counts_only_what_is_longer_than_the_threshold() -> None:
    found = spread([0, 5 * MINUTE, 5 * MINUTE + 1])
    assert found == Spread(3, 5 * MINUTE, pytest.approx(5 * MINUTE, abs=SECOND), 1)


def test_no_delays_spread_over_nothing() -> None:
    assert spread([]) == Spread(0, 0.0, 0.0, 0)


@pytest.mark.parametrize(("values", "expected"), [([], 0), ([7], 7), ([0, 100], 95), (range(101), 95)])
def test_a_percentile_is_interpolated(values: Sequence[int], expected: float) -> None:
    assert percentile(values, 95) == pytest.approx(expected)


# -- what holds for any tracks ---------------------------------------------------------------------------------------

lanes = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(list(Status))), max_size=8).map(
    lambda changes: [LaneChange(at, status) for at, status in sorted(changes, key=lambda change: change[0])]
)


def status_at(changes: Sequence[LaneChange], at: Instant) -> Status | None:
    """The plain reading of a lane: what the last change so far says."""
    return next((status for changed_at, status in reversed(changes) if changed_at <= at), None)


def differs_since(own: Sequence[LaneChange], moves: Sequence[LaneChange], key: str) -> Instant | None:
    """The plain reading of "since when without a break", instant by instant."""
    since = None
    for at in range(31):
        mine, canonical = status_at(own, at), status_at(moves, at)
        if mine is None or canonical is None or getattr(mine, key) == getattr(canonical, key):
            since = None
        elif since is None:
            since = at
    return since


@given(own=lanes.filter(len), moves=lanes)
def test_standing_is_what_reading_both_lanes_instant_by_instant_gives(
    own: list[LaneChange], moves: list[LaneChange]
) -> None:
    found = standing(own, moves)
    assert found.status is own[-1].status
    assert found.behind_since == differs_since(own, moves, "rank")
    assert found.apart_since == differs_since(own, moves, "group")


@given(own=lanes, moves=lanes)
def test_whoever_is_apart_is_behind_at_least_as_long(own: list[LaneChange], moves: list[LaneChange]) -> None:
    for found in standings({"mes": own}, moves):
        if found.apart_since is not None:
            assert found.behind_since is not None
            assert found.behind_since <= found.apart_since


@given(own=lanes, moves=lanes)
def test_a_deviation_ends_where_the_system_reached_the_status(own: list[LaneChange], moves: list[LaneChange]) -> None:
    for found in deviations({"mes": own}, moves):
        assert found.delay >= 0
        if found.delay:
            assert (found.at + found.delay, found.status) in own
        else:
            assert status_at(own, found.at) is found.status or (found.at, found.status) in own


@given(own=lanes, moves=lanes)
def test_no_change_of_a_system_follows_two_segments(own: list[LaneChange], moves: list[LaneChange]) -> None:
    late = [(found.status, found.at + found.delay) for found in deviations({"mes": own}, moves) if found.delay]
    assert len(late) == len(set(late))


@given(changes=lanes)
def test_the_canonical_lane_never_deviates_from_itself(changes: list[LaneChange]) -> None:
    assert all(found.delay == 0 for found in deviations({"hub": changes}, changes))
    assert all(found.behind_since is None for found in standings({"hub": changes}, changes))
