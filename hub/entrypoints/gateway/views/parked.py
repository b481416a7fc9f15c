"""What was parked, in the form in which it is read, and what became of it when it was tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.entrypoints.gateway.views.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedRow:
    """A parked delivery. ``state`` is ``parked`` or ``released``."""

    id: str
    system: str
    reason: str
    detail: str
    received_at: Moment
    state: str = "parked"
    uid: str = ""
    native_id: str = ""
    native: str = ""
    at: Moment | None = None
    retries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedPage:
    items: tuple[ParkedRow, ...]
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedBody:
    """A parked delivery as the store gives it: the raw bytes are for the gateway to show."""

    parked: ParkedRow
    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    """Every id by which its report names the ticket in its system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedView:
    """A parked delivery with the start of its body: as text, or in Base64 where it is none."""

    parked: ParkedRow
    content_type: str
    body: str
    encoding: str
    """``utf-8`` or ``base64``."""
    bytes: int
    """Of the whole body."""
    truncated: bool
    headers: dict[str, str]
    """Those that the body is read by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeView:
    """What became of a report that was tried again."""

    verdict: str
    parked_id: str
    uid: str
    reason: str
    detail: str
    frozen: bool
    conflict: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesView:
    outcomes: tuple[OutcomeView, ...]
