"""Instants: exact to the microsecond, text only at the edges."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.instant import MINUTE, SECOND, from_datetime, from_iso, iso_json_of_digits, to_datetime, to_iso

FIRST, LAST = from_datetime(datetime.min.replace(tzinfo=UTC)), from_datetime(datetime.max.replace(tzinfo=UTC))


@given(st.integers(FIRST, LAST))
def test_an_instant_written_and_read_back_is_the_same(instant: int) -> None:
    assert from_iso(to_iso(instant)) == instant
    assert from_datetime(to_datetime(instant)) == instant


OF_OUR_TIME = st.integers(10**15, 10**16 - 1)


@given(
    st.integers(FIRST, LAST)
    | OF_OUR_TIME
    | st.builds(lambda i, unit: i - i % unit, OF_OUR_TIME, st.sampled_from([1000, SECOND, MINUTE]))
)
def test_digits_are_written_as_the_instant_is(instant: int) -> None:
    assert iso_json_of_digits(b"%d" % instant) == f'"{to_iso(instant)}"'.encode()


@given(st.lists(st.integers(0, 2**53)))
def test_instants_sort_as_their_times_do(instants: list[int]) -> None:
    assert sorted(instants) == sorted(instants, key=to_datetime)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T08:00:00+08:00", 0),
        ("1970-01-01 00:00:00.000001+00:00", 1),
        ("1970-01-01T00:00:00.1239999Z", 123_999),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("1970-01-01T00:00:01", 1_000_000),
    ],
)
def test_iso_8601_is_read(text: str, instant: int) -> None:
    assert from_iso(text) == instant


def test_a_time_without_a_zone_is_read_in_the_zone_that_is_given() -> None:
    assert to_iso(from_iso("2026-01-26T17:30:00", ZoneInfo("Asia/Shanghai"))) == "2026-01-26T09:30:00Z"
    assert to_iso(from_iso("2026-01-26T17:30:00Z", ZoneInfo("Asia/Shanghai"))) == "2026-01-26T17:30:00Z"


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_500_000, "1970-01-01T00:00:01.500Z"),
        (1, "1970-01-01T00:00:00.000001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
    ],
)
def test_a_time_is_written_with_as_many_digits_as_it_needs(instant: int, text: str) -> None:
    assert to_iso(instant) == text


@pytest.mark.parametrize("text", ["", "yesterday", "26.01.2026", "2026-02-30T00:00:00Z", "1769419800"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_iso(text)
