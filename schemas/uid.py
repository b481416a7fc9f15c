"""The company-wide ticket id ``DOMAIN-YYYYMMDD-SEQ-CHK``: read, check, write (docs/domain.md §3)."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from schemas.errors import InvalidUid

CONFLICT_DOMAIN: Final = "QAX"
"""The domain of exception tickets."""

MIN_SEQUENCE_DIGITS: Final = 5
MAX_SEQUENCE_DIGITS: Final = 18
MIN_KEYED_DIGITS: Final = 8

_POLYNOMIAL: Final = 0x80F
_INITIAL: Final = 0xC74

_SHAPE = re.compile(r"([A-Z][A-Z0-9]{1,7})-([0-9]{8})-([0-9]{5,18})-([0-9A-F]{3,64})", re.ASCII)
_DOMAIN = re.compile(r"[A-Z][A-Z0-9]{1,7}", re.ASCII)


def _crc12_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        register = byte << 4
        for _ in range(8):
            register = ((register << 1) ^ _POLYNOMIAL) & 0xFFF if register & 0x800 else (register << 1) & 0xFFF
        table.append(register)
    return tuple(table)


_TABLE = _crc12_table()


def crc12(text: bytes) -> int:
    """CRC-12, polynomial 0x80F, initial value 0xC74, not reflected, no final xor.

    Finds every single wrong character and every swap of two neighbours.
    """
    register = _INITIAL
    for byte in text:
        register = ((register << 8) & 0xFFF) ^ _TABLE[(register >> 4) ^ byte]
    return register


class Checksum:
    """The check a site uses: CRC-12, or a keyed one (HMAC-SHA256, at least eight hex digits) where forging matters."""

    def __init__(self, key: bytes = b"", digits: int = MIN_KEYED_DIGITS) -> None:
        """Raises ValueError for a keyed check of fewer than eight or more than sixty-four digits."""
        if key and not MIN_KEYED_DIGITS <= digits <= 64:
            raise ValueError(f"a keyed check has 8 to 64 hex digits, not {digits}")
        self._key = key
        self._digits = digits if key else 3

    def of(self, body: str) -> str:
        """The check of the text before the last hyphen."""
        if not self._key:
            return f"{crc12(body.encode('ascii')):03X}"
        return hmac.new(self._key, body.encode("ascii"), "sha256").hexdigest()[: self._digits].upper()

    def holds(self, body: str, check: str) -> bool:
        """Whether ``check`` belongs to ``body``; in constant time."""
        return hmac.compare_digest(self.of(body), check)


CRC: Final = Checksum()


@dataclass(frozen=True, slots=True)
class Uid:
    """A valid UID in its parts."""

    domain: str
    day: date
    sequence: int
    text: str

    def __str__(self) -> str:
        return self.text


def format_uid(domain: str, day: date, sequence: int, checksum: Checksum = CRC) -> Uid:
    """Write a UID.

    Raises InvalidUid for a domain that is not 2-8 of A-Z0-9 starting with a letter, or a sequence below 1 or of more
    than eighteen digits.
    """
    if not _DOMAIN.fullmatch(domain):
        raise InvalidUid(domain, "its domain must be 2 to 8 of A-Z and 0-9, first a letter")
    if not 1 <= sequence < 10**MAX_SEQUENCE_DIGITS:
        raise InvalidUid(str(sequence), f"its number must be 1 or more, of at most {MAX_SEQUENCE_DIGITS} digits")
    body = f"{domain}-{day.year:04d}{day:%m%d}-{sequence:0{MIN_SEQUENCE_DIGITS}d}"
    return Uid(domain, day, sequence, f"{body}-{checksum.of(body)}")


def parse_uid(text: str, checksum: Checksum = CRC) -> Uid:
    """Read and check a UID.

    Raises InvalidUid, with what is wrong and what to do, when the shape, the date or the check does not hold.
    """
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise InvalidUid(text, "it must look like SRV-20260126-00872-A9F")
    domain, day_text, digits, check = match.groups()
    if len(digits) > MIN_SEQUENCE_DIGITS and digits[0] == "0":
        raise InvalidUid(text, "its number has needless leading zeros")
    if not int(digits):
        raise InvalidUid(text, "its number must be 1 or more")
    try:
        day = date(int(day_text[:4]), int(day_text[4:6]), int(day_text[6:]))
    except ValueError:
        raise InvalidUid(text, f"{day_text} is no day of the calendar") from None
    if not checksum.holds(text[: match.start(4) - 1], check):
        raise InvalidUid(text, "its check digits do not fit; compare it with where it was first written")
    return Uid(domain, day, int(digits), text)
