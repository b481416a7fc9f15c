"""What happened, as it is stored for ever: facts with chosen names.

An event says what happened to one stream: a ticket's (named by its UID) or a parked report's (named ``PRK-...``). Its
place there and its hash stand beside it (:class:`Recorded`). Names are chosen strings, never module paths, so the code
can move without touching a database. A field may be added with a default; anything else is a new event with a new
version in its name. ``tests/fixtures/events`` holds a sample of each that must decode for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import msgspec

from schemas.instant import Instant
from schemas.status import Status


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Root of all stored facts; ``recorded_at`` is when the hub wrote it down.

    Facts refer to nothing that refers back, so the garbage collector need not look at them (``gc=False``).
    """

    TOPIC: ClassVar[str]
    recorded_at: Instant


class Move(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The canonical status became ``status`` at ``at``; ``system`` is empty where a decision moved it."""

    at: Instant
    status: Status
    system: str = ""
    native: str = ""


class Correction(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An earlier recorded report of the same track means something else since a late one arrived."""

    delivery_id: str
    status: Status
    is_change: bool
    echo: bool | None = None
    """Whether it is taken for an echo now; None where it can be none, and where that was not stored yet."""


class WriteRef(msgspec.Struct, frozen=True, order=True, gc=False):
    """A write of the hub's to the system: when it began, and when the attempt did that it is or is a step of."""

    begun_at: Instant
    attempt: Instant


class StatusReported(Event, frozen=True, kw_only=True, gc=False):
    """A system reported a status, and the hub translated it.

    ``status`` is what it means in its place on the track and ``word_status`` what the word means by itself (left out
    where it is the same). ``moves``, when not None, replace the canonical lane from ``moves_from`` on.
    """

    TOPIC: ClassVar[str] = "ticket.status_reported.v1"

    system: str
    native: str
    status: Status
    delivery_id: str
    at: Instant
    """The time it is judged by."""
    received_at: Instant
    occurred_at: Instant | None = None
    """When it happened there, where that is not ``at``: a time in the future is judged by ``received_at``."""
    word_status: Status | None = None
    reopens: bool = False
    is_change: bool = True
    native_id: str = ""
    aliases: tuple[str, ...] = ()
    """Other ids of the ticket in that system, as far as no report had said so before."""
    goes_by: str = ""
    """The id that the ticket goes by there from now on, where that is not ``native_id``."""
    sequence: int | None = None
    actor: str = ""
    note: str = ""
    too_late: bool = False
    echo: bool = False
    """Whether it was taken for a write of the hub's coming back when it was recorded."""
    echo_of: tuple[WriteRef, ...] = ()
    """The writes that it may be the echo of, likeliest first: where it stands among others decides."""
    adapter: str = ""
    mapping: str = ""
    rules: int = 0
    """How often conflict rules had been published when it was recorded: the number of those that judge it."""
    released_from: str = ""
    """The parked report that this was, if it was parked first."""
    event: str = ""
    """The kind of event that the word came with, where the report named one."""
    flags: tuple[str, ...] = ()
    """The words that held together, where the report was a set of them."""
    corrections: tuple[Correction, ...] = ()
    moves_from: Instant | None = None
    moves: tuple[Move, ...] = ()


class NativeIdLinked(Event, frozen=True, kw_only=True, gc=False):
    """Somebody said that a system's own id means this ticket."""

    TOPIC: ClassVar[str] = "ticket.native_id_linked.v1"

    system: str
    native_id: str
    by: str


class NativeIdUnlinked(Event, frozen=True, kw_only=True, gc=False):
    """A system's own id means another ticket from now on, as the link says that was recorded there with this."""

    TOPIC: ClassVar[str] = "ticket.native_id_unlinked.v1"

    system: str
    native_id: str
    uid: str
    """The ticket that it means."""


class CanonicalChanged(Event, frozen=True, kw_only=True, gc=False):
    """The canonical state was broadcast as version ``snapshot``."""

    TOPIC: ClassVar[str] = "ticket.canonical_changed.v1"

    snapshot: int
    status: Status
    since: Instant
    system: str = ""
    """The system whose report moved it; empty where a decision did."""
    native: str = ""
    previous: Status | None = None
    """The canonical status of the broadcast before."""
    thawed: str = ""
    """The exception ticket that ended with this broadcast, if one did."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One side of a contradiction, as it was received."""

    system: str
    native: str
    status: Status
    at: Instant
    delivery_id: str
    received_at: Instant
    occurred_at: Instant | None = None
    actor: str = ""
    note: str = ""
    adapter: str = ""
    mapping: str = ""


class Contradiction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Two reports that break a rule, in event-time order."""

    rule: str
    first: Evidence
    second: Evidence
    rules: int = 0
    """The number of the published rules that judged them; 0: those of the hub's files."""


class TicketFrozen(Event, frozen=True, kw_only=True, gc=False):
    """The ticket's systems contradict each other: an exception ticket is open, and nothing canonical is broadcast.

    The one broadcast that it is frozen is version ``snapshot``, with the canonical status of the broadcast before.
    """

    TOPIC: ClassVar[str] = "ticket.frozen.v1"

    conflict: str
    snapshot: int
    status: Status | None
    since: Instant | None
    contradictions: tuple[Contradiction, ...]
    rules: str = ""
    """Version of the rules that judged it."""


class EvidenceJoined(Event, frozen=True, kw_only=True, gc=False):
    """A later report contradicts the frozen ticket once more.

    ``total`` counts its new contradictions; at most :data:`MAX_EVIDENCE` of them are written out, because the tracks
    hold them all and a system that flaps must not make the log grow with the square of its reports.
    """

    TOPIC: ClassVar[str] = "ticket.evidence_joined.v1"

    conflict: str
    contradictions: tuple[Contradiction, ...]
    total: int


MAX_EVIDENCE: Final = 16


class ConflictWithdrawn(Event, frozen=True, kw_only=True, gc=False):
    """A late report showed that there was no contradiction; the ticket thaws without a decision."""

    TOPIC: ClassVar[str] = "ticket.conflict_withdrawn.v1"

    conflict: str
    system: str
    delivery_id: str


class ConflictClaimed(Event, frozen=True, kw_only=True, gc=False):
    """A reviewer took the exception ticket."""

    TOPIC: ClassVar[str] = "ticket.conflict_claimed.v1"

    conflict: str
    by: str


class ConflictHandedOver(Event, frozen=True, kw_only=True, gc=False):
    """The exception ticket went from one reviewer to another, or back into the queue."""

    TOPIC: ClassVar[str] = "ticket.conflict_handed_over.v1"

    conflict: str
    by: str
    to: str = ""
    """Who has it now; empty: nobody."""
    note: str = ""


class ConflictCommented(Event, frozen=True, kw_only=True, gc=False):
    """Somebody wrote something down about an exception ticket, open or not."""

    TOPIC: ClassVar[str] = "ticket.conflict_commented.v1"

    conflict: str
    by: str
    text: str


class ConflictDecided(Event, frozen=True, kw_only=True, gc=False):
    """A reviewer settled the exception ticket, and the ticket thaws.

    ``at`` is the line the decision draws: what happened up to it is settled.
    """

    TOPIC: ClassVar[str] = "ticket.conflict_decided.v1"

    conflict: str
    by: str
    choice: str
    """``accept`` (one side's status), ``set`` (a status of the reviewer's) or ``no-conflict``."""
    status: Status
    reason: str
    at: Instant
    accepted: str = ""
    """The system whose side was accepted."""


class WriteBegun(Event, frozen=True, kw_only=True, gc=False):
    """The hub is about to tell a system the canonical status: recorded before the request goes out.

    So no report of what the write did can be recorded before it (docs/domain.md §6.6).
    """

    TOPIC: ClassVar[str] = "ticket.write_begun.v1"

    system: str
    native_id: str
    native: str
    """The system's own word for ``status``."""
    status: Status
    snapshot: int
    """The broadcast that is written."""
    seen: Instant
    """When the latest report was received that the hub knew of: none up to here can come of this write."""


class WriteStepped(Event, frozen=True, kw_only=True, gc=False):
    """The hub is about to lead a system through a status on the way to the one that is written.

    Recorded before the step is asked for, for the same reason as the write itself.
    """

    TOPIC: ClassVar[str] = "ticket.write_stepped.v1"

    system: str
    native_id: str
    native: str
    """The system's own word for the status on the way."""
    status: Status
    """What that word means; where its mapping does not know it, the status that is written."""
    snapshot: int
    seen: Instant
    """As with the write: no report received up to here can come of this step."""


class WriteSettled(Event, frozen=True, kw_only=True, gc=False):
    """What became of a write that was begun. One without this is still tried."""

    TOPIC: ClassVar[str] = "ticket.write_settled.v1"

    system: str
    native_id: str
    native: str
    snapshot: int
    outcome: str
    """``done`` (it was read back), ``failed``, ``forbidden`` or ``superseded`` (it is owed no more)."""
    detail: str = ""


class UidTold(Event, frozen=True, kw_only=True, gc=False):
    """What became of telling a system the UID that the hub gave to a ticket of its own."""

    TOPIC: ClassVar[str] = "ticket.uid_told.v1"

    system: str
    native_id: str
    outcome: str
    """``done`` (its field shows the UID) or ``failed``."""
    detail: str = ""


class MappingPublished(Event, frozen=True, kw_only=True, gc=False):
    """Somebody put a system's mapping table in force, or, where ``text`` is empty, that of the hub's files again."""

    TOPIC: ClassVar[str] = "mapping.published.v1"

    system: str
    by: str
    reason: str
    text: str = ""
    """The table, as TOML."""
    restores: int = 0
    """The version that it brings back, where it does."""


class RulesPublished(Event, frozen=True, kw_only=True, gc=False):
    """Somebody put conflict rules in force, or, where ``text`` is empty, those of the hub's files again."""

    TOPIC: ClassVar[str] = "rules.published.v1"

    by: str
    reason: str
    text: str = ""
    """The rules, as TOML."""
    restores: int = 0
    """The version that it brings back, where it does."""


class SignedIn(Event, frozen=True, kw_only=True, gc=False):
    """Somebody logged in."""

    TOPIC: ClassVar[str] = "access.signed_in.v1"

    name: str
    role: str
    way: str
    """``link``, ``password`` or ``openid``."""


class PersonChanged(Event, frozen=True, kw_only=True, gc=False):
    """Somebody saw to who gets in. Nothing secret is part of it."""

    TOPIC: ClassVar[str] = "access.person_changed.v1"

    name: str
    change: str
    """``added``, ``role``, ``invited``, ``password`` (chosen anew), ``signed-out`` (everywhere) or ``removed``."""
    by: str
    role: str = ""
    """The role that they have from now on, where the change gives one."""


class KeyChanged(Event, frozen=True, kw_only=True, gc=False):
    """Somebody issued an API key or a login link, or revoked a key."""

    TOPIC: ClassVar[str] = "access.key_changed.v1"

    name: str
    change: str
    """``issued``, ``revoked`` or ``link``."""
    by: str
    role: str = ""
    system: str = ""


class InputPosition(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where a delivery stood on the topic that it was read from."""

    topic: str
    partition: int
    offset: int


class ReportParked(Event, frozen=True, kw_only=True, gc=False):
    """A delivery was set aside with its raw body and a reason, to be retried after the cause is fixed."""

    TOPIC: ClassVar[str] = "report.parked.v1"

    system: str
    reason: str
    """``unreadable``, ``unlinked``, ``unmapped``, ``bad-uid``, ``uid-clash``, ``failed``, ``lookup`` or
    ``lookup-failed``."""
    detail: str
    received_at: Instant
    body: bytes = b""
    content_type: str = ""
    report: bytes = b""
    """The report read from the body, as JSON, where it could be read."""
    uid: str = ""
    """The ticket it is about, where that is known."""
    native_id: str = ""
    native: str = ""
    at: Instant | None = None
    delivery_id: str = ""
    input: InputPosition | None = None
    """Where it was read from, if it came by a topic."""
    headers: Mapping[str, str] = {}
    """Those that the body is read by, names in lower case; none where it was parked before they were kept."""


class ReportRetried(Event, frozen=True, kw_only=True, gc=False):
    """A parked report was tried again and stays parked."""

    TOPIC: ClassVar[str] = "report.retried.v1"

    reason: str
    detail: str
    by: str = ""


class ReportReleased(Event, frozen=True, kw_only=True, gc=False):
    """A parked report was taken in, or found to be no longer needed."""

    TOPIC: ClassVar[str] = "report.released.v1"

    outcome: str
    """``accepted``, ``duplicate`` or ``ignored``."""
    uid: str = ""
    by: str = ""


EVENTS: Final[dict[str, type[Event]]] = {
    event.TOPIC: event
    for event in (
        StatusReported,
        NativeIdLinked,
        NativeIdUnlinked,
        CanonicalChanged,
        TicketFrozen,
        EvidenceJoined,
        ConflictWithdrawn,
        ConflictClaimed,
        ConflictHandedOver,
        ConflictCommented,
        ConflictDecided,
        WriteBegun,
        WriteStepped,
        WriteSettled,
        UidTold,
        ReportParked,
        ReportRetried,
        ReportReleased,
        MappingPublished,
        RulesPublished,
        SignedIn,
        PersonChanged,
        KeyChanged,
    )
}
"""Every stored event by its chosen name."""

INTERNAL: Final = frozenset({SignedIn.TOPIC, PersonChanged.TOPIC, KeyChanged.TOPIC})
"""What is nobody's business outside: neither published nor in the feed, only in the list of who did what."""


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """An event in its place: the ``version``-th of its stream, with the hash that chains it to the one before.

    ``position`` is its place in the whole log, 0 while it is not stored.
    """

    stream: str
    version: int
    event: Event
    chain: bytes = b""
    position: int = 0
    state: bytes = b""
    """The event as it is stored, which is what the chain covers."""


class UnknownEvent(Exception):
    """A stored event of a name this program does not know: it is older than the database."""


_ENCODER = msgspec.json.Encoder()
_DECODERS = {topic: msgspec.json.Decoder(event) for topic, event in EVENTS.items()}


def encode(event: Event) -> bytes:
    """The event as it is stored: JSON, without its name."""
    return _ENCODER.encode(event)


def decode(topic: str, state: bytes) -> Event:
    """The event that was stored under ``topic``.

    Raises UnknownEvent for a name this program does not know, msgspec.ValidationError for a state it cannot read.
    """
    decoder = _DECODERS.get(topic)
    if decoder is None:
        raise UnknownEvent(f"no event is called {topic!r} here; run a program at least as new as the database")
    return decoder.decode(state)
