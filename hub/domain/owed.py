"""What the hub owes a system: the newest canonical status, where the system stands at another one.

Functions that return events have changed the ticket as the events will.
"""

from __future__ import annotations

import msgspec

from hub.domain.ticket import Ticket, evolve
from hub.domain.writes import last_write
from mappings.model import Mapped, MappingTable
from mappings.translate import to_native, translate
from schemas.events import Event, WriteBegun, WriteSettled, WriteStepped
from schemas.instant import Instant
from schemas.status import Status


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """A status that a system has not been told. Only the newest is owed, whatever came between."""

    uid: str
    system: str
    native_id: str
    native: str
    status: Status
    snapshot: int
    current_native: str = ""
    """The system's last word on it; empty where it never spoke."""


def owed(ticket: Ticket, table: MappingTable) -> Owed | None:
    """What is owed to the system of ``table`` about a ticket; None where nothing is, or nothing can be.

    Nothing is owed about a frozen ticket, to a system that does not know the ticket or has no word for the status, to
    one that stands there already, and to one that was written to with nothing else heard of it since: its report is
    on its way.
    """
    status = ticket.broadcast.status
    native_id = ticket.native_ids.get(table.system, "")
    native = to_native(table, status) if status is not None and status in table.writes else None
    if ticket.is_frozen or status is None or not native_id or native is None:
        return None
    word, standing = _stands(ticket, table.system)
    if standing is status or (word and word == native) or _is_on_its_way(ticket, table.system, native):
        return None
    return Owed(
        uid=ticket.uid,
        system=table.system,
        native_id=native_id,
        native=native,
        status=status,
        snapshot=ticket.broadcast.version,
        current_native=word,
    )


def _stands(ticket: Ticket, system: str) -> tuple[str, Status | None]:
    track = ticket.timeline.tracks.get(system)
    if track is None:
        return "", None
    word = track.entries[-1].reading.native if track.entries else track.base.native
    return word or "", track.standing


def _is_on_its_way(ticket: Ticket, system: str, native: str) -> bool:
    """Whether the last thing that was heard of the system is older than a write of this word that was read back."""
    write = last_write(ticket.writes, system)
    if write is None or write.outcome != "done" or write.native != native:
        return False
    track = ticket.timeline.tracks.get(system)
    entries = track.entries if track else []
    return not any(entry.reading.received_at > write.seen and not entry.reading.echo_of for entry in entries)


def begin(ticket: Ticket, due: Owed, now: Instant) -> list[Event]:
    """The events of a write that is about to go out; an open write of something else is superseded by it."""
    events: list[Event] = []
    before = last_write(ticket.writes, due.system)
    if before is not None and not before.outcome and before.native != due.native:
        events += settle(ticket, due.system, "superseded", "the canonical status moved on", now)
    begun = WriteBegun(
        recorded_at=now,
        system=due.system,
        native_id=due.native_id,
        native=due.native,
        status=due.status,
        snapshot=due.snapshot,
        seen=ticket.latest_received,
    )
    evolve(ticket, begun)
    return [*events, begun]


def step(ticket: Ticket, due: Owed, native: str, table: MappingTable, now: Instant) -> list[Event]:
    """The event of a status on the way that is about to be asked for; none where something else is owed by now."""
    still = owed(ticket, table)
    if still is None or (still.native, still.native_id) != (due.native, due.native_id):
        return []
    meaning = translate(table, native)
    stepped = WriteStepped(
        recorded_at=now,
        system=due.system,
        native_id=due.native_id,
        native=native,
        status=meaning.word.status if isinstance(meaning, Mapped) else due.status,
        snapshot=due.snapshot,
        seen=ticket.latest_received,
    )
    evolve(ticket, stepped)
    return [stepped]


def settle(ticket: Ticket, system: str, outcome: str, detail: str, now: Instant) -> list[Event]:
    """What became of the open write to a system; nothing where none is open."""
    write = last_write(ticket.writes, system)
    if write is None or write.outcome:
        return []
    settled = WriteSettled(
        recorded_at=now,
        system=system,
        native_id=ticket.native_ids.get(system, ""),
        native=write.native,
        snapshot=write.snapshot,
        outcome=outcome,
        detail=detail,
    )
    evolve(ticket, settled)
    return [settled]


def settle_unowed(ticket: Ticket, system: str, now: Instant) -> list[Event]:
    """Settle an open write that is owed no more: the system says the status, or the ticket moved on."""
    write = last_write(ticket.writes, system)
    if write is None:
        return []
    word, standing = _stands(ticket, system)
    if standing is write.status or word == write.native:
        return settle(ticket, system, "done", "the system reported it", now)
    return settle(ticket, system, "superseded", "it is owed no more", now)
