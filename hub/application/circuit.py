"""A system that fails again and again is left alone for a while, then tried once."""

from __future__ import annotations

from typing import Final, Protocol

import msgspec

from schemas.instant import MINUTE, Instant

OPENS_AFTER: Final = 5
"""Failures in a row."""
PAUSE: Final = 1 * MINUTE
"""Microseconds until one more is tried, doubled by each that fails."""
LONGEST: Final = 15 * MINUTE


LOOKUPS: Final = "lookup/"
"""Before a system's name: whether it can be asked for objects, apart from whether it can be written to."""


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """That a system could not be written to, or asked for an object, when it was last tried."""

    system: str
    """Its name, behind :data:`LOOKUPS` where it could not be asked."""
    failures: int
    """In a row, whatever the ticket or the object."""
    error: str
    failed_at: Instant
    left_alone_until: Instant | None = None
    """Until then it is not tried; None: it is not left alone."""


class Troubles(Protocol):
    """Which systems fail, for people to see. All raise Unavailable."""

    def keep_trouble(self, trouble: Trouble) -> None:
        """Store that a system fails, and why, in place of what was known of it."""
        ...

    def end_pause(self, system: str) -> None:
        """A system that fails is left alone no longer; why it failed is known until it works."""
        ...

    def end_trouble(self, system: str) -> None:
        """A system did what it was asked."""
        ...


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

    def trouble(self, system: str, why: str, now: Instant) -> Trouble:
        """How the system stands after a failure just now."""
        until = self._closed_from or None
        return Trouble(system=system, failures=self._failures, error=why, failed_at=now, left_alone_until=until)

    def worked(self) -> None:
        """The system did what it was asked, or said in order why not."""
        self._failures, self._closed_from = 0, 0

    def failed(self, now: Instant) -> None:
        """The system did not answer, was overloaded, or refused the hub's login."""
        self._failures += 1
        if self.is_open:
            self._closed_from = now + min(LONGEST, PAUSE << min(self._failures - OPENS_AFTER, 8))
