"""How far the systems agree, in the form in which it is read: as a rate, and the tickets in which they do not."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.entrypoints.gateway.views.moment import Moment
from hub.entrypoints.gateway.views.sentence import Sentence
from hub.entrypoints.gateway.views.tickets import SystemState


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A consistency rate at a moment."""

    at: Moment
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistencyView:
    """The share of (ticket, system) pairs that agree with the canonical status (docs/domain.md §7.3)."""

    at: Moment
    rate: float | None
    pairs: int
    agreeing: int
    by_system: dict[str, float]
    yellow: int = 0
    """Tickets with a system that is behind for longer than the threshold."""
    contradictions: int = 0
    """Tickets whose systems stand in different groups for longer than the threshold."""
    trend: tuple[Rate, ...] = ()
    yesterday: dict[str, float] = field(default_factory=dict)
    """The rates of a day ago by system, the empty name standing for all; what was not sampled then is left out."""
    last_week: dict[str, float] = field(default_factory=dict)
    """The same of seven days ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A ticket whose systems stand in different groups, and for how long (docs/domain.md §7.4)."""

    uid: str
    since: Moment
    seconds: float
    sides: tuple[SystemState, ...]
    said: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradictions:
    items: tuple[Apart, ...]
