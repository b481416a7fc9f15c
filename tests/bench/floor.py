"""The floors: what PostgreSQL and the driver cost without any hub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from time import perf_counter
from typing import Any

import msgspec
import psycopg
from eventsourcing.postgres import PostgresApplicationRecorder

from hub.application.ports import Delivery
from hub.infrastructure.event_log import open_datastore
from hub.infrastructure.recorder import CopyRecorder

Rows = list[tuple[Any, ...]]

_FLOOR = (
    "COPY floor_events (originator_id, originator_version, topic, state, notification_id) FROM STDIN (FORMAT BINARY)"
)
_EVENTS = (
    "COPY ticket_events (originator_id, originator_version, topic, state, notification_id, chain, delivery)"
    " FROM STDIN (FORMAT BINARY)"
)
_UIDS = "COPY uids (uid, origin, seen_at, ticket) FROM STDIN (FORMAT BINARY)"
_LINKS = "COPY native_ids (system, native_id, uid) FROM STDIN (FORMAT BINARY)"


def copy_reports(database_url: str, batches: Sequence[Sequence[Delivery]]) -> float:
    """Seconds to encode the reports and copy one row for each, with a commit for each batch.

    The table is the library's, with its two indexes. Nothing is checked, chained, looked up or locked, and which row a
    report becomes is worked out beforehand.
    """
    datastore = open_datastore(database_url)
    PostgresApplicationRecorder(datastore, events_table_name="floor_events").create_table()
    datastore.close()
    planned = _planned(batches)
    encode = msgspec.json.Encoder().encode
    with psycopg.connect(database_url) as connection:
        started = perf_counter()
        for rows in planned:
            with connection.cursor() as cursor, cursor.copy(_FLOOR) as copy:
                copy.set_types(["text", "int8", "text", "bytea", "int8"])
                for uid, version, report, position in rows:
                    copy.write_row((uid, version, "ticket.status_reported.v1", encode(report), position))
            connection.commit()
        return perf_counter() - started


def _planned(batches: Sequence[Sequence[Delivery]]) -> list[Rows]:
    versions: Counter[str] = Counter()
    planned: list[Rows] = []
    position = 0
    for batch in batches:
        rows: Rows = []
        for delivery in batch:
            assert delivery.report is not None
            uid = delivery.report.uid
            versions[uid] += 1
            position += 1
            rows.append((uid, versions[uid], delivery.report, position))
        planned.append(rows)
    return planned


class Stored:
    """What a hub has written, to be written once more without one."""

    def __init__(self, database_url: str, batches: int) -> None:
        with psycopg.connect(database_url) as connection:
            self.events = connection.execute(
                "SELECT originator_id, originator_version, topic, state, notification_id, chain, delivery"
                " FROM ticket_events ORDER BY notification_id"
            ).fetchall()
            self.uids = connection.execute("SELECT uid, origin, seen_at, ticket FROM uids ORDER BY ctid").fetchall()
            self.links = connection.execute("SELECT system, native_id, uid FROM native_ids ORDER BY ctid").fetchall()
        self._batches = batches

    def copy_again(self, database_url: str) -> float:
        """Seconds to copy the same rows into the same tables with the same indexes, in as many commits."""
        datastore = open_datastore(database_url)
        CopyRecorder(datastore).create_table()
        datastore.close()
        parts = [_in_parts(rows, self._batches) for rows in (self.uids, self.links, self.events)]
        with psycopg.connect(database_url) as connection:
            started = perf_counter()
            for uids, links, events in zip(*parts, strict=True):
                _copy(connection, _UIDS, ["text", "text", "int8", "text"], uids)
                _copy(connection, _LINKS, ["text", "text", "text"], links)
                _copy(connection, _EVENTS, ["text", "int8", "text", "bytea", "int8", "bytea", "int8"], events)
                connection.commit()
            return perf_counter() - started


def _in_parts(rows: Rows, count: int) -> list[Rows]:
    return [rows[index * len(rows) // count : (index + 1) * len(rows) // count] for index in range(count)]


def _copy(connection: psycopg.Connection[Any], statement: str, types: list[str], rows: Rows) -> None:
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
