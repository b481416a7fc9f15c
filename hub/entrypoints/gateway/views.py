"""What can be read by HTTP, in the form in which it is read.

Plain dataclasses, which FastAPI documents and writes as JSON. Times are instants here and ISO 8601 outside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import PlainSerializer, WithJsonSchema

from schemas.instant import Instant, to_iso
from schemas.status import Status

Moment = Annotated[
    Instant,
    PlainSerializer(to_iso, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-01-26T09:30:00Z"]}),
]
"""An instant that the outside sees as ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemState:
    """Where one system stands with a ticket."""

    system: str
    status: Status
    native: str
    since: Moment
    native_id: str = ""
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
    frozen: bool = False
    conflict: str = ""
    """The open exception ticket, if it is frozen."""
    yellow: bool = False
    apart_since: Moment | None = None
    updated_at: Moment | None = None
    systems: tuple[SystemState, ...] = ()


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
class TicketPage:
    """Tickets, and the cursor of the next page; empty on the last one."""

    items: tuple[TicketRow, ...]
    next: str = ""


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
class Sentence:
    """The same in both languages."""

    en: str
    zh: str


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
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedBody:
    """A parked delivery as the store gives it: the raw bytes are for the gateway to show."""

    parked: ParkedRow
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemRow:
    """A system: how it is known, when it was last heard, how late it delivers, how far it agrees."""

    system: str
    title: str
    role: str = ""
    originates: bool = False
    last_seen: Moment | None = None
    reports: int = 0
    parked: int = 0
    parked_by_reason: dict[str, int] = field(default_factory=dict)
    lookup_since: Moment | None = None
    """Since when the oldest of the events has waited whose object is to be looked up; null where none does."""
    behind: int = 0
    """Tickets in which it is yellow."""
    delay_median_s: float | None = None
    """Transport delay: received minus occurred."""
    delay_p95_s: float | None = None
    consistency: float | None = None
    repeats: int = 0
    """Reports that changed nothing."""
    deviation_median_s: float | None = None
    """How far it runs behind the first system that reaches a status."""
    deviation_p95_s: float | None = None
    clock_ahead_s: float | None = None
    """By how much its clock is ahead at least, as five reports of a day show; null where they do not."""
    silent: bool = False
    """Nothing has come for longer than is usual at this hour of the week."""
    usual_silence_s: float | None = None
    """The longest that is usual at this hour of the week; null where too little is known to say."""
    reports_hour: float = 0.0
    """Reports within the last hour."""
    reports_hour_usual: float | None = None
    """The same in the middle one of the weeks before; null where too little is known to say."""
    conflicts: int = 0
    """Of the latest 500 those in which it is a side, open and settled."""
    unmapped: int = 0
    """Words of it that its mapping table does not know."""
    writes_owed: int = 0
    """Statuses it has not been told yet, tried again or not."""
    writes_failed: int = 0
    """Those among them that are not tried again by themselves."""
    uids_owed: int = 0
    """UIDs of tickets that began there and that it has not been told yet, tried again or not."""
    uids_failed: int = 0
    """Those among them that a person has to do something about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteRow:
    """What a system has not been told: ``owed``, ``retrying``, ``failed``, ``forbidden`` or ``dry-run``."""

    what: str = "status"
    """``status``; or ``uid``, which goes into a field of a ticket that began there, and has no word and no status."""
    system: str
    uid: str
    native_id: str
    native: str
    """Its own word for the status."""
    status: str
    snapshot: int
    state: str
    attempts: int
    due_at: Moment | None
    """When it is tried next; null: not by itself. Of a UID: since when it has been due."""
    error: str
    since: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Writes:
    items: tuple[WriteRow, ...]


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
class ReviewedView:
    """An exception ticket after a claim or a decision, and the position that holds it."""

    conflict: str
    uid: str
    state: str
    by: str
    position: int
    status: Status | None = None
    snapshot: int = 0


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


@dataclass(frozen=True, slots=True, kw_only=True)
class UidsView:
    uids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockView:
    """Numbers that only their holder mints with: ``DOMAIN-DAY-NUMBER-CHECK``, from ``first`` to ``last``."""

    domain: str
    day: date
    first: int
    last: int
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    system: str
    native_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceView:
    """A valid UID. Without an origin, nobody has minted or used it here."""

    uid: str
    valid: bool = True
    origin: str = ""
    seen_at: Moment | None = None
    links: tuple[LinkView, ...] = ()
    ticket: str = ""
    """For an exception ticket: the ticket whose contradiction it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingRow:
    """A system's mapping table in force."""

    system: str
    title: str
    table: str
    """Version of what it says; empty where there is none."""
    published: int
    """How often one was published for the system; 0: its files are in force."""
    words: int
    unmapped: int
    """Words that reports are parked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mappings:
    items: tuple[MappingRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedView:
    """A word that the table does not know."""

    word: str
    reports: int
    """Parked for it."""
    since: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedView:
    """A table, or rules, that were put in force."""

    version: int
    at: Moment
    by: str
    reason: str
    restores: int
    """The version that it brought back, where it did; 0 with no text: that of the files."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingView:
    """A system's table, the words that it does not know, and what was published for it, the latest first."""

    mapping: MappingRow
    text: str
    unmapped: tuple[UnmappedView, ...]
    history: tuple[PublishedView, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWordView:
    """A word of a system in the latest reports, and what the table in force makes of it."""

    word: str
    reports: int
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWords:
    items: tuple[SeenWordView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    items: tuple[SystemRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradictions:
    items: tuple[Apart, ...]
