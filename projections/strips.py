"""Strips: the latest changes of many tickets at once, for a small picture of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from psycopg import Connection

from projections import tables
from projections.schema import VIEWS, statement
from schemas.instant import Instant
from schemas.status import Status

HUB: Final = ""
"""Stands where a system's name stands, for the canonical status."""
MOST_CHANGES: Final = 40
"""Of all systems of a ticket together, and of the canonical status: a small picture shows no more."""


class Change(msgspec.Struct, frozen=True):
    """From ``at`` on a lane stood at ``status``."""

    uid: str
    system: str
    at: Instant
    status: Status


Strips = dict[str, dict[str, list[Change]]]
"""By UID and system, the oldest first."""


def strips(conn: Connection[Any], uids: Sequence[str], *, views: str = VIEWS) -> Strips:
    """The latest changes of these tickets."""
    params = {"uids": list(uids), "most": MOST_CHANGES}
    found: Strips = {}
    for change in reversed(tables.select(conn, statement("strips_read", views), params, Change)):
        found.setdefault(change.uid, {}).setdefault(change.system, []).append(change)
    return found
