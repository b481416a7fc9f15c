"""Finds parked reports by what they are about, in the views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import Connection, sql

from hub.infrastructure.registry import Connect
from projections.paging import FIRST
from projections.parked import list_parked, parked_place
from projections.schema import VIEWS

_PAGE = 500

# OFFSET 0: one look into the registry's index for each report that waits, however many links there are.
_LINKED = sql.SQL("""
    SELECT waiting.id FROM {views}.parked AS waiting, LATERAL (
        SELECT 1 FROM native_ids WHERE system = waiting.system AND native_id = waiting.native_id OFFSET 0
    ) AS linked
    WHERE waiting.state = 'parked' AND waiting.reason = 'unlinked'
    ORDER BY waiting.position, waiting.id LIMIT %s
""").format(views=sql.Identifier(VIEWS))


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

    def linked(self, limit: int) -> list[str]:
        """The ids of reports that the views know as parked for want of a link that there is now, oldest first."""
        with self._connect() as conn:
            return [stream for (stream,) in conn.execute(_LINKED, [limit])]

    def _ids(self, conn: Connection[Any], system: str, native_id: str, reason: str) -> list[str]:
        found: list[str] = []
        place = FIRST
        while rows := list_parked(conn, system=system, native_id=native_id, reason=reason, place=place, limit=_PAGE):
            found.extend(row.id for row in rows)
            place = parked_place(rows[-1])
        return found
