"""Rhythm: whether a system is silent for longer than it usually is. Pure.

Usual at a moment is how long nothing had come at the same hour of the week, in the site's time, in the weeks before the
silence: who is silent every night and every weekend is not missed then. The hours to either side count with it, for
shifts do not begin to the minute, and one week in four may have been out of the ordinary (a holiday, an outage) without
widening what is usual. On top of that a system may be silent for as long as it usually pauses around the hour in which
it fell silent, for pauses differ.

Nothing is claimed of an hour that is known from too few weeks, nor of a system of which hardly anything came.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta, tzinfo
from typing import Final

import msgspec

from projections.hours import Hours
from schemas.instant import DAY, HOUR, MINUTE, Instant, from_datetime, to_datetime

WEEKS: Final = 8
"""So many weeks are compared with, at most."""
FEWEST: Final = 20
"""Reports that must have come from a system before anything is usual with it."""
_BESIDE: Final = (-1, 0, 1)
_FORGIVEN: Final = 4
"""One week in so many counts as out of the ordinary."""


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long a system may be silent beyond what is usual at a moment: the longer of the two times."""

    pauses: float = 1.0
    """As so many of the longest pauses that are usual around the hour in which it fell silent."""
    at_least: int = 15 * MINUTE
    """In microseconds."""
    weeks: int = 2
    """From so many weeks an hour has to be known."""


PATIENCE: Final = Patience()


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """How long nothing has come from a system, beside what is usual; microseconds."""

    lasts: int
    usual: int | None
    """The longest that is usual at this hour of the week; None: too little is known to say."""
    is_too_long: bool
    weeks: int
    """From so many weeks this hour is known."""


def silence(
    now: Instant, last_seen: Instant, reports: int, hours: Hours, *, patience: Patience = PATIENCE, zone: tzinfo = UTC
) -> Silence:
    """How long nothing has come at ``now``, by what is known of the hours of :func:`compared`.

    The last full hour is judged too: what is known of an hour is how it ended, so that early in the next one a silence
    would look shorter beside it than it did.
    """
    lasts = max(0, now - last_seen)
    known = _longest(now, last_seen, hours, zone)
    usual, pause = _usual(known, patience), _usual(_longest(last_seen, last_seen, hours, zone), patience)
    if usual is None or pause is None or reports < FEWEST:
        return Silence(lasts=lasts, usual=None, is_too_long=False, weeks=len(known))
    beyond = max(patience.at_least, round(patience.pauses * pause))
    full = _last_full(now)
    before = _usual(_longest(full, last_seen, hours, zone), patience)
    is_too_long = lasts > usual + beyond or (before is not None and full - last_seen > before + beyond)
    return Silence(lasts=lasts, usual=usual, is_too_long=is_too_long, weeks=len(known))


def compared(now: Instant, last_seen: Instant, zone: tzinfo = UTC) -> set[int]:
    """The hours that have to be known of a system which was last seen at ``last_seen``."""
    moments = (now, _last_full(now), last_seen)
    before = (moment for each in moments for moment in alike(each, last_seen, zone))
    return {moment // HOUR + beside for moment in before for beside in _BESIDE}


def _last_full(now: Instant) -> Instant:
    """The last moment of the hour before."""
    return now // HOUR * HOUR - 1


def _usual(longest: list[int], patience: Patience) -> int | None:
    """The longest of those that are not out of the ordinary; None for too few."""
    return longest[len(longest) // _FORGIVEN] if len(longest) >= max(1, patience.weeks) else None


def _longest(moment: Instant, last_seen: Instant, hours: Hours, zone: tzinfo) -> list[int]:
    """The longest silence around this hour of the week, of each week from which it is known whole, longest first."""
    found = []
    for each in alike(moment, last_seen, zone):
        around = [hours[hour] for beside in _BESIDE if (hour := each // HOUR + beside) in hours]
        if len(around) == len(_BESIDE):
            found.append(max(row.longest for row in around))
    return sorted(found, reverse=True)


def alike(moment: Instant, last_seen: Instant, zone: tzinfo) -> Iterator[Instant]:
    """The same moment by the site's clocks in the weeks whose hours around it had ended when the silence began."""
    local = to_datetime(moment).astimezone(zone)
    first = max(1, (moment - last_seen) // (7 * DAY))
    weeks = (from_datetime(local - timedelta(weeks=week)) for week in range(first, first + WEEKS + 2))
    ended = [each for each in weeks if each // HOUR + _BESIDE[-1] < last_seen // HOUR]
    yield from ended[:WEEKS]
