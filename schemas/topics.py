"""The topics through which systems and the hub speak on a message broker, by their chosen names (docs/domain.md §8)."""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """A topic. A change that would break who reads it moves the version in its name."""

    REPORTED = "ticket.status.reported.v1"
    """Reports: adapters and other publishers to the hub."""
    CANONICAL = "ticket.status.canonical.v1"
    """Snapshots, keyed by UID; the last of each ticket is kept for ever."""
    EVENTS = "ticket.events.v1"
    """Every event of every ticket, keyed by UID."""
    CONFLICTS = "ticket.conflicts.v1"
    """Exception tickets, keyed by their own UID; the last state of each is kept for ever."""
    PARKED = "ticket.parked.v1"
    """What was parked, tried again and released, keyed by its parked id."""
