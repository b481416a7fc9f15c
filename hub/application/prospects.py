"""What each way to settle an exception ticket would lead to, before a reviewer takes it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from conflict.rules import Rules
from hub.application.ports import Choice
from hub.domain.decide import settle
from hub.domain.owed import Owed, owed
from hub.domain.ticket import Ticket, replay
from mappings.model import MappingTable
from schemas.events import Recorded
from schemas.instant import Instant
from schemas.status import Status


class Prospect(msgspec.Struct, frozen=True, kw_only=True):
    """A way to settle it: what subscribers would get, and what would be owed to systems."""

    choice: Choice
    system: str
    """Whose side would be accepted; empty for the other choices."""
    status: Status
    snapshot: int
    """Version of the snapshot that would be broadcast."""
    owed: tuple[Owed, ...]
    """What systems would be told, where writing to them is on."""


def prospects(
    uid: str, events: Sequence[Recorded], rules: Rules, tables: Iterable[MappingTable], now: Instant
) -> list[Prospect]:
    """Every choice there is for a frozen ticket: each side, no conflict, each status. None for one that is not frozen.

    Each is tried out on a ticket of its own, by the function that would settle it.
    """
    ticket = replay(Ticket(uid, rules), list(events))
    if ticket.conflict is None:
        return []
    pairs = list(ticket.timeline.pairs())
    sides = dict.fromkeys(side.system for pair in pairs for side in (pair.earlier, pair.later))
    choices: list[tuple[Choice, str, Status | None]] = [(Choice.ACCEPT, system, None) for system in sides]
    choices.append((Choice.NO_CONFLICT, "", None))
    choices += [(Choice.SET, "", status) for status in Status]
    known = [table for table in tables if table.system in ticket.native_ids]
    return [_prospect(replay(Ticket(uid, rules), list(events)), *choice, known, now) for choice in choices]


def _prospect(
    ticket: Ticket,
    choice: Choice,
    system: str,
    status: Status | None,
    tables: Sequence[MappingTable],
    now: Instant,
) -> Prospect:
    assert ticket.conflict is not None
    settle(ticket, ticket.conflict.uid, ticket.conflict.claimed_by, "tried out", now, accept=system, status=status)
    assert ticket.broadcast.status is not None
    return Prospect(
        choice=choice,
        system=system,
        status=ticket.broadcast.status,
        snapshot=ticket.broadcast.version,
        owed=tuple(due for table in tables if (due := owed(ticket, table))),
    )
