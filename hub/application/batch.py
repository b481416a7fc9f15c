"""One batch on its way into the store: what it knows, what it decided, what it will append.

Nothing here talks to the database but through the ports, and nothing is stored before :meth:`Batch.append`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from hub.application.bodies import Kept
from hub.application.intake import Examined, Examiner
from hub.application.ports import (
    Appended,
    EventLog,
    InputMark,
    Link,
    Outcome,
    Registered,
    Registry,
    Verdict,
    VersionClash,
)
from hub.application.tickets import Tickets
from hub.application.uids import IdMint
from hub.application.verdicts import clash_of, of_ticket, parked, parked_event, unlinked
from hub.domain import checkpoint
from hub.domain.chain import Chain
from hub.domain.decide import Clocks, Meaning, read, take_in
from hub.domain.parked import Parked
from hub.domain.ticket import Ticket, evolve
from hub.domain.timeline import BeforeFloor
from hub.domain.track import Reading
from hub.domain.writes import may_come_of
from schemas.events import Event, NativeIdLinked, ReportReleased, ReportRetried, StatusReported
from schemas.instant import Instant
from schemas.report import Report, delivery_key

DEFAULT_DOMAIN = "SRV"
NAMES_NO_TICKET = frozenset({"unreadable", "bad-uid", "failed", "lookup"})
"""Reasons to park a delivery without asking whose ticket it is about."""


class Context(msgspec.Struct, frozen=True):
    """What every batch works with."""

    log: EventLog
    registry: Registry
    tickets: Tickets
    examiner: Examiner
    mint: IdMint
    chain: Chain
    clocks: Clocks
    domain: str = DEFAULT_DOMAIN
    """The UID domain of tickets that the hub mints for systems that originate them."""


class Batch:
    """Decides what becomes of examined deliveries, in their order."""

    def __init__(self, context: Context, now: Instant, known: set[tuple[str, int]], *, trusting: bool = False) -> None:
        """``known`` are deliveries that the store is known to hold, by (UID, delivery key).

        ``trusting``: a native id that comes with a UID is taken to be that ticket's without asking the registry, which
        refuses to store it where it is another's (:class:`~hub.application.ports.VersionClash`).
        """
        self._context = context
        self._now = now
        self._known = known
        self._rules = context.tickets.rules.latest
        self._trusting = trusting
        self.tickets: dict[str, Ticket] = {}
        self._parked: dict[str, Parked] = {}
        self._events: dict[str, list[Event]] = {}
        self._resolved: dict[tuple[str, str], str] = {}
        self._named: dict[tuple[str, str], str] = {}
        """The UIDs of native ids that a report of this batch names beside others."""
        self._links: list[Link] = []
        self._registered: dict[str, Registered] = {}
        self._minted: set[str] = set()
        self._bodies: list[Kept] = []

    # -- deciding -----------------------------------------------------------------------------------------------

    def decide(self, items: Sequence[Examined]) -> list[Outcome]:
        """What becomes of each item. Raises Unavailable; then, or when appending fails, throw the tickets away."""
        reports = [None if item.ignored or item.reason in NAMES_NO_TICKET else item.report for item in items]
        self._resolve(items, reports)
        uids = [self._identify(report) if report is not None else "" for report in reports]
        self.tickets = self._context.tickets.get([uid for uid in uids if uid])
        outcomes = [self._take(item, uid) for item, uid in zip(items, uids, strict=True)]
        self._park(items, outcomes)
        return outcomes

    def _resolve(self, items: Sequence[Examined], reports: Sequence[Report | None]) -> None:
        """Ask the registry, once, for the native ids that no ticket in memory answers for.

        Where the batch is trusting, this leaves out those that will be stored with a report, and so be refused there.
        """
        wanted: dict[tuple[str, str], None] = {}
        for item, report in zip(items, reports, strict=True):
            if report is None or not report.native_id:
                continue
            if self._trusting and report.uid and item.meaning is not None:
                continue
            ticket = self._context.tickets.kept(report.uid) if report.uid else None
            for native_id in report.ids if ticket is None else ticket.unknown(report):
                wanted[report.system, native_id] = None
        self._resolved = self._context.registry.resolve(list(wanted))

    def _identify(self, report: Report) -> str:
        """The UID of a report. By whatever it calls its ticket besides, reports behind it find that, too."""
        uid = report.uid or self._uid_of(report)
        if uid and report.aliases:
            for native_id in report.ids:
                self._named.setdefault((report.system, native_id), uid)
        return uid

    def _uid_of(self, report: Report) -> str:
        """The UID of a report that names none, minted if its system originates tickets; empty if nobody knows it."""
        for native_id in report.ids:
            key = report.system, native_id
            if known := self._resolved.get(key) or self._named.get(key):
                return known
        if not report.native_id or not self._context.examiner.originates(report.system):
            return ""
        uid = self._context.mint.next_own(self._context.domain)
        self._link(report.system, report.ids, uid)
        self._registered[uid] = Registered(uid, f"minted:{report.system}", self._now)
        self._minted.add(uid)
        return uid

    def _link(self, system: str, ids: Sequence[str], uid: str, *, also: bool = False) -> None:
        """Link those ids that nobody has linked yet; ``also``: to a ticket that has another one in that system."""
        for native_id in ids:
            if (system, native_id) not in self._resolved:
                self._resolved[system, native_id] = uid
                self._links.append(Link(system, native_id, uid, alias=also or native_id != ids[0]))

    def _take(self, item: Examined, uid: str) -> Outcome:
        report = item.report
        if not uid or report is None:
            return _without_ticket(item)
        ticket = self.tickets[uid]
        if self._is_known(ticket, report):
            return of_ticket(Verdict.DUPLICATE, ticket, report)
        unknown = ticket.unknown(report)
        if unknown and (clash := clash_of(ticket, report, unknown, self._resolved)):
            return parked("uid-clash", clash, report, uid)
        also = report.system in ticket.native_ids
        if item.meaning is None:
            if also or report.aliases or uid in self._minted:
                self._say_linked(ticket, report.system, unknown)
                self._link(report.system, unknown, uid, also=also)
            return parked(item.reason, item.detail, report, uid)
        outcome = self._accept(report, item.meaning, ticket, item.retry_of)
        self._link(report.system, unknown, uid, also=also)
        if item.delivery.kept:
            key = delivery_key(report.system, report.delivery_id)
            self._bodies.append(Kept(uid, key, self._now, item.delivery.kept))
        return outcome

    def _say_linked(self, ticket: Ticket, system: str, ids: Sequence[str]) -> None:
        """A report that is parked is none yet that says by which ids its ticket is known there."""
        self._register(ticket, system)
        for native_id in ids:
            linked = NativeIdLinked(recorded_at=self._now, system=system, native_id=native_id, by="hub")
            evolve(ticket, linked)
            self._events.setdefault(ticket.uid, []).append(linked)

    def _is_known(self, ticket: Ticket, report: Report) -> bool:
        if ticket.timeline.has_delivery(report.system, report.delivery_id):
            return True
        return bool(self._known) and (ticket.uid, delivery_key(report.system, report.delivery_id)) in self._known

    def _accept(self, report: Report, meaning: Meaning, ticket: Ticket, retry_of: str) -> Outcome:
        uid = ticket.uid
        reading = _judged(read(report, meaning, self._context.clocks, rules=self._rules), ticket)
        written = self._events.get(uid)
        if written is None:
            written = self._events[uid] = []
            self._register(ticket, report.system)
        try:
            events = take_in(ticket, report, reading, self._now, self._mint_conflict, retry_of)
        except BeforeFloor:
            ticket = self._unfold(ticket)
            reading = _judged(reading, ticket)
            events = take_in(ticket, report, reading, self._now, self._mint_conflict, retry_of)
        written += events
        reported = events[0]
        is_change = isinstance(reported, StatusReported) and reported.is_change
        return of_ticket(Verdict.ACCEPTED, ticket, report, is_change=is_change)

    def _register(self, ticket: Ticket, system: str) -> None:
        """Note who first used the UID of a ticket that nobody has reported yet."""
        if not ticket.version and ticket.uid not in self._registered:
            self._registered[ticket.uid] = Registered(ticket.uid, f"used:{system}", self._now)

    def _mint_conflict(self, ticket: str) -> str:
        """An exception ticket's UID, registered with whose contradiction it is."""
        uid = self._context.mint.next_conflict()
        self._registered[uid] = Registered(uid, "minted:hub", self._now, ticket)
        return uid

    def _unfold(self, ticket: Ticket) -> Ticket:
        """The same ticket with all its past, for a report that belongs there.

        Raises VersionClash when the log is ahead of the copy that this batch has decided on so far.
        """
        whole = self._context.tickets.whole(ticket.uid)
        if whole.version != ticket.version:
            raise VersionClash(f"{ticket.uid} was changed by somebody else")
        for event in self._events.get(ticket.uid, ()):
            evolve(whole, event)
        self.tickets[ticket.uid] = whole
        return whole

    # -- parking ------------------------------------------------------------------------------------------------

    def _park(self, items: Sequence[Examined], outcomes: list[Outcome]) -> None:
        """Write what is parked, parked still, or released; a delivery that is parked already is not parked twice."""
        streams = {}
        for index, (item, outcome) in enumerate(zip(items, outcomes, strict=True)):
            if item.retry_of:
                streams[index] = item.retry_of
            elif outcome.verdict is Verdict.PARKED:
                streams[index] = item.delivery.parked_id(outcome.delivery_id)
        stored = self._context.log.load(list(dict.fromkeys(streams.values())))
        for index, stream in streams.items():
            if stream not in self._parked:
                self._parked[stream] = Parked(stream, stored[stream].events if stream in stored else ())
            outcomes[index] = self._park_one(self._parked[stream], items[index], outcomes[index])

    def _park_one(self, held: Parked, item: Examined, outcome: Outcome) -> Outcome:
        events = self._events.setdefault(held.stream, [])
        standing = held.event is not None and held.released is None
        if outcome.verdict is not Verdict.PARKED:
            released = ReportReleased(recorded_at=self._now, outcome=outcome.verdict, uid=outcome.uid, by=item.by)
            if standing:
                events.append(released)
                held.released = released
        elif item.retry_of:
            retried = ReportRetried(recorded_at=self._now, reason=outcome.reason, detail=outcome.detail, by=item.by)
            if standing:
                events.append(retried)
        elif not standing:
            held.event = parked_event(item, outcome, self._now)
            held.released = None
            events.append(held.event)
        return msgspec.structs.replace(outcome, parked_id=held.stream)

    # -- storing ------------------------------------------------------------------------------------------------

    def delivery_keys(self) -> list[tuple[str, int]]:
        """(UID, delivery key) of every report in the batch."""
        return [
            (stream, delivery_key(event.system, event.delivery_id))
            for stream, events in self._events.items()
            for event in events
            if isinstance(event, StatusReported)
        ]

    def append(self, inputs: Sequence[InputMark] = ()) -> int:
        """Store everything in one transaction; return the position of the last event, 0 if there was none.

        Raises VersionClash, DuplicateDelivery, Fenced or Unavailable.
        """
        changed = {stream: events for stream, events in self._events.items() if events}
        if not changed and not inputs:
            return 0
        batch = (self._record(stream, events) for stream, events in changed.items()) if changed else ()
        return self._context.log.append(batch, self._links, list(self._registered.values()), inputs, self._bodies)

    def _record(self, stream: str, events: Sequence[Event]) -> Appended:
        state = self.tickets.get(stream) or self._parked[stream]
        recorded = self._context.chain.record_all(stream, state.version, state.chain, events)
        state.version, state.chain = recorded[-1].version, recorded[-1].chain
        if isinstance(state, Ticket) and checkpoint.is_due(state):
            return Appended(stream, recorded, checkpoint.write(state, self._context.clocks.max_lateness))
        return Appended(stream, recorded)


def _without_ticket(item: Examined) -> Outcome:
    """What becomes of an item that is about no ticket, or about nobody knows which."""
    report = item.report
    if item.ignored:
        uid, delivery_id = (report.uid, report.delivery_id) if report else ("", "")
        return Outcome(verdict=Verdict.IGNORED, uid=uid, delivery_id=delivery_id, detail=item.ignored)
    if report is None or item.reason:
        return parked(item.reason, item.detail, report)
    return parked("unlinked", unlinked(report), report)


def _judged(reading: Reading, ticket: Ticket) -> Reading:
    """The reading, with the hub's writes that it may come of. Costs nothing where nothing was written."""
    echo_of = may_come_of(reading, ticket.writes) if ticket.writes else ()
    return msgspec.structs.replace(reading, echo_of=echo_of) if echo_of else reading
