"""What systems have not been told, in the form in which it is read."""

from __future__ import annotations

from dataclasses import dataclass

from hub.entrypoints.gateway.views.moment import Moment


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
    left_alone_until: Moment | None = None
    """Until when it waits because its system, which failed several times in a row, is left alone; null: it does not."""
    system_error: str = ""
    """Why its system could not be written to when it was last tried, whatever the ticket; empty: it could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writes:
    items: tuple[WriteRow, ...]
