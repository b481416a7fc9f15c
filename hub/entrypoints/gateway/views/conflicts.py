"""Exception tickets, in the form in which they are read: their evidence, their steps, and what choices lead to."""

from __future__ import annotations

from dataclasses import dataclass

from hub.entrypoints.gateway.views.moment import Moment
from hub.entrypoints.gateway.views.sentence import Sentence
from schemas.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two reports that contradict each other."""

    system: str
    native: str
    status: Status
    at: Moment
    received_at: Moment
    actor: str = ""
    note: str = ""
    mapping: str = ""
    adapter: str = ""
    delivery_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionView:
    """Two reports that break a rule, and the sentence that says so."""

    rule: str
    first: Side
    second: Side
    seconds: float
    said: Sentence
    rules: int = 0
    """Version of the published rules that judged them; 0: those of the hub's files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """An exception ticket in a list. ``state`` is ``open``, ``claimed``, ``decided`` or ``withdrawn``."""

    conflict: str
    uid: str
    state: str
    opened_at: Moment
    rules: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    claimed_by: str = ""
    decided_by: str = ""
    closed_at: Moment | None = None
    choice: str = ""
    status: Status | None = None
    reason: str = ""
    accepted: str = ""
    """The system whose side was accepted."""
    said: Sentence | None = None
    """Why its first two reports contradict each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPage:
    items: tuple[ConflictRow, ...]
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictStep:
    """Something that happened to an exception ticket.

    ``kind`` is ``opened``, ``joined``, ``claimed``, ``handed-over``, ``commented``, ``decided`` or ``withdrawn``.
    """

    kind: str
    at: Moment
    by: str = ""
    to: str = ""
    """Whom it was handed to; empty: back into the queue."""
    text: str = ""
    """The comment, the note or the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictView:
    """An exception ticket with its evidence, and what happened to it, oldest first."""

    conflict: ConflictRow
    contradictions: tuple[ContradictionView, ...]
    steps: tuple[ConflictStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteProspect:
    """What a system would be told, if writing to it is on."""

    system: str
    native_id: str
    native: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectView:
    """What a choice would lead to: the status that subscribers would get, and the systems that would be told."""

    choice: str
    status: Status
    snapshot: int
    system: str = ""
    """Whose side would be accepted."""
    writes: tuple[WriteProspect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospects:
    items: tuple[ProspectView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedView:
    """An exception ticket after a claim or a decision, and the position that holds it."""

    conflict: str
    uid: str
    state: str
    by: str
    position: int
    status: Status | None = None
    snapshot: int = 0
