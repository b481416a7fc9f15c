"""What the gateway reads, as one port. Every call may block and may raise Unavailable; none needs the event loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from hub.application.deeds import Deed
from hub.entrypoints.gateway.views.conflicts import ConflictPage, ConflictRow, ConflictStep, ConflictView, ProspectView
from hub.entrypoints.gateway.views.consistency import Apart, ConsistencyView
from hub.entrypoints.gateway.views.parked import ParkedBody, ParkedPage
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.tickets import Explanation, RawView, TicketPage, TicketView
from hub.entrypoints.gateway.views.writes import WriteRow
from projections.conflicts import RuleRecord
from projections.coverage import Coverage
from projections.parked import ParkedCount, UnmappedWord
from projections.strips import Strips
from schemas.events import Recorded
from schemas.instant import Instant
from schemas.status import Status


class Positions(NamedTuple):
    """How far the log reaches, and how far every view that is read here has read it."""

    log: int
    views: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which tickets; None and the empty text mean any. ``cursor`` is another page's ``next`` or ``previous``."""

    status: Sequence[Status] = ()
    system: str = ""
    frozen: bool | None = None
    yellow: bool | None = None
    apart: bool | None = None
    updated_since: Instant | None = None
    """Something was recorded about it at or after this moment."""
    q: str = ""
    """Part of a UID or of a native id."""
    limit: int = 100
    cursor: str = ""
    as_of: Instant | None = None
    now: Instant = 0
    """The moment at which yellow is judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictFilter:
    state: Sequence[str] = ()
    uid: str = ""
    claimed_by: str = ""
    limit: int = 100
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedFilter:
    """Which parked deliveries; by default those that still are."""

    reason: str = ""
    system: str = ""
    state: str = "parked"
    limit: int = 100
    cursor: str = ""


class InvalidCursor(Exception):
    """A cursor that no page gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits for somebody: for the metrics, at the moment of asking."""

    lag: Mapping[str, int]
    """Events that each projection is behind."""
    open_conflicts: int
    oldest_conflict: Instant | None
    parked: Mapping[str, int]
    """Parked deliveries by reason."""


class Queries(Protocol):
    """Everything that is read. Lists and single things come from the views; history and feed from the log."""

    def positions(self) -> Positions:
        """Cheap: it is asked before every list, and again and again while somebody waits."""
        ...

    def tickets(self, wanted: TicketFilter) -> TicketPage: ...

    def count_tickets(self, wanted: TicketFilter, most: int) -> int:
        """How many tickets there are on all pages of a list as it is now, counted no further than ``most``."""
        ...

    def strips(self, uids: Sequence[str]) -> Strips:
        """The latest changes of these tickets, by UID and system; the canonical ones under the empty name."""
        ...

    def ticket(self, uid: str, *, as_of: Instant | None, now: Instant) -> TicketView:
        """Raises UnknownTicket, as do the next two."""
        ...

    def history(self, uid: str, *, as_of: Instant | None) -> Sequence[Recorded]:
        """Every event of the ticket that was recorded by then, oldest first."""
        ...

    def raw_body(self, uid: str, system: str, delivery_id: str) -> RawView | None:
        """The body that a report of the ticket came in, without secrets; None where it was not kept, or not so long."""
        ...

    def explain(self, uid: str, *, as_of: Instant | None) -> Explanation: ...

    def conflicts(self, wanted: ConflictFilter) -> ConflictPage: ...

    def conflict(self, conflict: str) -> ConflictView:
        """Raises UnknownConflict."""
        ...

    def conflict_steps(self, conflict: str) -> Sequence[ConflictStep]:
        """What happened to it, oldest first. Raises UnknownConflict."""
        ...

    def rule_records(self, since: Instant) -> Mapping[str, RuleRecord]:
        """What each rule has done since a moment, by its name."""
        ...

    def settled_conflicts(self, cursor: str, limit: int) -> ConflictPage:
        """Those that were decided or withdrawn, the latest first."""
        ...

    def count_conflicts(self, states: Sequence[str], claimed_by: str) -> int:
        """How many are in these states; the empty name means claimed by anybody or nobody."""
        ...

    def prospects(self, conflict: str, now: Instant) -> Sequence[ProspectView]:
        """What each way to settle it would lead to; none where it is settled. Raises UnknownConflict."""
        ...

    def similar(self, conflict: str, limit: int) -> Sequence[ConflictRow]:
        """How conflicts between the same systems, by the same rules, were decided: the latest first.

        Raises UnknownConflict.
        """
        ...

    def parked(self, wanted: ParkedFilter) -> ParkedPage: ...

    def parked_counts(self) -> Sequence[ParkedCount]:
        """How much is parked now, by system and reason."""
        ...

    def parked_one(self, parked_id: str) -> ParkedBody | None: ...

    def unmapped_words(self) -> Sequence[UnmappedWord]:
        """The words that reports are parked for, the most frequent of each system first."""
        ...

    def coverage(self, now: Instant) -> Sequence[Coverage]:
        """How much the mapping tables understood of what each system said in the last days."""
        ...

    def deeds(self, who: str, before: int, limit: int) -> Sequence[Deed]:
        """What people did, the latest first; of one or (the empty text) of everybody, in front of a position or all."""
        ...

    def systems(self, now: Instant) -> Sequence[SystemRow]: ...

    def writes(self, system: str, state: str, limit: int) -> Sequence[WriteRow]:
        """What systems have not been told, the longest owed first; the empty text means any."""
        ...

    def consistency(self, now: Instant) -> ConsistencyView: ...

    def contradictions(self, now: Instant, limit: int) -> Sequence[Apart]:
        """Tickets whose systems stand in different groups, the oldest contradiction first."""
        ...

    def feed(self, after: int, limit: int, topics: Sequence[str]) -> Sequence[Recorded]:
        """Events of these stored names behind a position, in order."""
        ...

    def backlog(self) -> Backlog: ...
