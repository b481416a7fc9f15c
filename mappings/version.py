"""A table's version: its author's number and a fingerprint of what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec

from mappings.model import Mapped, Meaning
from mappings.patterns import Pattern
from schemas.status import Status

_FINGERPRINT_LENGTH = 8


def version_of(
    number: int,
    words: Mapping[str, Meaning],
    patterns: Iterable[Pattern[Meaning]],
    flags: Mapping[str, Meaning],
    events: Mapping[str, Meaning],
    back: Mapping[Status, str],
    writes: Iterable[Status],
) -> str:
    """The number and the fingerprint. Layout, comments and the order of words do not count; every answer does.

    The order of the words is in it only as far as it decides the way back, and that of patterns as their precedence.
    """
    content = {
        "words": _plain(words),
        "patterns": [(pattern.text, _plain_meaning(pattern.meaning)) for pattern in patterns],
        "flags": _plain(flags),
        "events": _plain(events),
        "back": back,
        "writes": tuple(writes),
    }
    canonical = msgspec.json.encode(content, order="sorted")
    return f"{number}-{sha256(canonical).hexdigest()[:_FINGERPRINT_LENGTH]}"


def _plain(meanings: Mapping[str, Meaning]) -> dict[str, object]:
    return {key: _plain_meaning(meaning) for key, meaning in meanings.items()}


def _plain_meaning(meaning: Meaning) -> object:
    """The word; None where it is ignored, since the wording of the reason is not content."""
    return meaning.word if isinstance(meaning, Mapped) else None
