"""How a system writes its times, and the instants they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schemas.instant import Instant, from_datetime, from_iso

ISO: Final = "iso"
UNIX_UNITS: Final = {
    "unix-s": Decimal(1_000_000),
    "unix-ms": Decimal(1_000),
    "unix-us": Decimal(1),
    "unix-ns": Decimal("0.001"),
}
LATEST: Final = 2**53 - 1
"""Instants above this one are no longer exact in JSON. It is a day in 2255."""

_LONGEST_TIME: Final = 64
_MOST_DIGITS: Final = 20


@dataclass(frozen=True, slots=True)
class Clock:
    """The form of a system's times, and the zone of those that name none."""

    form: str = ISO
    zone: ZoneInfo = ZoneInfo("UTC")  # noqa: RUF009 - immutable

    def read(self, value: object) -> Instant:
        """The instant that a value means. Raises ValueError in words that say what was expected."""
        instant = self._unix(value) if self.form in UNIX_UNITS else self._text(value)
        if not 0 <= instant <= LATEST:
            raise ValueError("the time lies outside the years 1970 to 2255")
        return instant

    def _text(self, value: object) -> Instant:
        if not isinstance(value, str):
            raise ValueError(f"the time is not a text but {type(value).__name__}")  # noqa: TRY004 - bad input, not a bug
        text = value.strip()
        if not text or len(text) > _LONGEST_TIME:
            raise ValueError(f"the time is empty or longer than {_LONGEST_TIME} characters")
        try:
            if self.form == ISO:
                return from_iso(text, self.zone)
            return from_datetime(datetime.strptime(text, self.form), self.zone)  # noqa: DTZ007 - the zone follows
        except (ValueError, OverflowError):
            wanted = "ISO 8601, such as 2026-01-26T09:30:00Z" if self.form == ISO else f"of the form {self.form}"
            raise ValueError(f"the time {text!r} is not {wanted}") from None

    def _unix(self, value: object) -> Instant:
        """Through Decimal: a float of nanoseconds has lost its microseconds before we see it, a text has not."""
        if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > _LONGEST_TIME:
            raise ValueError("the time is not a number")
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            raise ValueError(f"the time {value!r} is not a number") from None
        if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
            raise ValueError(f"the time {value!r} is out of range")
        return int(number * UNIX_UNITS[self.form])


def parse_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone") from None


def is_form(text: str) -> bool:
    """Whether a text says how times are written: ``iso``, a Unix unit, or a pattern of strptime."""
    return text == ISO or text in UNIX_UNITS or "%" in text
