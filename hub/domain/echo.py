"""The hub's own writes coming back: a write comes back once, and what is said again after another word is somebody's.

Which writes a report may be the echo of, its word, time and receipt say (:mod:`hub.domain.writes`). Whether it is one,
its place on the track says, and so it hangs on what was recorded alone, not on the order in which that arrived
(docs/domain.md §6.6).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from schemas.events import WriteRef
from schemas.instant import DAY, MINUTE, Instant

ECHO_BEFORE: Final = 2 * MINUTE
"""How far a system's clock may run behind the hub's, in microseconds: an echo seems to be that much older."""
ECHO_AFTER: Final = 5 * MINUTE
"""How long after a write began its echo may have happened, in microseconds."""
ECHO_KEPT: Final = DAY
"""For how long it is remembered that a write has come back, in microseconds: longer than any attempt takes."""


class Returned:
    """Which writes have come back on a track, for one who walks it in order."""

    __slots__ = ("heard", "over")

    def __init__(self, heard: Iterable[WriteRef] = (), over: Iterable[WriteRef] = ()) -> None:
        self.heard = set(heard)
        self.over = set(over)
        """Those after whose echo something else changed the track, later than they began: nothing comes of them now."""

    def take(self, echo_of: tuple[WriteRef, ...], at: Instant, *, is_change: bool) -> WriteRef | None:
        """The write that the next report comes of, of those that it may come of; None where somebody else said it.

        One that has not come back goes before one that has.
        """
        left = [write for write in echo_of if write not in self.over]
        came_of = next((write for write in left if write not in self.heard), left[0] if left else None)
        self.walk_past(came_of, at, is_change=is_change)
        return came_of

    def walk_past(self, came_of: WriteRef | None, at: Instant, *, is_change: bool) -> None:
        """The same, past a report of which it is known. What was passed on the way is nothing else than its end."""
        if is_change:
            attempt = came_of.attempt if came_of else None
            self.over.update(write for write in self.heard if write.begun_at <= at and write.attempt != attempt)
        if came_of is not None:
            self.heard.add(came_of)
