"""Delays in logarithmic buckets: a distribution that takes the same room for ten delays as for ten million.

An edge lies every eighth of an octave, so a quantile read from the buckets is right within 9 %. One edge is exactly
five minutes, the threshold of docs/domain.md §7.2, so that what lies above it is counted exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, log2
from typing import Final

import msgspec

from projections.deviation import THRESHOLD

_PER_OCTAVE: Final = 8
_ORIGIN: Final = 150
"""The bucket that ends at the threshold; the first one ends below a millisecond."""
_LAST: Final = _ORIGIN + 22 * _PER_OCTAVE
"""Ends at forty years."""


class Delays(msgspec.Struct, frozen=True):
    """A distribution read from buckets; times in microseconds, None for the quantiles of nothing."""

    count: int
    median: int | None
    p95: int | None
    over: int
    """How many are longer than the threshold."""


def bucket_of(delay: int) -> int:
    """The bucket of a delay in microseconds; 0 for none. A negative one is a clock's error and counts as none."""
    if delay <= 0:
        return 0
    return min(max(1, _ORIGIN + ceil(_PER_OCTAVE * log2(delay / THRESHOLD))), _LAST)


def quantile(buckets: Mapping[int, int], share: float) -> int | None:
    """The delay in microseconds below which that share (0 to 1) of the counted delays lie; None for no delays."""
    rank = share * sum(buckets.values())
    if not rank:
        return None
    below = 0
    for bucket, count in sorted(buckets.items()):
        if below + count >= rank:
            return _within(bucket, (rank - below) / count)
        below += count
    return None


def _within(bucket: int, part: float) -> int:
    """The delay that lies that part of the way through a bucket."""
    return round(THRESHOLD * 2 ** ((bucket - _ORIGIN - 1 + part) / _PER_OCTAVE)) if bucket else 0


def read(buckets: Mapping[int, int], threshold: int = THRESHOLD) -> Delays:
    """Sum up buckets; ``over`` is exact for thresholds on an edge, else off by what shares the threshold's bucket."""
    edge = bucket_of(threshold)
    return Delays(
        count=sum(buckets.values()),
        median=quantile(buckets, 0.5),
        p95=quantile(buckets, 0.95),
        over=sum(count for bucket, count in buckets.items() if bucket > edge),
    )
