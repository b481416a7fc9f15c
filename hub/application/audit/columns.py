"""The ``[columns]`` section of a profile: where in a log each part of a report stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from mappings.errors import Problems, near_miss

SECTION = "columns"
_KEYS = ("ticket", "status", "at", "at_format", "zone", "system", "actor", "sequence", "delivery_id", "only")
_SYSTEM_FORM = 'write system = { value = "crm" }, or system = { column = "system" }'
_ONLY_FORM = 'write only = { column = "system", values = ["crm", "erp"] }'
_STATUS_FORM = 'write status = "state", or status = ["state", "substate"] to join several with "/"'
_SAMPLE = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)


class Only(msgspec.Struct, frozen=True):
    """The rows that count: those with one of ``values`` in ``column``."""

    column: str
    values: frozenset[str]


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Names of columns; an empty name where the profile names none."""

    status: tuple[str, ...]
    system: str = ""
    """The one system of the whole log; empty where ``system_column`` names it row by row."""
    system_column: str = ""
    ticket: str = ""
    at: str = ""
    at_format: str = ""
    """A format of ``strptime``; ISO 8601 where empty."""
    zone: tzinfo = UTC
    """Of times that have none."""
    actor: str = ""
    sequence: str = ""
    delivery_id: str = ""
    only: Only | None = None

    def named(self) -> Iterator[tuple[str, str]]:
        """Every column that a row must have, with the key of the profile that names it."""
        singles = (
            ("ticket", self.ticket),
            ("at", self.at),
            ("system", self.system_column),
            ("actor", self.actor),
            ("sequence", self.sequence),
            ("delivery_id", self.delivery_id),
            ("only", self.only.column if self.only else ""),
        )
        yield from (("status", column) for column in self.status)
        yield from ((key, column) for key, column in singles if column)


def read_columns(raw: Mapping[str, object], problems: Problems) -> Columns | None:
    """The columns that the section names; None where that cannot be told, which is then among the ``problems``."""
    return _Section(raw, problems).columns()


class _Section:
    """Reads the section key by key, and notes what it cannot read."""

    def __init__(self, raw: Mapping[str, object], problems: Problems) -> None:
        self._raw = raw
        self._problems = problems

    def columns(self) -> Columns | None:
        for key in [key for key in self._raw if key not in _KEYS]:
            self._wrong(key, f'"{key}" is not a part of [columns]', f"{near_miss(key, _KEYS)}{_keep_to(_KEYS)}")
        status, (system, system_column) = self._status(), self._system()
        columns = Columns(
            status=status,
            system=system,
            system_column=system_column,
            ticket=self._text("ticket"),
            at=self._text("at"),
            at_format=self._at_format(),
            zone=self._zone(),
            actor=self._text("actor"),
            sequence=self._text("sequence"),
            delivery_id=self._text("delivery_id"),
            only=self._only(),
        )
        return columns if status and (system or system_column) else None

    def _wrong(self, key: str, problem: str, cure: str) -> None:
        self._problems.add((SECTION, key), problem, cure)

    def _text(self, key: str) -> str:
        raw = self._raw.get(key, "")
        if isinstance(raw, str):
            return raw.strip()
        self._wrong(key, f"{key} is not a text", f'write the name of one column in quotes: {key} = "…"')
        return ""

    def _status(self) -> tuple[str, ...]:
        raw = self._raw.get("status", "")
        names = [raw] if isinstance(raw, str) else raw
        if isinstance(names, list) and names and all(isinstance(name, str) and name.strip() for name in names):
            return tuple(name.strip() for name in names)
        self._wrong("status", "status names no column", _STATUS_FORM)
        return ()

    def _system(self) -> tuple[str, str]:
        """The system itself, or the column that names it."""
        raw = self._raw.get("system")
        if isinstance(raw, dict) and len(raw) == 1:
            value, column = raw.get("value", ""), raw.get("column", "")
            if isinstance(value, str) and isinstance(column, str) and (value.strip() or column.strip()):
                return value.strip(), column.strip()
        self._wrong("system", "system does not say whose log this is", _SYSTEM_FORM)
        return "", ""

    def _at_format(self) -> str:
        form = self._text("at_format")
        problem = _format_problem(form) if form else ""
        if problem:
            cure = 'write it as strptime reads it, such as "%d/%m/%Y %H:%M", or leave it out for ISO 8601'
            self._wrong("at_format", f'at_format "{form}" {problem}', cure)
        return form

    def _zone(self) -> tzinfo:
        name = self._text("zone")
        try:
            return ZoneInfo(name) if name else UTC
        except (KeyError, ValueError, OSError):
            close = get_close_matches(name, available_timezones(), n=1)
            hint = f'did you mean "{close[0]}"? ' if close else ""
            self._wrong("zone", f'"{name}" is no time zone', f'{hint}use an IANA name, such as "Europe/Berlin"')
            return UTC

    def _only(self) -> Only | None:
        raw = self._raw.get("only")
        if raw is None:
            return None
        if isinstance(raw, dict) and raw.keys() == {"column", "values"}:
            column, values = raw["column"], raw["values"]
            if isinstance(column, str) and column.strip() and _are_texts(values):
                return Only(column.strip(), frozenset(value.strip() for value in values))
        self._wrong("only", "only does not say which rows count", _ONLY_FORM)
        return None


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and bool(values) and all(isinstance(value, str) for value in values)


def _format_problem(form: str) -> str:
    """What is wrong with a format of times, found by writing a time with it and reading that back."""
    try:
        told = datetime.strptime(_SAMPLE.strftime(form), form)  # noqa: DTZ007 - only its date is looked at
    except ValueError as error:
        return f"cannot be read back: {error}"
    return "" if told.date() == _SAMPLE.date() else "does not hold year, month and day"


def _keep_to(keys: tuple[str, ...]) -> str:
    return f"the parts are: {', '.join(keys)}"
