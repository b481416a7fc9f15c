"""What a field of a report may hold. Whatever comes from outside is bounded here, once, for every way in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

STATUS: Final = 256
ID: Final = 256
WORD: Final = 64
NOTE: Final = 4_000
FLAG_COUNT: Final = 64
ALIAS_COUNT: Final = 8

MARK: Final = " […]"
"""Stands where a note was cut off."""

_LARGEST: Final = 2**63 - 1
_EXACT: Final = 2**53
"""Below it, a number of JSON that has no fraction is the whole number that was meant."""
_WHOLE: Final = re.compile(r"-?[0-9]{1,19}", re.ASCII)


class Misfit(ValueError):
    """A field that holds what no report may hold; the text says which and why."""


_NO_TEXT: Final = {
    bool: " but true or false; give it words, as in `closed && 'closed' || 'open'`",
    float: " but a number with a fraction, or one too large to be exact; let the system send it as a text",
    list: " but a list; say which part of it counts, as in `state[0]`",
    dict: " but an object; say which member of it counts, as in `state.name`",
}


def scalar(name: str, value: object) -> str:
    """A text, or a whole number as text; nothing becomes the empty text. Raises Misfit for anything else."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    number = whole(value)
    if number is None:
        raise Misfit(f"{name} is neither a text nor a whole number{_NO_TEXT.get(type(value), '')}")
    return str(number)


def whole(value: object) -> int | None:
    """The whole number that a value is, also where a system writes all numbers with a fraction: ``4711.0``."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _EXACT else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def bounded(name: str, text: str, limit: int) -> str:
    """The text, if it is short enough and can be stored. Raises Misfit."""
    if len(text) > limit:
        raise Misfit(f"{name} is {len(text)} characters long; at most {limit} are taken")
    return storable(name, text)


def storable(name: str, text: str) -> str:
    """The text, if PostgreSQL can hold it: it has no place for NUL, and JSON may smuggle one in. Raises Misfit."""
    if "\x00" in text:
        raise Misfit(f"{name} contains a NUL character")
    return text


def other_ids(native_id: str, aliases: Iterable[object]) -> tuple[str, ...]:
    """Other ids of a ticket beside the one it goes by, each once; none where it goes by none. Raises Misfit."""
    texts = dict.fromkeys(bounded("aliases", scalar("aliases", alias), ID) for alias in aliases)
    found = tuple(text for text in texts if text and text != native_id) if native_id else ()
    if len(found) > ALIAS_COUNT:
        raise Misfit(f"there are more than {ALIAS_COUNT} aliases")
    return found


def shortened(name: str, text: str) -> str:
    """A note, cut off with a mark where it is too long: it explains a report, but is no reason to refuse it."""
    if len(text) > NOTE:
        text = text[: NOTE - len(MARK)] + MARK
    return storable(name, text)


def whole_number(name: str, value: object) -> int | None:
    """A whole number of 64 bits, also as text; None where there is none. Raises Misfit."""
    text = scalar(name, value)
    if not text:
        return None
    if not _WHOLE.fullmatch(text) or abs(int(text)) > _LARGEST:
        raise Misfit(f"{name} is no whole number of 64 bits")
    return int(text)
