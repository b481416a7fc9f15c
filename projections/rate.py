"""Rate: how much came from a system within an hour, and how much usually comes at this hour of the week. Pure."""

from __future__ import annotations

from datetime import UTC, tzinfo
from statistics import median
from typing import Final

import msgspec

from projections.hours import Hours
from projections.rhythm import PATIENCE, Patience, alike
from schemas.instant import HOUR, Instant

_BOTH: Final = (-1, 0)


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """Reports an hour."""

    now: float
    """Within the last hour. Within an hour of the clock, reports count as if they had come evenly."""
    usual: float | None
    """The same in the middle one of the weeks before; None: too little is known to say."""


def rate(now: Instant, last_seen: Instant, hours: Hours, *, patience: Patience = PATIENCE, zone: tzinfo = UTC) -> Rate:
    """How much came within the hour up to ``now``, by what is known of the hours of :func:`counted`."""
    part = now % HOUR / HOUR
    known = [
        _reports(moment // HOUR, hours) * part + _reports(moment // HOUR - 1, hours) * (1 - part)
        for moment in alike(now, last_seen, zone)
        if all(moment // HOUR + place in hours for place in _BOTH)
    ]
    usual = median(known) if len(known) >= max(1, patience.weeks) else None
    come = _reports(now // HOUR, hours) + _reports(now // HOUR - 1, hours) * (1 - part)
    return Rate(now=come, usual=usual)


def counted(now: Instant, last_seen: Instant, zone: tzinfo = UTC) -> set[int]:
    """The hours that have to be known of a system which was last seen at ``last_seen``."""
    return {moment // HOUR + place for moment in (now, *alike(now, last_seen, zone)) for place in _BOTH}


def _reports(hour: int, hours: Hours) -> int:
    return hours[hour].reports if hour in hours else 0
