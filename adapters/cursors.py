"""How far a list of changes has been read, as the opaque text that the hub keeps."""

from __future__ import annotations

import msgspec

from schemas.instant import SECOND, Instant

SETTLING = 2 * SECOND
"""Systems show whole seconds. What changed twice in one second looks the same both times, so an item counts as read
only once it has been read this long after it was first seen with its time."""


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """An item as it was last read: its own time, when it was first seen with it, and whether that was read late enough
    for the time to say everything."""

    at: Instant
    first_seen: Instant
    is_settled: bool = False


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """From which time on changes are asked for, how many of them have been read, and which of them need no reading."""

    since: Instant
    offset: int = 0
    newest: Instant = 0
    """The newest change that this round of pages has shown."""
    seen: dict[str, Seen] = {}

    def sees(self, native_id: str, at: Instant, now: Instant) -> Seen:
        """What is to be remembered of an item that is read now."""
        before = self.seen.get(native_id)
        first = before.first_seen if before is not None and before.at == at else now
        return Seen(at, first, now - first >= SETTLING)

    def needs(self, native_id: str, at: Instant) -> bool:
        """Whether an item with this time has to be read."""
        before = self.seen.get(native_id)
        return before is None or before.at != at or not before.is_settled


def read_cursor(text: str) -> Cursor | None:
    """The cursor that a text holds; None for the empty one, and for one that an older adapter has left."""
    try:
        return msgspec.json.decode(text, type=Cursor) if text else None
    except msgspec.DecodeError:
        return None


def write_cursor(cursor: Cursor) -> str:
    return msgspec.json.encode(cursor).decode()
