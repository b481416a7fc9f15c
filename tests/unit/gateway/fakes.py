"""The ports of the gateway, in memory: enough to see what the gateway itself does."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from adapters.contract import NO_HEADERS
from adapters.manifest import Manifest
from adapters.registry import load_manifests
from conflict.book import RuleBook
from conflict.loader import load_rules
from conflict.rules import RuleSet
from hub.application import deeds as application_deeds
from hub.application.access import KeyRecord, KeyRing, LoginLinks
from hub.application.entering import Entering
from hub.application.people import People, Person, key_of
from hub.application.ports import (
    Decision,
    Delivery,
    Link,
    Outcome,
    Published,
    Reviewed,
    Stored,
    UidBlock,
    UidTrace,
    Verdict,
)
from hub.application.sessions import SessionRecord, Sessions
from hub.application.tables import TablesInForce
from hub.application.what_if.seen import SeenWord
from hub.application.what_if.trial import Findings, Progress
from hub.application.witness import Deed
from hub.entrypoints.gateway.deps import GatewayDeps, Limits
from hub.entrypoints.gateway.ingesting import Ingesting
from hub.entrypoints.gateway.queries import Backlog, ConflictFilter, ParkedFilter, Positions, TicketFilter
from hub.entrypoints.gateway.views.conflicts import ConflictPage, ConflictRow, ConflictStep, ConflictView, ProspectView
from hub.entrypoints.gateway.views.consistency import Apart, ConsistencyView
from hub.entrypoints.gateway.views.parked import ParkedBody, ParkedPage, ParkedRow
from hub.entrypoints.gateway.views.sentence import Sentence
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.tickets import Explanation, TicketPage, TicketRow, TicketView
from hub.entrypoints.gateway.views.writes import WriteRow
from hub.entrypoints.readiness import Impediment
from hub.telemetry import Metrics
from mappings.model import MappingTable
from projections.conflicts import RuleRecord
from projections.coverage import Coverage
from projections.parked import ParkedCount, UnmappedWord
from projections.strips import Strips
from schemas.errors import Refused, UnknownConflict, UnknownTicket
from schemas.events import CanonicalChanged, Recorded
from schemas.instant import Instant, from_iso
from schemas.status import Status
from schemas.uid import parse_uid

NOW = from_iso("2026-01-26T09:30:00Z")
UID = "SRV-20260126-00872-A9F"
MANIFESTS = load_manifests()


class FakeClock:
    def __init__(self, now: Instant = NOW) -> None:
        self.now = now

    def __call__(self) -> Instant:
        return self.now


@dataclass
class FakeIngest:
    """Takes everything in, but what it was told to trip over; ``gate`` holds commits back."""

    taken: list[Delivery] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    error: Exception | None = None
    poison: str = ""
    gate: threading.Event | None = None
    started: int = 0
    position: int = 0

    def ingest(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        self.started += 1
        if self.gate is not None:
            assert self.gate.wait(10)
        self.batches.append(len(deliveries))
        if self.error is not None:
            raise self.error
        if self.poison and any(item.report and item.report.note == self.poison for item in deliveries):
            raise RuntimeError("the hub trips over this one")
        self.taken.extend(deliveries)
        self.position += 1
        return [self._outcome(delivery) for delivery in deliveries]

    def _outcome(self, delivery: Delivery) -> Outcome:
        if delivery.problem:
            return Outcome(
                verdict=Verdict.PARKED,
                parked_id="PRK-0123456789ABCDEF0123",
                reason="unreadable",
                detail=delivery.problem,
                position=self.position,
            )
        if delivery.report is None:
            return Outcome(verdict=Verdict.IGNORED)
        return Outcome(verdict=Verdict.ACCEPTED, uid=delivery.report.uid or UID, position=self.position)


@dataclass
class FakeReview:
    calls: list[tuple[str, str, Decision | None]] = field(default_factory=list)
    error: Exception | None = None

    def claim(self, conflict: str, by: str) -> Reviewed:
        self.calls.append((conflict, by, None))
        if self.error is not None:
            raise self.error
        return Reviewed(conflict=conflict, uid=UID, state="claimed", by=by, position=7)

    def hand_over(self, conflict: str, by: str, to: str, note: str) -> Reviewed:
        self.calls.append((conflict, by, None))
        return Reviewed(conflict=conflict, uid=UID, state="claimed" if to else "open", by=to, position=7)

    def reviewers(self) -> Sequence[str]:
        return ()

    def comment(self, conflict: str, by: str, text: str) -> Reviewed:
        self.calls.append((conflict, by, None))
        return Reviewed(conflict=conflict, uid=UID, state="open", by="", position=7)

    def decide(self, conflict: str, decision: Decision) -> Reviewed:
        self.calls.append((conflict, decision.by, decision))
        if self.error is not None:
            raise self.error
        return Reviewed(
            conflict=conflict, uid=UID, state="decided", by=decision.by, position=8, status=Status.RESOLVED, snapshot=3
        )


@dataclass
class FakeParking:
    retried: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def retry(self, ids: Sequence[str], by: str) -> list[Outcome]:
        self.retried.extend(ids)
        return [Outcome(verdict=Verdict.ACCEPTED, uid=UID, parked_id=parked, position=9) for parked in ids]

    def link(self, system: str, native_id: str, uid: str, by: str, *, force: bool = False) -> list[Outcome]:
        self.links.append(Link(system, native_id, parse_uid(uid).text, alias=force))
        return []


class FakePublish:
    def publish(self, system: str, text: str, by: str, reason: str) -> Published:
        raise Refused("nothing is published here")

    def roll_back(self, system: str, version: int, by: str, reason: str) -> Published:
        raise Refused("nothing is published here")

    def published(self, system: str) -> Sequence[Published]:
        return ()


class FakePublishRules:
    def publish(self, text: str, by: str, reason: str) -> Published:
        raise Refused("nothing is published here")

    def roll_back(self, version: int, by: str, reason: str) -> Published:
        raise Refused("nothing is published here")

    def published(self) -> Sequence[Published]:
        return ()


class MemoryStreams:
    def load(self, streams: Sequence[str]) -> dict[str, Stored]:
        return {}


class FakeTrials:
    def compare(self, table: MappingTable, days: float, progress: Progress = lambda _done, _total: None) -> Findings:
        return Findings(since=NOW, until=NOW)

    def compare_rules(self, rules: RuleSet, days: float, progress: Progress = lambda _done, _total: None) -> Findings:
        return Findings(since=NOW, until=NOW)

    def words_seen(self, system: str) -> Sequence[SeenWord]:
        return ()


class FakeUids:
    def __init__(self) -> None:
        self.traces: dict[str, UidTrace] = {}

    def mint(self, domain: str, count: int, by: str) -> list[str]:
        return [UID] * count

    def lease(self, domain: str, size: int, holder: str, day: date | None = None) -> UidBlock:
        return UidBlock(domain=domain, day=day or date(2026, 1, 26), first=1, last=size, holder=holder)

    def check(self, text: str) -> str:
        return parse_uid(text).text

    def trace(self, text: str) -> UidTrace:
        found = self.traces.get(self.check(text))
        if found is None:
            raise UnknownTicket(f"{text} is valid, but nobody has minted or used it here")
        return found


@dataclass
class FakeQueries:
    """A log of broadcasts and a view that may lag behind it."""

    log: list[Recorded] = field(default_factory=list)
    views: int | None = None
    wanted: list[object] = field(default_factory=list)
    error: Exception | None = None
    bodies: dict[str, ParkedBody] = field(default_factory=dict)

    def grow(self, uid: str = UID, status: Status = Status.NEW) -> int:
        position = len(self.log) + 1
        event = CanonicalChanged(
            recorded_at=NOW, snapshot=position, status=status, since=NOW, system="crm", native="New"
        )
        self.log.append(Recorded(uid, position, event, position=position))
        return position

    def append(self, recorded: Recorded) -> None:
        self.log.append(msgspec.structs.replace(recorded, position=len(self.log) + 1))

    def positions(self) -> Positions:
        self._fail()
        head = self.log[-1].position if self.log else 0
        return Positions(head, head if self.views is None else self.views)

    def tickets(self, wanted: TicketFilter) -> TicketPage:
        self._fail()
        self.wanted.append(wanted)
        return TicketPage(items=(self._row(),), next="more")

    def count_tickets(self, wanted: TicketFilter, most: int) -> int:
        return 1

    def strips(self, uids: Sequence[str]) -> Strips:
        return {}

    def ticket(self, uid: str, *, as_of: Instant | None, now: Instant) -> TicketView:
        if uid != UID:
            raise UnknownTicket(f"there is no ticket {uid}")
        self.wanted.append(as_of)
        return TicketView(ticket=self._row())

    def history(self, uid: str, *, as_of: Instant | None) -> Sequence[Recorded]:
        return [recorded for recorded in self.log if recorded.stream == uid]

    def explain(self, uid: str, *, as_of: Instant | None) -> Explanation:
        return Explanation(uid=uid, status=Status.NEW, frozen=False, verdict=Sentence(en="It is new.", zh="新建。"))

    def conflicts(self, wanted: ConflictFilter) -> ConflictPage:
        self.wanted.append(wanted)
        return ConflictPage(items=())

    def conflict(self, conflict: str) -> ConflictView:
        raise UnknownConflict(f"there is no exception ticket {conflict}")

    def conflict_steps(self, conflict: str) -> Sequence[ConflictStep]:
        return ()

    def raw_body(self, uid: str, system: str, delivery_id: str) -> None:
        return None

    def rule_records(self, since: Instant) -> dict[str, RuleRecord]:
        return {}

    def settled_conflicts(self, cursor: str, limit: int) -> ConflictPage:
        return ConflictPage(items=())

    def count_conflicts(self, states: Sequence[str], claimed_by: str) -> int:
        return 0

    def unmapped_words(self) -> Sequence[UnmappedWord]:
        return ()

    def coverage(self, now: Instant) -> Sequence[Coverage]:
        return [Coverage(system="crm", understood=18, unknown=2)]

    def prospects(self, conflict: str, now: Instant) -> Sequence[ProspectView]:
        raise UnknownConflict(f"there is no exception ticket {conflict}")

    def similar(self, conflict: str, limit: int) -> Sequence[ConflictRow]:
        raise UnknownConflict(f"there is no exception ticket {conflict}")

    def parked(self, wanted: ParkedFilter) -> ParkedPage:
        self.wanted.append(wanted)
        return ParkedPage(items=tuple(body.parked for body in self.bodies.values()))

    def parked_counts(self) -> Sequence[ParkedCount]:
        return ()

    def parked_one(self, parked_id: str) -> ParkedBody | None:
        return self.bodies.get(parked_id)

    def park(self, parked_id: str, body: bytes, headers: Mapping[str, str] = NO_HEADERS) -> None:
        row = ParkedRow(id=parked_id, system="crm", reason="unreadable", detail="no JSON", received_at=NOW)
        kind = "application/json"
        self.bodies[parked_id] = ParkedBody(parked=row, body=body, content_type=kind, headers=headers)

    def deeds(self, who: str, before: int, limit: int) -> Sequence[application_deeds.Deed]:
        return ()

    def systems(self, now: Instant) -> Sequence[SystemRow]:
        return [SystemRow(system="crm", title="CRM", last_seen=now, reports=3)]

    def writes(self, system: str, state: str, limit: int) -> Sequence[WriteRow]:
        row = WriteRow(
            system="crm",
            uid="SRV-20260126-00872-A9F",
            native_id="42",
            native="Done",
            status="Resolved",
            snapshot=2,
            state="failed",
            attempts=1,
            due_at=None,
            error="the system answers 422",
            since=1_769_420_880_000_000,
        )
        return [row] if system in {"", row.system} and state in {"", row.state} else []

    def consistency(self, now: Instant) -> ConsistencyView:
        return ConsistencyView(at=now, rate=0.75, pairs=4, agreeing=3, by_system={"crm": 0.75})

    def contradictions(self, now: Instant, limit: int) -> Sequence[Apart]:
        return []

    def feed(self, after: int, limit: int, topics: Sequence[str]) -> Sequence[Recorded]:
        self._fail()
        return [item for item in self.log if item.position > after and item.event.TOPIC in topics][:limit]

    def backlog(self) -> Backlog:
        self._fail()
        return Backlog(lag={"tracks": 2}, open_conflicts=1, oldest_conflict=NOW - 60_000_000, parked={"unmapped": 4})

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error

    @staticmethod
    def _row() -> TicketRow:
        return TicketRow(uid=UID, status=Status.NEW, since=NOW, version=1)


class MemoryKeyStore:
    """The port hub.application.access.KeyStore, in memory."""

    def __init__(self) -> None:
        self._keys: dict[bytes, KeyRecord] = {}
        self._tokens: dict[bytes, tuple[str, str, Instant]] = {}
        self.questions = 0

    def add_key(self, record: KeyRecord, digest: bytes) -> bool:
        if any(key.name == record.name and key.revoked_at is None for key in self._keys.values()):
            return False
        self._keys[digest] = record
        return True

    def key_of(self, digest: bytes) -> KeyRecord | None:
        self.questions += 1
        record = self._keys.get(digest)
        return record if record is not None and record.revoked_at is None else None

    def revoke_key(self, name: str, at: Instant) -> bool:
        for digest, record in self._keys.items():
            if record.name == name and record.revoked_at is None:
                self._keys[digest] = record._replace(revoked_at=at)
                return True
        return False

    def keys(self) -> Sequence[KeyRecord]:
        return sorted(self._keys.values(), key=lambda record: (-record.created_at, record.name))

    def add_token(self, digest: bytes, name: str, role: str, expires_at: Instant) -> None:
        self._tokens[digest] = (name, role, expires_at)

    def take_token(self, digest: bytes, now: Instant) -> tuple[str, str] | None:
        found = self._tokens.get(digest)
        if found is None or found[2] <= now:
            return None
        del self._tokens[digest]
        return found[0], found[1]


class MemorySessionStore:
    """The port hub.application.sessions.SessionStore, in memory."""

    def __init__(self) -> None:
        self._sessions: dict[bytes, SessionRecord] = {}

    def add_session(self, digest: bytes, record: SessionRecord) -> None:
        self._sessions[digest] = record

    def session_of(self, digest: bytes, now: Instant) -> SessionRecord | None:
        found = self._sessions.get(digest)
        return found if found is not None and found.expires_at > now else None

    def end_session(self, digest: bytes) -> None:
        self._sessions.pop(digest, None)

    def end_sessions(self, name: str) -> int:
        ended = [digest for digest, record in self._sessions.items() if record.name == name]
        for digest in ended:
            del self._sessions[digest]
        return len(ended)


class MemoryPeopleStore:
    """The port hub.application.people.PeopleStore, in memory."""

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._invitations: dict[bytes, tuple[str, Instant]] = {}

    def add_person(self, person: Person) -> bool:
        return self._people.setdefault(key_of(person.name), person) is person

    def person(self, name: str) -> Person | None:
        return self._people.get(key_of(name))

    def people(self) -> Sequence[Person]:
        return [self._people[key] for key in sorted(self._people)]

    def give_role(self, name: str, role: str) -> None:
        self._people[key_of(name)] = self._people[key_of(name)]._replace(role=role)

    def set_password(self, name: str, password: str) -> None:
        self._people[key_of(name)] = self._people[key_of(name)]._replace(password=password)
        self._uninvite(name)

    def remove_person(self, name: str) -> None:
        self._people.pop(key_of(name), None)
        self._uninvite(name)

    def add_invitation(self, digest: bytes, name: str, expires_at: Instant) -> None:
        self._invitations[digest] = key_of(name), expires_at

    def invited(self, digest: bytes, now: Instant) -> str | None:
        key, expires_at = self._invitations.get(digest, ("", 0))
        return self._people[key].name if expires_at > now else None

    def _uninvite(self, name: str) -> None:
        self._invitations = {each: found for each, found in self._invitations.items() if found[0] != key_of(name)}


class PlainHasher:
    """The port hub.application.people.Hasher for tests, which are in a hurry."""

    def hash(self, password: str) -> str:
        return f"hashed:{password}"

    def matches(self, hashed: str, password: str) -> bool:
        return hashed == f"hashed:{password}"

    def is_old(self, hashed: str) -> bool:
        return not hashed.startswith("hashed:")


class FakeWitness:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.deeds: list[Deed] = []
        self.error: Exception | None = None

    def note(self, deed: Deed) -> None:
        if self.error is not None:
            raise self.error
        self.deeds.append(deed)


class Chance:
    """Secrets that differ, and that a failing test can be repeated with."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self) -> str:
        self._count += 1
        return f"chosen-by-chance-{self._count}"


class FakeHub:
    """All of it, ready to be wired into a gateway."""

    def __init__(self, limits: Limits | None = None, *, open_metrics: bool = True) -> None:
        self.clock = FakeClock()
        self.ingest = FakeIngest()
        self.review = FakeReview()
        self.parking = FakeParking()
        self.uids = FakeUids()
        self.queries = FakeQueries()
        self.store = MemoryKeyStore()
        self.witness = FakeWitness()
        self.keys = KeyRing(self.store, clock=self.clock, random=Chance(), witness=self.witness)
        self.links = LoginLinks(self.store, clock=self.clock, random=Chance(), witness=self.witness)
        self.logged_in = MemorySessionStore()
        self.sessions = Sessions(self.logged_in, clock=self.clock, random=Chance())
        self.people = People(
            MemoryPeopleStore(), PlainHasher(), self.sessions, self.witness, clock=self.clock, random=Chance()
        )
        self.entering = Entering(self.links, self.people, self.sessions, self.witness, self.clock)
        self.secrets: dict[str, Sequence[str]] = {"crm": ("crm-secret",)}
        self.impediments: list[Impediment] = []
        self.metrics = Metrics()
        self.manifests: dict[str, Manifest] = dict(MANIFESTS)
        self.deps = GatewayDeps(
            way_in=Ingesting(self.ingest, self.metrics),
            review=self.review,
            parking=self.parking,
            publish=FakePublish(),
            publish_rules=FakePublishRules(),
            tables=TablesInForce({}, self.manifests, MemoryStreams()),
            rules=RuleBook(load_rules()),
            trials=FakeTrials(),
            uids=self.uids,
            queries=self.queries,
            manifests=self.manifests,
            secrets=lambda system: self.secrets.get(system, ()),
            keys=self.keys,
            entering=self.entering,
            clock=self.clock,
            readiness=lambda: self.impediments,
            metrics=self.metrics,
            limits=limits or Limits(),
            open_metrics=open_metrics,
        )
