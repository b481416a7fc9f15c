"""What passes between entry points and use cases, and what use cases ask of the infrastructure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

import msgspec

from adapters.reading import Lookup
from hub.application.bodies import Kept
from hub.domain.parked import parked_id
from schemas.events import InputPosition, Recorded
from schemas.instant import Instant
from schemas.report import Report
from schemas.status import Status


class Delivery(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing an edge hands over: a report, or a body that could not be read as one (``problem`` says why).

    With neither it is a body that is not about a status; ``ignored`` says why. ``lookup`` says which object a body only
    names; it has a problem too, for as long as nobody has looked.

    ``body`` is kept where the delivery has to be parked; the report itself stands in where it is empty.
    """

    system: str
    received_at: Instant
    report: Report | None = None
    problem: str = ""
    lookup: Lookup | None = None
    ignored: str = ""
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = {}
    """Those that the body is read by, beside it (adapters.manifest.Manifest.kept)."""
    input: InputPosition | None = None
    """Where it was read from, if it came by a topic."""
    kept: bytes = b""
    """The body sealed (hub.application.bodies), where it is to be kept beside the report once that is taken in."""

    def parked_id(self, delivery_id: str) -> str:
        """Under which id it is parked; ``delivery_id`` is empty where that could not be read.

        It is known by all that was sent then: the bodies of two events are alike whose attributes are headers.
        """
        beside = b"".join(b"\x1f%b\x1f%b" % (name.encode(), text.encode()) for name, text in self.headers.items())
        return parked_id(self.system, delivery_id, self.body + beside)


class Verdict(StrEnum):
    """What became of a delivery."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    PARKED = "parked"
    IGNORED = "ignored"
    QUEUED = "queued"
    """Safe on the topic of reports; a worker will judge it."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What became of a delivery. All but ``ignored`` are stored before anybody sees this."""

    verdict: Verdict
    uid: str = ""
    delivery_id: str = ""
    is_change: bool = False
    frozen: bool = False
    conflict: str = ""
    """The open exception ticket, if the ticket is frozen."""
    parked_id: str = ""
    reason: str = ""
    """Why it was parked: ``unreadable``, ``unlinked``, ``unmapped``, ``bad-uid``, ``uid-clash``, ``failed``, ``lookup``
    or ``lookup-failed``."""
    detail: str = ""
    """In a sentence: why, and what to do."""
    position: int = 0
    """A place in the event log that is not before anything it caused; 0 where it caused nothing."""


class InputMark(msgspec.Struct, frozen=True, kw_only=True):
    """How far a partition of a topic has been read once a batch is stored, and under which claim it was read."""

    topic: str
    partition: int
    claim: int
    """Whoever claims the partition later ends this claim: nothing can be stored under it any more."""
    next: int | None
    """The offset to read next; None where it stays as it is."""


class Ingest(Protocol):
    """The one way in, in every mode: a batch of deliveries, stored when this returns."""

    def ingest(self, deliveries: Sequence[Delivery], inputs: Sequence[InputMark] = ()) -> list[Outcome]:
        """Take the deliveries in, and move the inputs they were read from; outcomes in their order.

        Raises Unavailable when nothing could be stored, and Fenced when an input belongs to somebody else by now.
        """
        ...


class WayIn(Protocol):
    """How a gateway makes deliveries safe before it answers for them, from the event loop.

    Embedded it ingests them; with Kafka it publishes them for the workers. Calls do not overlap: the next batch comes
    when the one before it is answered.
    """

    async def take(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Make the deliveries safe; outcomes in their order.

        Raises Unavailable after a bounded time, and nobody is to be told that they are safe: sending them again has no
        second effect, should they be so after all.
        """
        ...

    async def check(self) -> None:
        """Whether anything could be taken now. Raises Unavailable, which says why not and what to do."""
        ...

    async def close(self) -> None:
        """Let go of what it uses; nothing is taken after it."""
        ...


class Unavailable(Exception):
    """The store cannot be reached; nothing of the batch was stored. Try again later."""


class Fenced(Exception):
    """A partition was claimed by somebody else; nothing of the batch was stored. Let go of it."""


class VersionClash(Exception):
    """Somebody else appended to one of the streams; nothing of the batch was stored. Load again and decide anew."""


class DuplicateDelivery(VersionClash):
    """A delivery id is in the store already; nothing of the batch was stored."""


class Appended(msgspec.Struct, frozen=True):
    """New events of one stream, and, now and then, a checkpoint of the state behind the last of them."""

    stream: str
    events: Sequence[Recorded]
    checkpoint: bytes | None = None


class Registered(msgspec.Struct, frozen=True):
    """A UID that enters the registry, unless it is there already.

    ``origin`` is ``minted:<name>`` or ``used:<system>``; ``ticket`` is set for an exception ticket.
    """

    uid: str
    origin: str
    seen_at: Instant
    ticket: str = ""


class Stored(msgspec.Struct, frozen=True):
    """What the store holds of a stream: the newest checkpoint, if any, and the events behind it."""

    checkpoint: bytes | None
    checkpoint_version: int
    events: list[Recorded]


class Link(msgspec.Struct, frozen=True):
    """A system's own id of a ticket."""

    system: str
    native_id: str
    uid: str
    alias: bool = False
    """Whether the ticket has another id in that system already."""
    moved_from: str = ""
    """The ticket that the id meant until now, where it meant one."""


class EventLog(Protocol):
    """The event store, by streams and by position."""

    def load(self, streams: Sequence[str]) -> dict[str, Stored]:
        """Checkpoint and later events of several streams in one question; unknown streams are left out."""
        ...

    def history(self, stream: str, *, recorded_until: Instant | None = None) -> list[Recorded]:
        """Every event of a stream, oldest first."""
        ...

    def histories(self, streams: Sequence[str]) -> dict[str, list[Recorded]]:
        """Every event of several streams, each oldest first; unknown streams are left out."""
        ...

    def append(
        self,
        batch: Iterable[Appended],
        links: Sequence[Link] = (),
        registered: Sequence[Registered] = (),
        inputs: Sequence[InputMark] = (),
        bodies: Sequence[Kept] = (),
    ) -> int:
        """Append events, write the registry and move the inputs in one transaction; return the last event's position.

        ``bodies`` are kept beside their reports, in the same transaction.

        ``batch`` is gone through once, while the store already writes.

        Raises VersionClash, DuplicateDelivery or Fenced with nothing written, Unavailable when the store cannot be
        reached.
        """
        ...

    def read(self, after: int, limit: int, topics: Sequence[str] = ()) -> list[Recorded]:
        """Events behind a position of the whole log, in order."""
        ...

    def deeds(self, before: int, limit: int) -> list[Recorded]:
        """Events that people cause (hub.application.deeds), in front of a position, the latest first."""
        ...

    def head(self) -> int:
        """The position of the last event; 0 for an empty log."""
        ...

    def known_deliveries(self, keys: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
        """Which of (stream, delivery key) are in the store."""
        ...


class Claimed(msgspec.Struct, frozen=True):
    """A partition that was claimed: the number of the claim, and the offset to read next (None: nothing read yet)."""

    claim: int
    next: int | None


class Inputs(Protocol):
    """How far the partitions of the input have been read, and who may go on."""

    def claim(self, topic: str, partitions: Sequence[int], holder: str) -> dict[int, Claimed]:
        """Take partitions over from whoever held them: what is stored from now on needs the new claim.

        Waits for a commit under the old claim that is under way. Raises Unavailable.
        """
        ...

    def restart(self, topic: str, partition: int, claim: int) -> None:
        """Forget how far a partition was read, because the topic was made anew. Raises Fenced, Unavailable."""
        ...


class UidBlock(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers somebody may mint with on their own: domain, day, from-to (both included), holder."""

    domain: str
    day: date
    first: int
    last: int
    holder: str


class UidTrace(msgspec.Struct, frozen=True, kw_only=True):
    """What the registry knows of a UID."""

    uid: str
    origin: str
    """Who minted it (``minted:<name>``) or first used it (``used:<system>``)."""
    seen_at: Instant
    links: tuple[Link, ...] = ()
    ticket: str = ""
    """For an exception ticket: the ticket whose contradiction it is."""


class Registry(Protocol):
    """Who minted a UID, and which native ids mean it."""

    def resolve(self, ids: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The UIDs of (system, native id) pairs; unknown pairs are left out."""
        ...

    def allocate(self, domain: str, day: date, count: int, holder: str) -> UidBlock:
        """Lease the next ``count`` numbers of a domain and day; never given twice."""
        ...

    def register(self, registered: Sequence[Registered]) -> None:
        """Write down who minted UIDs."""
        ...

    def ticket_of(self, conflict: str) -> str | None:
        """The ticket whose contradiction an exception ticket is."""
        ...

    def trace(self, uid: str) -> UidTrace | None:
        """Who minted or first used it, and every native id linked to it."""
        ...


class Choice(StrEnum):
    """How a reviewer can settle an exception ticket."""

    ACCEPT = "accept"
    SET = "set"
    NO_CONFLICT = "no-conflict"


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer settles: who, what, why.

    ``system`` names the side to accept; ``status`` the status to set.
    """

    by: str
    choice: Choice
    reason: str
    system: str = ""
    status: Status | None = None


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """An exception ticket after a claim or a decision, and the log position that holds it."""

    conflict: str
    uid: str
    state: str
    """``open``, ``claimed``, ``decided``; after a comment on one that is not open any more ``settled``."""
    by: str
    position: int
    status: Status | None = None
    snapshot: int = 0


class Review(Protocol):
    """The quality team's commands.

    All raise UnknownConflict, Refused (no reason given, not frozen, side unknown) and Superseded (decided or claimed
    by somebody else meanwhile).
    """

    def claim(self, conflict: str, by: str) -> Reviewed: ...
    def hand_over(self, conflict: str, by: str, to: str, note: str) -> Reviewed:
        """Give it to another reviewer, back to nobody (``to`` is empty), or take it over (``to`` is ``by``).

        Raises UnknownReviewer for a name that nobody has, as long as reviewers are known by name.
        """
        ...

    def reviewers(self) -> Sequence[str]:
        """The names of those to whom it may be handed over; none where people only have keys. Raises Unavailable."""
        ...

    def comment(self, conflict: str, by: str, text: str) -> Reviewed:
        """Write something down about it, whether it is open or settled."""
        ...

    def decide(self, conflict: str, decision: Decision) -> Reviewed: ...


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A mapping table, or the conflict rules, put in force. Version 0 is that of the hub's files."""

    system: str
    """Whose table it is; empty for rules."""
    version: int
    at: Instant
    by: str
    reason: str
    text: str
    """Empty where what the files say was put in force again."""
    restores: int
    position: int


class Publish(Protocol):
    """Puts mapping tables in force. All raise Refused, and Unavailable."""

    def publish(self, system: str, text: str, by: str, reason: str) -> Published:
        """Put a table in force. Raises mappings.errors.MappingErrors for one with something wrong."""
        ...

    def roll_back(self, system: str, version: int, by: str, reason: str) -> Published:
        """Put an earlier version in force again."""
        ...

    def published(self, system: str) -> Sequence[Published]:
        """Every version that was put in force, the latest first."""
        ...


class PublishRules(Protocol):
    """Puts conflict rules in force. All raise Refused, and Unavailable."""

    def publish(self, text: str, by: str, reason: str) -> Published:
        """Put rules in force. Raises conflict.loader.RulesError for a text with something wrong."""
        ...

    def roll_back(self, version: int, by: str, reason: str) -> Published:
        """Put an earlier version in force again."""
        ...

    def published(self) -> Sequence[Published]:
        """Every version that was put in force, the latest first."""
        ...


class Parking(Protocol):
    """What is done about parked reports."""

    def retry(self, ids: Sequence[str], by: str) -> list[Outcome]:
        """Try parked reports again, in any order; what stays parked says why. Raises Refused for an unknown id."""
        ...

    def link(self, system: str, native_id: str, uid: str, by: str, *, force: bool = False) -> list[Outcome]:
        """Say that a system's own id means a ticket, and retry what was parked for want of that.

        ``force``: although the ticket has another id there, which then means the same, or the id another ticket. Raises
        InvalidUid, Refused without it when the id or the ticket's place for that system is taken.
        """
        ...


class Uids(Protocol):
    """Minting, leasing and checking ids."""

    def mint(self, domain: str, count: int, by: str) -> list[str]:
        """New UIDs of today (in the site's zone). Raises InvalidUid for a bad domain, Refused for a bad count."""
        ...

    def lease(self, domain: str, size: int, holder: str, day: date | None = None) -> UidBlock:
        """A block of numbers for a system that may be offline."""
        ...

    def check(self, text: str) -> str:
        """The UID as it is, if it is valid. Raises InvalidUid."""
        ...

    def trace(self, text: str) -> UidTrace:
        """Raises InvalidUid; UnknownTicket when nobody has minted or used it."""
        ...
