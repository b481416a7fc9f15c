"""The systems side by side, in the form in which they are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.entrypoints.gateway.views.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemRow:
    """A system: how it is known, when it was last heard, how late it delivers, how far it agrees."""

    system: str
    title: str
    role: str = ""
    originates: bool = False
    last_seen: Moment | None = None
    reports: int = 0
    parked: int = 0
    parked_by_reason: dict[str, int] = field(default_factory=dict)
    lookup_since: Moment | None = None
    """Since when the oldest of the events has waited whose object is to be looked up; null where none does."""
    lookups_failures: int = 0
    """How often in a row it could not be asked for an object, whichever."""
    lookups_error: str = ""
    """Why it could not be asked when it was last tried; empty: it could."""
    lookups_left_alone_until: Moment | None = None
    """Until when it is not asked, for it failed several times in a row; null: it is not left alone."""
    behind: int = 0
    """Tickets in which it is yellow."""
    delay_median_s: float | None = None
    """Transport delay: received minus occurred."""
    delay_p95_s: float | None = None
    consistency: float | None = None
    repeats: int = 0
    """Reports that changed nothing."""
    sent_again: int = 0
    """Deliveries that the hub had already, which are none of its reports; what the hub itself reads twice is none."""
    deviation_median_s: float | None = None
    """How far it runs behind the first system that reaches a status."""
    deviation_p95_s: float | None = None
    clock_ahead_s: float | None = None
    """By how much its clock is ahead at least, as five reports of a day show; null where they do not."""
    silent: bool = False
    """Nothing has come for longer than is usual at this hour of the week."""
    usual_silence_s: float | None = None
    """The longest that is usual at this hour of the week; null where too little is known to say."""
    reports_hour: float = 0.0
    """Reports within the last hour."""
    reports_hour_usual: float | None = None
    """The same in the middle one of the weeks before; null where too little is known to say."""
    conflicts: int = 0
    """Of the latest 500 those in which it is a side, open and settled."""
    unmapped: int = 0
    """Words of it that its mapping table does not know."""
    writes_owed: int = 0
    """Statuses it has not been told yet, tried again or not."""
    writes_failed: int = 0
    """Those among them that are not tried again by themselves."""
    writes_failures: int = 0
    """How often in a row it could not be written to, whatever the ticket."""
    writes_error: str = ""
    """Why it could not be written to when it was last tried; empty: it could."""
    writes_left_alone_until: Moment | None = None
    """Until when nothing is written, for it failed several times in a row; null: it is not left alone."""
    uids_owed: int = 0
    """UIDs of tickets that began there and that it has not been told yet, tried again or not."""
    uids_failed: int = 0
    """Those among them that a person has to do something about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    items: tuple[SystemRow, ...]
