"""The place in a list at which a page ends, where that is a position of the log."""

from __future__ import annotations

from hub.entrypoints.gateway.queries import InvalidCursor


def place_of(cursor: str) -> int:
    """The position behind which the page begins; 0 for the first. Raises InvalidCursor."""
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        raise InvalidCursor(f"{cursor[:40]!r} is no place in the list; take it from the page before")
    return int(cursor)
