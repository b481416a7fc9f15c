"""The rows of a CSV export."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from operator import itemgetter

from conflict.explain import Sentence
from hub.application.audit import reasons
from hub.application.audit.columns import Columns
from hub.application.audit.lines import LONGEST, Lines, RecordTooLong
from hub.application.audit.profile import Profile
from hub.application.audit.rows import Cells, Unreadable

_DELIMITERS = ",;\t"


@contextmanager
def long_fields() -> Iterator[None]:
    """Let the CSV reader take fields as long as a line may be; the limit is one for the whole process."""
    before = csv.field_size_limit(2 * LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


class CsvRows:
    """Reads a CSV file row by row."""

    def __init__(self, stream: BufferedReader, name: str, profile: Profile) -> None:
        self._lines = Lines(stream)
        self._name = name
        self._profile = profile

    @property
    def odd_lines(self) -> int:
        """How many lines are no UTF-8 and were read as Windows-1252."""
        return self._lines.odd_lines

    def __iter__(self) -> Iterator[Cells | Unreadable]:
        """Raises ProfileError where the header lacks a column that the profile names."""
        first = next((line for line in self._lines if line.strip()), None)
        if first is None:
            yield Unreadable(1, reasons.EMPTY_FILE)
            return
        delimiter, header = _header(first, self._profile.columns)
        pick = self._picker(header)
        for line, fields in self._records(delimiter, len(header)):
            yield pick(line, fields) if isinstance(fields, list) else Unreadable(line, fields)

    def _picker(self, header: list[str]) -> Callable[[int, list[str]], Cells]:
        profile, columns = self._profile, self._profile.columns
        for key in ("ticket", "at"):
            if not getattr(columns, key):
                raise profile.misfit(key, f"{key} names no column", f'a CSV needs one: {key} = "…"')
        for key, column in columns.named():
            if column not in header:
                raise profile.no_such_column(key, column, self._name, filter(None, header))
            if header.count(column) > 1:
                problem = f'{key} names the column "{column}", which {self._name} has {header.count(column)} times'
                raise profile.misfit(key, problem, "rename all but one of them in the header")
        return _picker(columns, header)

    def _records(self, delimiter: str, width: int) -> Iterator[tuple[int, list[str] | Sentence]]:
        """Every record with the line it starts on: its fields, or why it has none."""
        lines = self._lines
        reader = csv.reader(lines, delimiter=delimiter)
        while True:
            lines.start_record()
            fields: list[str] = []
            flaw: Sentence | None = None
            try:
                fields = next(reader)
            except StopIteration:
                return
            except RecordTooLong:
                flaw = reasons.OPEN_QUOTE
            except csv.Error as error:
                flaw = reasons.bad_csv(error)
            flaw = flaw or self._flaw(fields, width)
            if flaw is None:
                if fields:
                    yield lines.number, fields
                continue
            if lines.spans_several:
                lines.give_back()
            yield lines.number, flaw

    def _flaw(self, fields: list[str], width: int) -> Sentence | None:
        lines = self._lines
        if lines.flaw:
            return lines.flaw
        if lines.is_open:
            return reasons.OPEN_QUOTE
        if fields and len(fields) != width:
            return reasons.OPEN_QUOTE if lines.spans_several else reasons.wrong_length(len(fields), width)
        return None


def _header(line: str, columns: Columns) -> tuple[str, list[str]]:
    """The delimiter under which most of the profile's columns are found, then most columns at all."""
    wanted = {column for _, column in columns.named()}

    def split(delimiter: str) -> list[str]:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter))]

    def fit(delimiter: str) -> tuple[int, int]:
        names = split(delimiter)
        return len(wanted.intersection(names)), len(names)

    best = max(_DELIMITERS, key=fit)
    return best, split(best)


def _picker(columns: Columns, header: list[str]) -> Callable[[int, list[str]], Cells]:
    """Picks the cells of a row by place. A column that the profile does not name is the empty one behind the last."""
    nothing = len(header)

    def place(column: str) -> int:
        return header.index(column) if column else nothing

    statuses = tuple(place(column) for column in columns.status)
    only = place(columns.only.column) if columns.only else nothing
    rest = itemgetter(
        *(place(column) for column in (columns.at, columns.system_column, columns.actor, columns.sequence)),
        place(columns.delivery_id),
        only,
    )
    ticket = place(columns.ticket)

    def pick(line: int, fields: list[str]) -> Cells:
        fields.append("")
        return Cells(line, fields[ticket], tuple([fields[status] for status in statuses]), *rest(fields))

    return pick
