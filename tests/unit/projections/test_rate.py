"""Reports an hour, now and usually."""

from projections.hours import Heard, Hours
from projections.rate import Rate, counted, rate
from projections.rhythm import Patience
from schemas.instant import DAY, HOUR, MINUTE, Instant, from_iso

MONDAY: Instant = from_iso("2026-01-05T00:00:00Z")
WEEK = 7 * DAY


def known_from(arrivals: list[Instant]) -> Hours:
    heard = Heard("mes", 0)
    for at in arrivals:
        heard.hear(at)
    return {hour: row for hour, row in heard.rows.items() if hour > heard.forgotten}


def test_the_last_hour_is_counted_across_the_full_hour() -> None:
    come = [MONDAY + minute * MINUTE for minute in range(90)]
    now = MONDAY + 90 * MINUTE
    assert rate(now, come[-1], known_from(come)) == Rate(now=30 + 60 * 0.5, usual=None)


def test_who_is_silent_comes_down_to_nothing() -> None:
    come = [MONDAY + minute * MINUTE for minute in range(60)]
    assert rate(MONDAY + 3 * HOUR, come[-1], known_from(come)).now == 0


def test_usual_is_the_middle_one_of_the_weeks_at_this_hour() -> None:
    come = [
        MONDAY + week * WEEK + 9 * HOUR + hour * HOUR + place * MINUTE
        for week, reports in enumerate([4, 10, 40, 12])
        for hour in range(3)
        for place in range(reports)
    ]
    now = MONDAY + 3 * WEEK + 11 * HOUR
    before = [at for at in come if at < now]
    assert rate(now, before[-1], known_from(before)) == Rate(now=12, usual=10)
    hours = {hour: row for hour, row in known_from(before).items() if hour in counted(now, before[-1])}
    assert rate(now, before[-1], hours).usual == 10
    assert rate(now, before[-1], hours, patience=Patience(weeks=4)).usual is None
