"""A ticket as its stored events make it: fold them with :func:`evolve`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import filterfalse
from typing import Any, Final

import msgspec

from conflict.rules import Rules
from hub.domain.native_ids import ALIAS, LINKED, Ids, goes_by, name
from hub.domain.timeline import Effect, Timeline
from hub.domain.track import Reading
from hub.domain.writes import Write, last_write
from schemas.events import (
    CanonicalChanged,
    ConflictClaimed,
    ConflictDecided,
    ConflictHandedOver,
    ConflictWithdrawn,
    Event,
    NativeIdLinked,
    NativeIdUnlinked,
    Recorded,
    StatusReported,
    TicketFrozen,
    WriteBegun,
    WriteRef,
    WriteSettled,
    WriteStepped,
)
from schemas.instant import Instant
from schemas.report import Report
from schemas.status import Status

NOTE_IN_EVIDENCE = 280
"""Characters of a report's note that are kept with the reading, for the evidence of a conflict."""


class Broadcast(msgspec.Struct, frozen=True, array_like=True):
    """The canonical state as it was last broadcast."""

    version: int = 0
    status: Status | None = None
    since: Instant | None = None
    system: str = ""
    native: str = ""


class OpenConflict(msgspec.Struct, frozen=True, array_like=True):
    """The exception ticket of a frozen ticket."""

    uid: str
    opened_at: Instant
    claimed_by: str = ""


class Ticket:
    """One ticket's state. ``version`` and ``chain`` are those of its last event; 0 and empty before the first."""

    __slots__ = (
        "broadcast",
        "chain",
        "checkpoint_version",
        "conflict",
        "ids",
        "latest_received",
        "native_ids",
        "timeline",
        "uid",
        "version",
        "writes",
    )

    def __init__(self, uid: str, rules: Rules) -> None:
        self.uid = uid
        self.version = 0
        self.chain = b""
        self.timeline = Timeline(rules)
        self.broadcast = Broadcast()
        self.conflict: OpenConflict | None = None
        self.native_ids: dict[str, str] = {}
        """By system: the id that the ticket goes by there."""
        self.ids: dict[str, Ids] = {}
        """By system: every id that it is known by there."""
        self.latest_received: Instant = 0
        self.checkpoint_version = 0
        self.writes: list[Write] = []
        """What the hub wrote to systems, oldest first."""

    @property
    def is_frozen(self) -> bool:
        """Whether an exception ticket is open."""
        return self.conflict is not None

    def take(self, reading: Reading, native_id: str, aliases: tuple[str, ...] = ()) -> Effect:
        """Put a reading on its track. Raises BeforeFloor, with nothing changed, if that past was folded away."""
        effect = self.timeline.add(reading)
        if native_id:
            self.know(reading.system, native_id, reading.at, aliases)
        if reading.received_at > self.latest_received:
            self.latest_received = reading.received_at
        return effect

    def know(self, system: str, native_id: str, at: Instant, aliases: tuple[str, ...] = ()) -> None:
        """A system calls the ticket by an id, and knows it by aliases as well."""
        ids = self.ids.get(system)
        if ids is None:
            ids = self.ids[system] = {}
        self.native_ids[system] = name(ids, native_id, at, aliases)

    def aliases(self, system: str) -> tuple[str, ...]:
        """The other ids by which a system knows the ticket, beside the one that it goes by."""
        ids = self.ids.get(system, {})
        return tuple(sorted(ids.keys() - {self.native_ids.get(system, "")}))

    def unheard(self, system: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
        """Those of a system's aliases that no report has told yet."""
        ids = self.ids.get(system, {})
        return tuple(alias for alias in aliases if ids.get(alias) != ALIAS)

    def unknown(self, report: Report) -> tuple[str, ...]:
        """Those of a report's ids by which its system does not know the ticket yet."""
        known = self.ids.get(report.system)
        if known is None:
            return report.ids
        if report.native_id in known and not report.aliases:  # as nearly always
            return ()
        return tuple(filterfalse(known.__contains__, report.ids))


def reading_of(event: StatusReported) -> Reading:
    """The reading that a stored report is. An echo without its writes, as they were once stored, stays one."""
    return Reading(
        event.at,
        event.system,
        event.native,
        event.word_status or event.status,
        event.delivery_id,
        event.reopens,
        event.sequence,
        event.actor,
        event.too_late,
        event.echo_of or ((WriteRef(event.at, event.at),) if event.echo else ()),
        event.received_at,
        event.occurred_at,
        event.note[:NOTE_IN_EVIDENCE],
        event.adapter,
        event.mapping,
        event.rules,
    )


def evolve(ticket: Ticket, event: Event) -> None:
    """Apply a stored fact. Facts are never refused; what does not concern the state is passed over."""
    apply = _APPLY.get(type(event))
    if apply is not None:
        apply(ticket, event)


def _reported(ticket: Ticket, event: StatusReported) -> None:
    ticket.take(reading_of(event), event.native_id, event.aliases)


def _linked(ticket: Ticket, event: NativeIdLinked) -> None:
    ticket.know(event.system, event.native_id, LINKED)


def _unlinked(ticket: Ticket, event: NativeIdUnlinked) -> None:
    ids = ticket.ids.get(event.system, {})
    ids.pop(event.native_id, None)
    if ids:
        ticket.native_ids[event.system] = goes_by(ids)
    else:
        ticket.native_ids.pop(event.system, None)


def _broadcast(ticket: Ticket, event: CanonicalChanged) -> None:
    ticket.broadcast = Broadcast(event.snapshot, event.status, event.since, event.system, event.native)


def _frozen(ticket: Ticket, event: TicketFrozen) -> None:
    ticket.conflict = OpenConflict(event.conflict, event.recorded_at)
    ticket.broadcast = msgspec.structs.replace(ticket.broadcast, version=event.snapshot)


def _claimed(ticket: Ticket, event: ConflictClaimed) -> None:
    if ticket.conflict:
        ticket.conflict = msgspec.structs.replace(ticket.conflict, claimed_by=event.by)


def _handed_over(ticket: Ticket, event: ConflictHandedOver) -> None:
    if ticket.conflict:
        ticket.conflict = msgspec.structs.replace(ticket.conflict, claimed_by=event.to)


def _write_begun(ticket: Ticket, event: WriteBegun) -> None:
    ticket.writes.append(Write(event.system, event.native, event.status, event.snapshot, event.recorded_at, event.seen))


def _write_stepped(ticket: Ticket, event: WriteStepped) -> None:
    begun_at = event.recorded_at
    write = last_write(ticket.writes, event.system)
    step_of = write.begun_at if write else begun_at
    ticket.writes.append(
        Write(event.system, event.native, event.status, event.snapshot, begun_at, event.seen, step_of=step_of)
    )


def _write_settled(ticket: Ticket, event: WriteSettled) -> None:
    for place in range(len(ticket.writes) - 1, -1, -1):
        if ticket.writes[place].system == event.system and not ticket.writes[place].is_step:
            ticket.writes[place] = msgspec.structs.replace(ticket.writes[place], outcome=event.outcome)
            return


def _withdrawn(ticket: Ticket, _: ConflictWithdrawn) -> None:
    ticket.conflict = None


def _decided(ticket: Ticket, event: ConflictDecided) -> None:
    ticket.timeline.settle(event.at, event.status)
    ticket.conflict = None


_APPLY: Final[dict[type[Event], Callable[[Ticket, Any], None]]] = {
    StatusReported: _reported,
    NativeIdLinked: _linked,
    NativeIdUnlinked: _unlinked,
    CanonicalChanged: _broadcast,
    TicketFrozen: _frozen,
    ConflictClaimed: _claimed,
    ConflictHandedOver: _handed_over,
    ConflictWithdrawn: _withdrawn,
    ConflictDecided: _decided,
    WriteBegun: _write_begun,
    WriteStepped: _write_stepped,
    WriteSettled: _write_settled,
}


def replay(ticket: Ticket, events: list[Recorded]) -> Ticket:
    """Apply stored events in order; return the ticket."""
    for recorded in events:
        evolve(ticket, recorded.event)
    if events:
        ticket.version = events[-1].version
        ticket.chain = events[-1].chain
    return ticket
