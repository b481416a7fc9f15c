"""Tickets, in the form in which they are read: in a list, with their lanes, with every event, and explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hub.entrypoints.gateway.views.moment import Moment
from hub.entrypoints.gateway.views.sentence import Sentence
from schemas.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemState:
    """Where one system stands with a ticket."""

    system: str
    status: Status
    native: str
    since: Moment
    native_id: str = ""
    aliases: tuple[str, ...] = ()
    """Other ids of the ticket there, where the ticket is read by itself."""
    behind_since: Moment | None = None
    """Since when it differs from the canonical status."""
    yellow: bool = False
    """It has differed for longer than the threshold."""
    apart_since: Moment | None = None
    """Since when it has stood in another group (open, done, void) than the canonical status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """A ticket in a list."""

    uid: str
    status: Status | None
    since: Moment | None
    version: int
    """Of the last snapshot that was broadcast."""
    broadcast: Status | None = None
    """The status of that snapshot: what others believe. ``status`` may be ahead of it while the ticket is frozen."""
    frozen: bool = False
    conflict: str = ""
    """The open exception ticket, if it is frozen."""
    yellow: bool = False
    apart_since: Moment | None = None
    updated_at: Moment | None = None
    systems: tuple[SystemState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """Tickets, and the cursors of the pages before and behind them; empty on the first and on the last one."""

    items: tuple[TicketRow, ...]
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a lane; without an end it lasts."""

    status: Status
    start: Moment
    end: Moment | None = None
    native: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One lane of the gantt; the hub's own has no system."""

    system: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something to mark on the time axis: ``conflict``, ``decision``, ``unmapped`` ..."""

    kind: str
    at: Moment
    system: str = ""
    text: str = ""
    ref: str = ""
    """The exception ticket or the parked report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A ticket with its lanes side by side."""

    ticket: TicketRow
    lanes: tuple[Lane, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """An event of a ticket. ``at`` inside ``data`` and the like are ISO 8601."""

    version: int
    position: int
    type: str
    recorded_at: Moment
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    uid: str
    items: tuple[HistoryEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step on the way to a verdict."""

    at: Moment
    said: Sentence
    system: str = ""
    native: str = ""
    status: Status | None = None
    delivery_id: str = ""
    """Of the report that it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a ticket stands where it stands."""

    uid: str
    status: Status | None
    frozen: bool
    verdict: Sentence
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawView:
    """The body that a report came in, or its start: as text without secrets, or in Base64 where it is none."""

    content_type: str
    body: str
    encoding: str
    """``utf-8`` or ``base64``."""
    bytes: int
    """Of the whole body."""
    truncated: bool
    headers: dict[str, str]
    """Those that the body was read by."""
