"""A clock that is ahead is told of when several reports show it, and never one that may be slow delivery."""

from hypothesis import given
from hypothesis import strategies as st

from projections.clocks import ahead, quickest, recent
from projections.hours import HourRow
from schemas.instant import DAY, HOUR, MINUTE, SECOND, Instant, from_iso

NOON: Instant = from_iso("2026-01-05T12:00:00Z")
EARLY = -40 * SECOND


def row(hour: int, *delays: int) -> HourRow:
    return HourRow(system="mes", hour=hour, quickest=sorted(delays)[:5])


def test_the_quickest_are_those_of_a_day_up_to_the_last_report() -> None:
    now = NOON // HOUR
    hours = {now: row(now, 3, 5), now - 23: row(now - 23, 1), now - 24: row(now - 24, -7)}
    assert quickest(NOON, hours) == (1, 3, 5)
    assert recent(NOON) == set(range(now - 23, now + 1))


def test_a_clock_is_ahead_by_what_five_reports_show() -> None:
    assert ahead((EARLY - DAY, EARLY - 2, EARLY - 1, EARLY, EARLY)) == 40 * SECOND
    assert ahead((EARLY - DAY, EARLY, EARLY, EARLY, MINUTE)) is None
    assert ahead((EARLY, EARLY, EARLY, EARLY)) is None
    assert ahead(()) is None


def test_a_time_that_was_rounded_up_shows_nothing() -> None:
    assert ahead((-SECOND,) * 5) is None
    assert ahead((-SECOND - 1,) * 5) == SECOND + 1


@given(
    delays=st.lists(st.integers(0, DAY), min_size=5, max_size=30),
    skew=st.integers(-DAY, DAY),
    wrong=st.lists(st.integers(-DAY, 0), max_size=4),
)
def test_no_more_is_claimed_than_is_true_whatever_four_reports_say(
    delays: list[int], skew: int, wrong: list[int]
) -> None:
    shown = tuple(sorted([delay - skew for delay in delays] + wrong)[:5])
    assert (ahead(shown) or 0) <= max(0, skew)
