"""Coverage: how much of what systems say lately their mapping tables know."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from psycopg import Connection

from projections import tables
from projections.schema import VIEWS, statement
from schemas.instant import HOUR, Instant

DAYS: Final = 7
"""So many days up to now are looked at, by whole hours of UTC."""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """Of a system's reports of the last days, those that were understood, and those parked for want of a word.

    What is parked for another reason is neither: its word may not have been looked at. What was released since counts
    as understood.
    """

    system: str
    understood: int
    unknown: int


def coverage(conn: Connection[Any], now: Instant, *, views: str = VIEWS) -> list[Coverage]:
    """How much was understood of each system that was heard in the last :data:`DAYS`, by name."""
    hour = now // HOUR - DAYS * 24 + 1
    return tables.select(conn, statement("coverage", views), {"hour": hour, "since": hour * HOUR}, Coverage)
