"""Delays in buckets keep their quantiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.delays import Delays, bucket_of, quantile, read
from schemas.instant import DAY, MINUTE

FIVE_MINUTES = 5 * MINUTE


def histogram(delays: list[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for delay in delays:
        counts[bucket_of(delay)] = counts.get(bucket_of(delay), 0) + 1
    return counts


def test_the_threshold_is_an_edge_so_what_lies_above_it_is_counted_exactly() -> None:
    assert read(histogram([FIVE_MINUTES, FIVE_MINUTES + 1, 0])).over == 1


def test_a_clock_that_runs_ahead_counts_as_no_delay() -> None:
    assert bucket_of(-MINUTE) == bucket_of(0) == 0


def test_no_delays_have_no_quantile() -> None:
    assert read({}) == Delays(count=0, median=None, p95=None, over=0)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.95, 1.0])
@given(delays=st.lists(st.integers(2_000, 3_000 * DAY), min_size=1, max_size=50))
def test_a_quantile_lies_within_a_tenth_of_the_true_one(delays: list[int], share: float) -> None:
    found = quantile(histogram(delays), share)
    rank = max(0, -(-round(share * len(delays) * 100) // 100) - 1)
    assert found == pytest.approx(sorted(delays)[rank], rel=0.1)


@given(delays=st.lists(st.integers(0, 10**18), min_size=2, max_size=50))
def test_a_longer_delay_never_falls_into_an_earlier_bucket(delays: list[int]) -> None:
    buckets = [bucket_of(delay) for delay in sorted(delays)]
    assert buckets == sorted(buckets)
    assert 0 <= buckets[0] <= buckets[-1] < 2**15
