"""Numbers within texts."""

from __future__ import annotations


def counted(text: str, count: int, **named: str) -> str:
    """A text with a number in it. Where a bar stands in it, what is in front of the bar is said of one."""
    one, _, many = text.partition("|")
    return (one if count == 1 or not many else many).format(count=f"{count:,}", **named)
