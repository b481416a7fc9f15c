"""The canonical state of a ticket as broadcast."""

from __future__ import annotations

import msgspec

from schemas.events import CanonicalChanged, Event, TicketFrozen
from schemas.instant import Instant
from schemas.status import Status

BROADCASTS = (CanonicalChanged.TOPIC, TicketFrozen.TOPIC)
"""The events that broadcast a snapshot."""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What downstream systems learn. ``version`` only grows: whoever keeps the highest per UID has the right state."""

    uid: str
    version: int
    status: Status | None
    previous: Status | None
    since: Instant | None
    """When the status was reached, by the clock of the system that reached it."""
    frozen: bool
    conflict: str
    """The open exception ticket of a frozen ticket, else empty."""
    system: str
    """The system whose report moved it; empty where a decision did."""
    native: str
    recorded_at: Instant


def snapshot_of(uid: str, event: Event) -> Snapshot | None:
    """The snapshot that an event of the ticket broadcasts; None for events that broadcast nothing."""
    if isinstance(event, CanonicalChanged):
        return Snapshot(
            uid=uid,
            version=event.snapshot,
            status=event.status,
            previous=event.previous,
            since=event.since,
            frozen=False,
            conflict="",
            system=event.system,
            native=event.native,
            recorded_at=event.recorded_at,
        )
    if isinstance(event, TicketFrozen):
        return Snapshot(
            uid=uid,
            version=event.snapshot,
            status=event.status,
            previous=event.status,
            since=event.since,
            frozen=True,
            conflict=event.conflict,
            system="",
            native="",
            recorded_at=event.recorded_at,
        )
    return None
