"""A system that fails again and again is left alone for a while, then tried once."""

from __future__ import annotations

from typing import Final

import msgspec

from schemas.instant import MINUTE, Instant

OPENS_AFTER: Final = 5
"""Failures in a row."""
PAUSE: Final = 1 * MINUTE
"""Microseconds until one write is tried, doubled by each that fails."""
LONGEST: Final = 15 * MINUTE


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """That a system could not be written to when it was last tried."""

    system: str
    failures: int
    """In a row, whatever the ticket."""
    error: str
    failed_at: Instant
    left_alone_until: Instant | None = None
    """Until then nothing is written; None: it is not left alone."""


class Circuit:
    """Whether a system may be tried now. While it is open, one try each pause closes it or doubles the pause."""

    def __init__(self) -> None:
        self._failures = 0
        self._closed_from: Instant = 0

    def allows(self, now: Instant) -> bool:
        """Whether a try may be made."""
        return now >= self._closed_from

    @property
    def is_open(self) -> bool:
        """Whether the system has failed too often in a row."""
        return self._failures >= OPENS_AFTER

    @property
    def left_alone_until(self) -> Instant | None:
        """From when on a try may be made; None: it was always allowed."""
        return self._closed_from or None

    @property
    def failures(self) -> int:
        """In a row."""
        return self._failures

    def worked(self) -> None:
        """The system did what it was asked, or said in order why not."""
        self._failures, self._closed_from = 0, 0

    def failed(self, now: Instant) -> None:
        """The system did not answer, was overloaded, or refused the hub's login."""
        self._failures += 1
        if self.is_open:
            self._closed_from = now + min(LONGEST, PAUSE << min(self._failures - OPENS_AFTER, 8))
