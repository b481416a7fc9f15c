"""Where the reading of a partition begins: at the stored offset, unless the partition has changed meanwhile."""

from __future__ import annotations

from typing import NamedTuple


class Beginning(NamedTuple):
    """The offset to begin at, and what is wrong about it, in a word for the log; nothing in most cases."""

    offset: int
    surprise: str = ""


MADE_ANEW = "topic_made_anew"
"""The stored offset lies behind the partition's end: the topic was deleted and created again, or its end was lost.
Everything in it is read; delivery ids tell what is known."""
DELETED_UNREAD = "records_deleted_unread"
"""Records were deleted by the topic's retention before anybody had read them."""


def beginning(stored: int | None, first: int, end: int) -> Beginning:
    """Where to begin in a partition that holds ``first`` up to, but not including, ``end``."""
    if stored is None:
        return Beginning(first)
    if stored > end:
        return Beginning(first, MADE_ANEW)
    if stored < first:
        return Beginning(first, DELETED_UNREAD)
    return Beginning(stored)
