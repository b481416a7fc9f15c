"""A silence is too long beside what was usual at that hour of the week, and nothing is claimed of what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.hours import KEPT, Heard, Hours
from projections.rhythm import FEWEST, PATIENCE, Patience, Silence, compared, silence
from schemas.instant import DAY, HOUR, MINUTE, SECOND, Instant, from_datetime, from_iso

MONDAY: Instant = from_iso("2026-01-05T00:00:00Z")
WEEK = 7 * DAY
SHANGHAI = ZoneInfo("Asia/Shanghai")


def known_from(arrivals: Iterable[Instant]) -> Hours:
    """The hours that the views would hold."""
    heard = Heard("mes", 0)
    for at in arrivals:
        heard.hear(at)
    return {row.hour: row for row in heard.rows.values() if row.hour > heard.forgotten}


def shifts(weeks: float, every: int = 5 * MINUTE) -> list[Instant]:
    """A plant that works from 06:00 to 18:00 on Mondays to Fridays, for so many weeks from a Monday on."""
    return [
        at
        for at in range(MONDAY, MONDAY + round(weeks * WEEK), every)
        if (at - MONDAY) % WEEK < 5 * DAY and 6 * HOUR <= at % DAY < 18 * HOUR
    ]


def at_moment(arrivals: list[Instant], now: Instant, patience: Patience = PATIENCE) -> Silence:
    come = [at for at in arrivals if at <= now]
    return silence(now, come[-1], len(come), known_from(come), patience=patience)


def week_day_hour(week: int, day: int, hour: float) -> Instant:
    """Weeks count from 0, days from Monday, 0."""
    return MONDAY + week * WEEK + day * DAY + round(hour * HOUR)


@pytest.mark.parametrize(("day", "hour"), [(0, 3), (2, 23), (4, 18.5), (5, 12), (6, 23.9), (0, 6.01)])
def test_who_is_silent_every_night_and_weekend_is_not_missed_then(day: int, hour: float) -> None:
    found = at_moment(shifts(5), week_day_hour(4, day, hour))
    assert (found.is_too_long, found.weeks) == (False, 3 if (day, hour) < (0, 7) else 4)
    assert found.lasts <= (found.usual or 0)


def test_a_silence_in_the_middle_of_a_shift_is_too_long_after_a_quarter_of_an_hour_more_than_usual() -> None:
    stopped = [at for at in shifts(5) if at <= week_day_hour(4, 2, 10)]
    edge = week_day_hour(4, 2, 10) + 20 * MINUTE
    assert at_moment(stopped, edge).is_too_long is False
    found = at_moment(stopped, edge + SECOND)
    assert (found.is_too_long, found.usual) == (True, 5 * MINUTE)


@pytest.mark.usefixtures("uncounted")
def test_who_stopped_at_noon_is_still_missed_at_night_and_on_the_weekend() -> None:
    stopped = [at for at in shifts(5) if at <= week_day_hour(4, 4, 12)]
    for hours in range(1, 70):
        assert at_moment(stopped, stopped[-1] + hours * HOUR + MINUTE).is_too_long, hours


def test_who_does_not_begin_in_the_morning_is_missed_within_two_hours_of_it() -> None:
    ended = shifts(4)
    assert at_moment(ended, week_day_hour(4, 0, 6.9)).is_too_long is False
    assert at_moment(ended, week_day_hour(4, 0, 8.01)).is_too_long is True


@pytest.mark.usefixtures("uncounted")
def test_who_begins_or_ends_half_an_hour_off_is_not_missed() -> None:
    early = [at for at in shifts(5) if at <= week_day_hour(4, 4, 17.5)]
    for minutes in range(0, 60 * 60, 20):
        assert at_moment(early, early[-1] + minutes * MINUTE).is_too_long is False


def test_pauses_that_differ_need_more_than_the_longest_to_be_too_long() -> None:
    rare = [MONDAY + hours * HOUR for week in range(5) for hours in range(week * 168, week * 168 + 168, 5)]
    stopped = [at for at in rare if at <= week_day_hour(4, 3, 0)]
    assert at_moment(stopped, stopped[-1] + 9 * HOUR).is_too_long is False
    assert at_moment(stopped, stopped[-1] + 12 * HOUR).is_too_long is True
    assert at_moment(stopped, stopped[-1] + 12 * HOUR, Patience(pauses=3.0)).is_too_long is False


def test_a_week_out_of_the_ordinary_does_not_widen_what_is_usual() -> None:
    holiday = [at for at in shifts(6) if not week_day_hour(2, 2, 0) <= at < week_day_hour(2, 3, 0)]
    found = at_moment(holiday, week_day_hour(5, 2, 10))
    assert (found.weeks, found.usual) == (5, 5 * MINUTE)
    too_soon = at_moment(holiday, week_day_hour(3, 2, 10))
    assert (too_soon.weeks, too_soon.usual) == (3, 18 * HOUR + 5 * MINUTE)


def test_of_an_hour_that_is_known_from_one_week_nothing_is_claimed() -> None:
    stopped = [at for at in shifts(2) if at <= week_day_hour(1, 2, 10)]
    found = at_moment(stopped, week_day_hour(1, 2, 16))
    assert found == Silence(lasts=6 * HOUR, usual=None, is_too_long=False, weeks=1)
    assert at_moment(stopped, week_day_hour(1, 2, 16), Patience(weeks=1)).is_too_long is True


def test_of_a_system_of_which_hardly_anything_came_nothing_is_claimed() -> None:
    few = [MONDAY + place * DAY for place in range(FEWEST - 1)]
    assert at_moment(few, few[-1] + 100 * DAY).usual is None
    enough = [MONDAY + place * DAY for place in range(FEWEST)]
    assert at_moment(enough, enough[-1] + 100 * DAY).is_too_long is True


def test_who_was_silent_for_months_is_still_missed() -> None:
    assert at_moment(shifts(12), MONDAY + 40 * WEEK + 10 * HOUR).is_too_long is True


def test_nothing_is_longer_than_usual_with_a_clock_that_stands_behind() -> None:
    come = shifts(4)
    assert silence(come[-1] - MINUTE, come[-1], len(come), known_from(come)).lasts == 0


def test_the_hours_are_those_of_the_sites_clocks_also_over_a_change_of_them() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    begin = datetime(2026, 3, 2, tzinfo=berlin)  # clocks go forward on the 29th
    days = [begin + timedelta(days=day) for day in range(31) if day % 7 < 5]
    come = [from_datetime(day + timedelta(hours=6, minutes=10 * step)) for day in days for step in range(72)]
    now = from_datetime(begin + timedelta(days=30, hours=3))
    before = [at for at in come if at < now]
    assert silence(now, before[-1], len(before), known_from(before), zone=berlin).is_too_long is False
    late = from_datetime(begin + timedelta(days=30, hours=8, minutes=5))
    assert silence(late, before[-1], len(before), known_from(before), zone=berlin).is_too_long is True


@given(
    minutes=st.sets(st.integers(0, 7 * 24 * 60 - 1), min_size=10, max_size=60),
    offset=st.integers(0, WEEK),
    zone=st.sampled_from([ZoneInfo("UTC"), SHANGHAI, ZoneInfo("Asia/Kolkata")]),
)
def test_who_does_the_same_every_week_is_never_missed(minutes: set[int], offset: int, zone: ZoneInfo) -> None:
    come = [MONDAY + week * WEEK + minute * MINUTE for week in range(6) for minute in sorted(minutes)]
    now = MONDAY + 5 * WEEK + offset
    before = [at for at in come if at <= now]
    found = silence(now, before[-1], len(before), known_from(before), zone=zone)
    assert found.usual is not None
    assert not found.is_too_long


@given(
    gaps=st.lists(st.integers(1, 3 * DAY), min_size=1, max_size=80),
    silent=st.integers(0, 80 * DAY),
    zone=st.sampled_from([ZoneInfo("UTC"), SHANGHAI]),
)
def test_what_is_compared_is_kept_and_no_more(gaps: list[int], silent: int, zone: ZoneInfo) -> None:
    come = [MONDAY]
    for gap in gaps:
        come.append(come[-1] + gap)
    now = come[-1] + silent
    hours, wanted = known_from(come), compared(now, come[-1], zone)
    assert len(hours) <= KEPT
    assert min(wanted) > come[-1] // HOUR - KEPT
    asked = {hour: row for hour, row in hours.items() if hour in wanted}
    whole = silence(now, come[-1], len(come), hours, zone=zone)
    assert silence(now, come[-1], len(come), asked, zone=zone) == whole


@given(gaps=st.lists(st.integers(-HOUR, 2 * DAY), min_size=1, max_size=40), cut=st.integers(0, 40))
def test_an_hour_is_the_same_in_whatever_batches_it_came(gaps: list[int], cut: int) -> None:
    come = [MONDAY]
    for gap in gaps:
        come.append(come[-1] + gap)
    first, second = Heard("mes", 0), Heard("mes", max(come[:cut], default=0))
    for at in come[:cut]:
        first.hear(at)
    for at in come[cut:]:
        second.hear(at)
    sums: dict[int, tuple[int, int]] = {}
    for row in (*first.rows.values(), *second.rows.values()):
        reports, longest = sums.get(row.hour, (0, 0))
        sums[row.hour] = reports + row.reports, max(longest, row.longest)
    kept = {hour: both for hour, both in sums.items() if hour > second.forgotten}
    assert kept == {hour: (row.reports, row.longest) for hour, row in known_from(come).items()}
