"""Read all logs into readings by ticket. Rows are streamed; what stays in memory is one reading a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from hub.application.audit import reasons
from hub.application.audit.csv_rows import CsvRows, long_fields
from hub.application.audit.findings import BadRow, Counts
from hub.application.audit.profile import Profile
from hub.application.audit.reports import Reports
from hub.application.audit.rows import Cells, Unreadable, UnreadableRow
from hub.application.audit.sources import READ_FAILURES, Broken, Kind, Log, logs_in
from hub.application.audit.words import Words
from hub.application.audit.xes_rows import XesRows
from hub.domain.track import Reading
from mappings.model import Ignored, Unmapped
from schemas.instant import Instant
from schemas.report import Report

MOST_UNREADABLE: Final = 1000
"""Of the rows that cannot be read, so many are listed; the rest are only counted."""

Watch = Callable[[int, int], None]
"""Told now and then how many bytes and how many rows have been read."""

_WATCH_EVERY = 2000


class Gathered:
    """What the logs hold, so far."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.readings: dict[str, list[Reading]] = {}
        """By ticket; empty for a ticket none of whose reports has a meaning."""
        self.unmapped: dict[str, Counter[str]] = {}
        self.unreadable: list[BadRow] = []
        self.odd_lines: dict[str, int] = {}
        self.first_at: Instant | None = None
        self.last_at: Instant | None = None

    def unreadable_row(self, file: str, row: Unreadable) -> None:
        """Count a row that cannot be read, and list it if it is among the first."""
        self.counts.unreadable += 1
        if len(self.unreadable) < MOST_UNREADABLE:
            self.unreadable.append(BadRow(file, row.line, row.why))

    def saw(self, at: Instant) -> None:
        """Extend the span of time that the logs cover."""
        self.first_at = at if self.first_at is None else min(self.first_at, at)
        self.last_at = at if self.last_at is None else max(self.last_at, at)


def gather(paths: Sequence[Path], profile: Profile, watch: Watch = lambda _bytes, _rows: None) -> Gathered:
    """Read the logs as one.

    Raises ProfileError where a log does not fit the profile, OSError where a path cannot be opened.
    """
    return _Gathering(profile, watch).run(paths)


class _Gathering:
    def __init__(self, profile: Profile, watch: Watch) -> None:
        self._profile = profile
        self._reports = Reports(profile.columns)
        self._words = Words(profile.tables)
        self._watch = watch
        self._gathered = Gathered()

    def run(self, paths: Sequence[Path]) -> Gathered:
        done = rows = 0
        with long_fields():
            for path in paths:
                with path.open("rb") as file:
                    for log in logs_in(path, file):
                        for _ in self._take_log(log):
                            rows += 1
                            if not rows % _WATCH_EVERY:
                                self._watch(done + file.tell(), rows)
                done += path.stat().st_size
        self._gathered.counts.tickets = len(self._gathered.readings)
        return self._gathered

    def _take_log(self, log: Log | Broken) -> Iterator[None]:
        """Take in one log, pausing at every row."""
        if isinstance(log, Broken):
            self._gathered.unreadable_row(log.name, Unreadable(1, log.why))
            return
        rows = _reader(log, self._profile)
        line = 1
        try:
            for row in rows:
                line = row.line
                self._take_row(log.name, row)
                yield
        except READ_FAILURES as error:
            self._gathered.unreadable_row(log.name, Unreadable(line, reasons.broken_file(error)))
        if rows.odd_lines:
            self._gathered.odd_lines[log.name] = rows.odd_lines

    def _take_row(self, file: str, row: Cells | Unreadable) -> None:
        if isinstance(row, Unreadable):
            self._gathered.unreadable_row(file, row)
            return
        try:
            report = self._reports.read(row)
        except UnreadableRow as error:
            self._gathered.unreadable_row(file, Unreadable(row.line, error.why))
            return
        if report is not None:
            self._take_report(report)

    def _take_report(self, report: Report) -> None:
        gathered = self._gathered
        gathered.counts.reports += 1
        gathered.saw(report.received_at)
        readings = gathered.readings.setdefault(report.native_id, [])
        word = self._words.of(report.system, report.native_status)
        match word.translation:
            case Ignored():
                gathered.counts.ignored += 1
            case Unmapped():
                gathered.counts.unmapped += 1
                gathered.unmapped.setdefault(word.system, Counter())[word.native] += 1
            case mapped:
                readings.append(
                    Reading(
                        at=report.received_at,
                        system=word.system,
                        native=word.native,
                        status=mapped.word.status,
                        reopens=mapped.word.reopens,
                        delivery_id=report.delivery_id,
                        sequence=report.sequence,
                        actor=report.actor,
                        received_at=report.received_at,
                        mapping=word.mapping,
                    )
                )


def _reader(log: Log, profile: Profile) -> CsvRows | XesRows:
    reader = CsvRows if log.kind is Kind.CSV else XesRows
    return reader(log.stream, log.name, profile)
