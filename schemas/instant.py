"""Instants: whole microseconds since 1970-01-01T00:00:00Z, as plain integers.

The assessment compares and subtracts times for every report; integers do that fastest, have no zone to forget and stay
exact in JSON (below 2**53). Text is ISO 8601 in UTC and is made and read only at the edges.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

Instant = int

MICROSECOND = 1
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(microseconds=1)


def from_datetime(moment: datetime, zone: tzinfo = UTC) -> Instant:
    """The instant of ``moment``; a moment without a zone is read in ``zone``."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return (moment - _EPOCH) // _STEP


def to_datetime(instant: Instant) -> datetime:
    """The instant as an aware datetime in UTC."""
    return _EPOCH + timedelta(microseconds=instant)


def from_iso(text: str, zone: tzinfo = UTC) -> Instant:
    """Read ISO 8601; digits finer than a microsecond are cut off.

    Raises ValueError when ``text`` is no ISO 8601 date and time.
    """
    return from_datetime(datetime.fromisoformat(text), zone)


def to_iso(instant: Instant) -> str:
    """ISO 8601 in UTC with as many fraction digits as the instant needs (none, three or six)."""
    return _iso(instant).decode()


@lru_cache(maxsize=8192)
def iso_json_of_digits(digits: bytes) -> bytes:
    """The same as a JSON string, of an instant in decimal digits as JSON has it.

    Kept, because what is recorded together was recorded at one instant, and what a report says of its time comes again
    with what follows from it.
    """
    return b'"%b"' % _iso(int(digits))


def _iso(instant: Instant) -> bytes:
    """Bytes are formatted in half the time that a text takes."""
    minute, rest = divmod(instant, MINUTE)
    second, fraction = divmod(rest, SECOND)
    if fraction % 1000:
        return b"%b:%02d.%06dZ" % (_minute(minute), second, fraction)
    if fraction:
        return b"%b:%02d.%03dZ" % (_minute(minute), second, fraction // 1000)
    return b"%b:%02dZ" % (_minute(minute), second)


@lru_cache(maxsize=16_384)
def _minute(minute: int) -> bytes:
    """Kept, because what is sent together happened within the same few days."""
    return to_datetime(minute * MINUTE).replace(tzinfo=None).isoformat(timespec="minutes").encode()
