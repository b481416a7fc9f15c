"""By which ids a system knows a ticket, and which of them the ticket goes by there.

A system may have several ids for one ticket: one that people see, which may change, and one of its own, which stays.
The ticket goes by the one that its latest report named, whatever order the reports arrive in, and by one that a report
named as an alias only if there is no other.
"""

from __future__ import annotations

from typing import Final

from schemas.instant import Instant

Ids = dict[str, Instant]
"""The ids of one system, each with when a report last named its ticket by it."""

LINKED: Final[Instant] = -(1 << 62)
"""Before any time. Stands for an id that no report has come under yet: somebody linked it."""
ALIAS: Final[Instant] = LINKED - 1
"""Stands for an id that a report named beside the one that the ticket goes by."""


def name(ids: Ids, native_id: str, at: Instant, aliases: tuple[str, ...] = ()) -> str:
    """Note what a report from ``at`` calls its ticket; return the id that the ticket goes by from now on."""
    for alias in aliases:
        ids[alias] = ALIAS
    before = ids.get(native_id, LINKED)
    if before != ALIAS and before <= at:
        ids[native_id] = at
    return native_id if len(ids) == 1 else goes_by(ids)


def goes_by(ids: Ids) -> str:
    """The id that a ticket goes by in the system; empty where there is none."""
    return max(ids, key=lambda native_id: (ids[native_id], native_id), default="")
