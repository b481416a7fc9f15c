"""What happens in the course of the day, as the hub will hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hub.application.ports import Choice


class Slip(StrEnum):
    """How a report may name its ticket badly, or not at all."""

    NONE = ""
    NAMELESS = "nameless"
    """It carries no UID, and nobody knows the system's own id."""
    MISTYPED = "mistyped"
    """Two digits of the UID are swapped."""
    FOREIGN = "foreign"
    """It carries the UID of the fault before, which has a job of its own."""
    TORN = "torn"
    """The body ends in the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One change in one system. Times are seconds after the day began."""

    fault: int
    """The fault's number in the day."""
    system: str
    word: str
    at: float
    """When it happened, by the system's own clock."""
    sent: float
    """When it arrives at the hub."""
    delivery: str
    turn: int
    """The system's own count of changes of this ticket."""
    actor: str = ""
    note: str = ""
    event: str = ""
    opens: bool = False
    """The ticket has no UID yet; the hub will give it one."""
    slip: Slip = Slip.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """The quality team settles the conflict of a fault."""

    fault: int
    sent: float
    choice: Choice
    reason: str
    system: str = ""


Happening = Said | Ruled
