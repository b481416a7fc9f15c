"""Clocks: by how much a system's runs ahead of the hub's, as its quickest reports show. Pure.

Received minus occurred is the time a report was on its way, plus what the hub's clock is ahead of the system's. No
report arrives before it was sent: one that was received before it happened shows a clock that is ahead, by so much at
least. A clock that is behind looks like a slow delivery, and cannot be told from one.
"""

from __future__ import annotations

from typing import Final

from projections.hours import QUICKEST, Hours
from schemas.instant import HOUR, SECOND, Instant

WINDOW: Final = 24
"""The quickest reports are those of so many hours, up to the one in which a system was last seen."""
_ROUNDED: Final = SECOND
"""Systems round their times: what is no more ahead than this shows nothing."""


def recent(last_seen: Instant) -> set[int]:
    """The hours that have to be known."""
    latest = last_seen // HOUR
    return set(range(latest - WINDOW + 1, latest + 1))


def quickest(last_seen: Instant, hours: Hours) -> tuple[int, ...]:
    """The delays of the quickest reports of the window in order, in microseconds; negative: before they happened."""
    found = (delay for hour in recent(last_seen) if hour in hours for delay in hours[hour].quickest)
    return tuple(sorted(found)[:QUICKEST])


def ahead(quickest: tuple[int, ...]) -> int | None:
    """By how much a clock is ahead at least, in microseconds, as all of the quickest reports show; None: they do not.

    One alone shows nothing: it may carry a date that was planned.
    """
    if len(quickest) < QUICKEST or quickest[-1] >= -_ROUNDED:
        return None
    return -quickest[-1]
