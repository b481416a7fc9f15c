"""What the hub wrote to a system, and which reports may be that write coming back (docs/domain.md §6.6)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from hub.domain.echo import ECHO_AFTER, ECHO_BEFORE
from hub.domain.track import Reading
from schemas.events import WriteRef
from schemas.instant import Instant
from schemas.status import Status


class Write(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One attempt to tell a system a status, or a step of it. ``outcome`` is empty until it is settled."""

    system: str
    native: str
    status: Status
    snapshot: int
    begun_at: Instant
    seen: Instant
    outcome: str = ""
    step_of: Instant = 0
    """When the attempt began in which the status lies on the way; 0 for the status that is written itself."""

    @property
    def is_step(self) -> bool:
        """Whether the status lies only on the way to the one that is written."""
        return self.step_of != 0


def may_come_of(reading: Reading, writes: Sequence[Write]) -> tuple[WriteRef, ...]:
    """The writes that a report may be the echo of, likeliest first: of its own word, then the earlier.

    It may, if it says what was written, happened close to the write, and was received after everything that the hub
    knew when it began. What was known is part of the write, so the answer hangs on the report and the writes alone, not
    on the order in which they arrive: a report recorded before a write was received no later than ``seen``.
    """
    possible = [write for write in writes if _can_come_of(reading, write)]
    possible.sort(key=lambda write: (write.native != reading.native, write.begun_at))
    return tuple(WriteRef(write.begun_at, write.step_of or write.begun_at) for write in possible)


def _can_come_of(reading: Reading, write: Write) -> bool:
    return (
        reading.system == write.system
        and reading.received_at > write.seen
        and write.begun_at - ECHO_BEFORE <= reading.at <= write.begun_at + ECHO_AFTER
        and (reading.native == write.native or _can_mean(reading, write.status))
    )


def _can_mean(reading: Reading, status: Status) -> bool:
    return reading.status is status or (reading.reopens and status is Status.REOPENED)


def last_write(writes: Sequence[Write], system: str) -> Write | None:
    """The latest write to a system; the steps on its way are none by themselves."""
    return next((write for write in reversed(writes) if write.system == system and not write.is_step), None)


def remembered(writes: Sequence[Write], floor: Instant) -> list[Write]:
    """The writes that a report behind ``floor`` may still be an echo of, and the latest one to each system."""
    latest = {write.system: write for write in writes if not write.is_step}
    return [write for write in writes if write.begun_at + ECHO_AFTER > floor or latest.get(write.system) is write]
