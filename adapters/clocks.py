"""How a system writes its times, and the instants they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schemas.instant import HOUR, MINUTE, SECOND, Instant, from_datetime, from_iso, to_datetime

ISO: Final = "iso"
ODATA: Final = "odata"
"""``/Date(1590105600000)/``, also with an offset inside, or with a time of the day behind it: ``PT20H32M29S``."""
UNIX: Final = "unix"
"""Unix time in whatever unit its size speaks for, for systems that change it from field to field."""
UNIX_UNITS: Final = {
    "unix-s": Decimal(1_000_000),
    "unix-ms": Decimal(1_000),
    "unix-us": Decimal(1),
    "unix-ns": Decimal("0.001"),
}
FORMS: Final = (ISO, ODATA, UNIX, *UNIX_UNITS)
"""Every form that has a name; any other is a pattern of strptime."""
LATEST: Final = 2**53 - 1
"""Instants above this one are no longer exact in JSON. It is a day in 2255."""

_LONGEST_TIME: Final = 64
_MOST_DIGITS: Final = 20
_SMALLEST_OF_UNIT: Final = (("unix-ns", 10**17), ("unix-us", 10**14), ("unix-ms", 10**11))
_UTC: Final = ZoneInfo("UTC")
_NAMES_OF_UTC: Final = ("UTC", "GMT")
"""A zone by its name, behind a time: ISO 8601 does not know it, and systems write it."""
_ZONE: Final = re.compile(r"(.*?) ?(?:\[([A-Za-z0-9_/+-]+)\]|([A-Z][A-Za-z_]+/[A-Za-z_/]+))", re.ASCII)
"""A time with the name of its zone behind it, as RFC 9557 has it: ``2026-01-26T10:33+01:00[Europe/Berlin]``."""
_ODATA: Final = re.compile(
    r"/Date\((-?\d{1,16})([+-]\d{1,4})?\)/(?:PT(?:(\d{1,2})H)?(?:(\d{1,2})M)?(?:(\d{1,2})S)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Clock:
    """The forms of a system's times, in the order in which they are tried, and the zone of those that name none."""

    forms: tuple[str, ...] = (ISO,)
    zone: ZoneInfo = ZoneInfo("UTC")  # noqa: RUF009 - immutable

    def read(self, value: object) -> Instant:
        """The instant that a value means. Raises ValueError in words that say what was expected."""
        for form in self.forms[:-1]:
            try:
                return self._checked(form, value)
            except ValueError:
                continue
        return self._checked(self.forms[-1], value)

    def _checked(self, form: str, value: object) -> Instant:
        instant = _unix(form, value) if form == UNIX or form in UNIX_UNITS else self._text(form, value)
        if not 0 <= instant <= LATEST:
            raise ValueError("the time lies outside the years 1970 to 2255")
        return instant

    def _text(self, form: str, value: object) -> Instant:
        if not isinstance(value, str):
            raise ValueError(f"the time is not a text but {type(value).__name__}")  # noqa: TRY004 - bad input, not a bug
        text = value.strip()
        if not text or len(text) > _LONGEST_TIME:
            raise ValueError(f"the time is empty or longer than {_LONGEST_TIME} characters")
        try:
            time, zone = self._zoned(text)
            if form == ISO:
                if time.endswith(_NAMES_OF_UTC):
                    time = time[:-3].rstrip() + "Z"
                return from_iso(time, zone)
            if form == ODATA:
                return _odata(time, zone)
            # strptime reads the name of a zone and forgets it.
            zone = _UTC if time.endswith(_NAMES_OF_UTC) else zone
            return from_datetime(datetime.strptime(time, form), zone)  # noqa: DTZ007 - the zone follows
        except (ValueError, OverflowError):
            raise ValueError(f"the time {text!r} is not {_WANTED.get(form, f'of the form {form}')}") from None

    def _zoned(self, text: str) -> tuple[str, ZoneInfo]:
        """A time without the name of a zone behind it, and the zone that counts where it has no offset."""
        found = _ZONE.fullmatch(text) if text.endswith("]") or "/" in text else None
        try:
            return (found[1], parse_zone(found[2] or found[3])) if found else (text, self.zone)
        except ValueError:  # something else stands there, such as the day of the week
            return text, self.zone


_WANTED: Final = {
    ISO: "ISO 8601, such as 2026-01-26T09:30:00Z",
    ODATA: "a date of OData, such as /Date(1769419800000)/",
}


def _odata(text: str, zone: ZoneInfo) -> Instant:
    """Milliseconds of Unix time; an offset behind them says where they were taken and changes nothing.

    With a time of the day behind it, the date is a day of the calendar, and both together are read in ``zone``.
    """
    found = _ODATA.fullmatch(text)
    if found is None:
        raise ValueError
    milliseconds, _offset, hours, minutes, seconds = found.groups()
    instant = int(milliseconds) * 1_000
    if text.endswith("/"):
        return instant
    instant += int(hours or 0) * HOUR + int(minutes or 0) * MINUTE + int(seconds or 0) * SECOND
    return from_datetime(to_datetime(instant).replace(tzinfo=None), zone)


def _unix(form: str, value: object) -> Instant:
    """Through Decimal: a float of nanoseconds has lost its microseconds before we see it, a text has not."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > _LONGEST_TIME:
        raise ValueError("the time is not a number")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(f"the time {value!r} is not a number") from None
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        raise ValueError(f"the time {value!r} is out of range")
    return int(number * UNIX_UNITS[_unit_of(number) if form == UNIX else form])


def _unit_of(number: Decimal) -> str:
    """Seconds have ten digits until 2286; each finer unit has three more."""
    return next((unit for unit, smallest in _SMALLEST_OF_UNIT if number >= smallest), "unix-s")


def parse_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone") from None


def is_form(text: str) -> bool:
    """Whether a text says how times are written: ``iso``, ``odata``, a Unix unit, or a pattern of strptime."""
    return text in FORMS or "%" in text
