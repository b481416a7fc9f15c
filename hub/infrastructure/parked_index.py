"""Finds parked reports by what they are about, in the views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import Connection

from hub.infrastructure.registry import Connect
from projections.paging import FIRST
from projections.parked import list_parked, parked_place

_PAGE = 500


class ViewParkedIndex:
    """The port is hub.application.parking.ParkedIndex. The views are waited for, so nothing parked is overlooked."""

    def __init__(self, connect: Connect, settle: Callable[[], object]) -> None:
        """``settle`` returns when the views have read what is in the log now."""
        self._connect = connect
        self._settle = settle

    def standing(self, *, system: str = "", native_id: str = "", reason: str = "") -> list[str]:
        """The ids of reports that are still parked, oldest first."""
        self._settle()
        with self._connect() as conn:
            return self._ids(conn, system, native_id, reason)

    def _ids(self, conn: Connection[Any], system: str, native_id: str, reason: str) -> list[str]:
        found: list[str] = []
        place = FIRST
        while rows := list_parked(conn, system=system, native_id=native_id, reason=reason, place=place, limit=_PAGE):
            found.extend(row.id for row in rows)
            place = parked_place(rows[-1])
        return found
