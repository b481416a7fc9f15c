"""Snapshots: every broadcast of a canonical state, for the feed and for the past."""

from __future__ import annotations

from typing import Any

import msgspec
from psycopg import Connection

from projections import tables
from projections.batch import Batch
from projections.schema import VIEWS, statement
from schemas.snapshot import Snapshot, snapshot_of


class SnapshotRow(Snapshot, frozen=True, kw_only=True):
    """A row of ``snapshots``: a snapshot beside its place in the event log."""

    position: int

    def snapshot(self) -> Snapshot:
        """What was broadcast."""
        return Snapshot(**{name: getattr(self, name) for name in Snapshot.__struct_fields__})


def project(conn: Connection[Any], views: str, batch: Batch) -> None:
    """Write down the batch's broadcasts."""
    rows = []
    for recorded in batch.events:
        snapshot = snapshot_of(recorded.stream, recorded.event)
        if snapshot is not None:
            rows.append(SnapshotRow(**msgspec.structs.asdict(snapshot), position=recorded.position))
    tables.insert(conn, views, "snapshots", rows)


def broadcasts_after(
    conn: Connection[Any], position: int, *, limit: int = 100, views: str = VIEWS
) -> list[SnapshotRow]:
    """The snapshots broadcast behind a position of the event log, in order."""
    params = {"position": position, "limit": limit}
    return tables.select(conn, statement("snapshots_after", views), params, SnapshotRow)
