"""One batch of events into all views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from projections import conflicts, lanes, moves, parked, snapshots, systems, tickets, tracks
from projections.batch import Batch
from schemas.events import Recorded


def apply(conn: Connection[Any], views: str, events: Sequence[Recorded]) -> None:
    """Bring every view up to date with events that follow the ones it holds, inside the caller's transaction.

    1. Tracks and canonical lanes take the reports and decisions in. 2. Lanes are worked out anew from both. 3. Tickets
    and systems take over what changed in the lanes. Snapshots, conflicts and parked reports stand by themselves.
    A crash after any of them leaves nothing of the batch.
    """
    batch = Batch(events)
    tracks.project(conn, views, batch)
    moves.project(conn, views, batch)
    sides = lanes.project(conn, views, batch)
    tickets.project(conn, views, batch, sides)
    snapshots.project(conn, views, batch)
    conflicts.project(conn, views, batch)
    parked_gained = parked.project(conn, views, batch)
    systems.project(conn, views, batch, sides, parked_gained)
