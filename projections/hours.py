"""Hours: what came from each system hour by hour, for as many weeks as its rhythm is read from.

An hour is one of UTC, so that the rows follow from the log alone; which hours are alike at a site is for whoever reads
them (rhythm.py). An hour knows the longest that nothing had come for by then: of a night without reports, each hour
knows another part, and the last one all of it.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from psycopg import Connection

from projections import tables
from projections.batch import Batch
from projections.schema import VIEWS, statement
from projections.tracks import occurred_at
from schemas.events import ReportParked, StatusReported
from schemas.instant import HOUR, Instant

KEPT: Final = 57 * 24
"""So many hours up to the latest are kept of a system: eight weeks to compare with, and a day."""
QUICKEST: Final = 5
"""So many reports of an hour are kept, those that were received soonest after they happened (or before)."""


class HourRow(msgspec.Struct, kw_only=True):
    """A row of ``hours``, or what a batch adds to it; times in microseconds."""

    system: str
    hour: int
    reports: int = 0
    longest: int = 0
    quickest: list[int] = []


Hours = Mapping[int, HourRow]
"""Of one system, by their numbers since 1970."""


class Heard:
    """What a batch brings of one system, which was ``last`` seen before it; 0 for never."""

    __slots__ = ("began", "last", "rows", "system")

    def __init__(self, system: str, last: Instant) -> None:
        self.system = system
        self.began = self.last = last
        self.rows: dict[int, HourRow] = {}

    def hear(self, at: Instant) -> HourRow:
        """Something came."""
        row = self._row(at // HOUR)
        row.reports += 1
        if at > self.last:
            if self.last:
                self._pause(at)
            self.last = at
        return row

    def _pause(self, until: Instant) -> None:
        latest = until // HOUR
        for hour in range(max(self.last // HOUR, latest - KEPT + 1), latest + 1):
            row = self._row(hour)
            row.longest = max(row.longest, min(until, (hour + 1) * HOUR) - self.last)

    def _row(self, hour: int) -> HourRow:
        row = self.rows.get(hour)
        if row is None:
            row = self.rows[hour] = HourRow(system=self.system, hour=hour)
        return row

    @property
    def forgotten(self) -> int:
        """The last hour that is kept no more."""
        return self.last // HOUR - KEPT


def project(conn: Connection[Any], views: str, batch: Batch, seen: Mapping[str, Instant]) -> None:
    """Count what came in the batch, in the order of the log; ``seen`` is when each system was last seen before it.

    What was parked came when it was parked, and not again when it is released.
    """
    heard: dict[str, Heard] = {}
    for recorded in batch.events:
        event = recorded.event
        if isinstance(event, StatusReported):
            if not event.released_from:
                row = _of(heard, event.system, seen).hear(event.received_at)
                _keep(row.quickest, event.received_at - occurred_at(event))
        elif isinstance(event, ReportParked):
            _of(heard, event.system, seen).hear(event.received_at)
    rows = [row for each in heard.values() for row in each.rows.values() if row.hour > each.forgotten]
    if rows:
        conn.execute(statement("hours_add", views), [tables.as_json(rows), QUICKEST])
        _forget(conn, views, heard.values())


def _of(heard: dict[str, Heard], system: str, seen: Mapping[str, Instant]) -> Heard:
    found = heard.get(system)
    if found is None:
        found = heard[system] = Heard(system, seen.get(system, 0))
    return found


def _keep(quickest: list[int], delay: int) -> None:
    if len(quickest) < QUICKEST or delay < quickest[-1]:
        insort(quickest, delay)
        del quickest[QUICKEST:]


def _forget(conn: Connection[Any], views: str, heard: Iterable[Heard]) -> None:
    """Only where an hour has begun is there anything to forget."""
    gone = [each for each in heard if each.began // HOUR < each.last // HOUR]
    if gone:
        params = [[each.system for each in gone], [each.forgotten for each in gone]]
        conn.execute(statement("hours_forget", views), params)


def hours_of(conn: Connection[Any], wanted: Mapping[str, Iterable[int]], *, views: str = VIEWS) -> Mapping[str, Hours]:
    """Of each system those of the hours asked for in which something was known of it."""
    pairs = [(system, hour) for system, hours in wanted.items() for hour in hours]
    found: dict[str, dict[int, HourRow]] = {system: {} for system in wanted}
    params = [[system for system, _ in pairs], [hour for _, hour in pairs]]
    for row in tables.select(conn, statement("hours_read", views), params, HourRow):
        found[row.system][row.hour] = row
    return found
