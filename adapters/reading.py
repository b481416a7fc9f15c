"""What came of a body, whoever read it: reports, what has to be looked up, and what is not about a status."""

from __future__ import annotations

import msgspec

from schemas.instant import Instant
from schemas.report import Report


class Lookup(msgspec.Struct, frozen=True, kw_only=True):
    """An event that names an object and not its status: whoever can read the object has to look.

    What is read then may be older than the event, where the system answers from a copy: ``occurred_at`` tells.
    """

    system: str
    what: str
    uid: str = ""
    native_id: str = ""
    event: str = ""
    delivery_id: str = ""
    occurred_at: Instant | None = None

    @property
    def reason(self) -> str:
        """Why there is no report, and what has to be set so that the status is looked up, for people."""
        named = f"the event names {self.what} {self.native_id or self.uid} without its status"
        return f"{named}, which a connector looks up where STATUSHUB_{self.system.upper()}_URL is set"


class Reading(msgspec.Struct, frozen=True):
    """What a body holds: reports, what has to be looked up, and why the rest of it is not about a status."""

    reports: tuple[Report, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    ignored: tuple[str, ...] = ()
