"""What can be wrong with what people and systems give us, as exceptions with a cure in their text.

HubError
├── InvalidUid         a ticket id that is mistyped, forged or malformed
├── InvalidReport      a report that lacks what every report must have
├── UnknownTicket      no ticket of that UID
├── UnknownConflict    no exception ticket of that UID
├── NotAllowed         the caller's role does not permit it
└── Refused            the request is clear, but the state of things forbids it
    ├── Superseded     somebody else was faster
    ├── UnknownReviewer  nobody of that name may review
    └── TooOften       it was tried too often, and may be tried again after a while
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_MOST_NAMED: Final = 10


class HubError(Exception):
    """Root of the hub's own errors. ``str()`` is a sentence that says what to do."""


class InvalidUid(HubError):
    """A ticket id that is mistyped, forged or malformed."""

    def __init__(self, text: str, why: str) -> None:
        shown = text if len(text) <= 48 else text[:45] + "..."
        super().__init__(f"{shown!r} is no valid UID: {why}")
        self.text = text
        self.why = why


class InvalidReport(HubError):
    """A report that lacks what every report must have."""


class UnknownTicket(HubError):
    """No ticket of that UID."""


class UnknownConflict(HubError):
    """No exception ticket of that UID."""


class NotAllowed(HubError):
    """The caller's role does not permit it."""


class Refused(HubError):
    """The request is clear, but the state of things forbids it."""


class Superseded(Refused):
    """Somebody else was faster."""


class UnknownReviewer(Refused):
    """Nobody of that name may review; ``known`` are the names of those who may, so far as the hub knows them."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        shown = name if len(name) <= 48 else name[:45] + "..."
        named = ", ".join(known[:_MOST_NAMED]) + (", ..." if len(known) > _MOST_NAMED else "")
        super().__init__(
            f"the hub knows no reviewer named {shown!r}: name one of {named}; "
            "somebody new logs in once, or is added with 'statushub users add'"
        )
        self.name = shown
        self.known = known


class TooOften(Refused):
    """It was tried too often; ``wait`` microseconds from now it may be tried again."""

    def __init__(self, text: str, wait: int) -> None:
        super().__init__(text)
        self.wait = wait
