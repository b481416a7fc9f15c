"""The conflict rules and what they have done, in the form in which they are read."""

from __future__ import annotations

from dataclasses import dataclass

from hub.entrypoints.gateway.views.published import PublishedView
from hub.entrypoints.gateway.views.sentence import Sentence
from schemas.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """A conflict rule, in words, and what it has done."""

    name: str
    enabled: bool
    first: tuple[Status, ...]
    second: tuple[Status, ...]
    scope: str
    """``across``, ``within`` or ``any``."""
    order: str
    """``either``, ``then`` or ``strictly-then``."""
    correction_s: float
    said: Sentence
    """What breaks it."""
    why: Sentence
    """Why that is a contradiction, as half a sentence; empty where nobody has written it down."""
    conflicts: int = 0
    """That it began or joined in these days."""
    waiting: int = 0
    decided: int = 0
    false_alarms: int = 0
    """Of those that were decided: found to be none."""
    withdrawn: int = 0
    false_alarm_rate: float | None = None
    """The share of false alarms in what was decided; None where nothing was."""
    latest: tuple[str, ...] = ()
    """The latest of its conflicts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesView:
    """The conflict rules in force, what they have done in so many days, and what was published, the latest first."""

    published: int
    """How often rules were published; 0: the hub's files are in force."""
    rules: str
    """Version of what they say."""
    window_s: float
    days: float
    items: tuple[RuleView, ...]
    text: str
    history: tuple[PublishedView, ...]
