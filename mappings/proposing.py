"""What a word that a table does not know probably means. A proposal for a person, never applied by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

import msgspec

from mappings.model import Mapped, MappingTable
from schemas.status import Status

ALIKE: Final = 0.8
"""How alike two words have to be, from 0 to 1."""
UNKNOWN: Final = "?"
"""Stands in a line where a person has to say the status."""


def propose(word: str, tables: Iterable[MappingTable]) -> Status | None:
    """The status that most tables give to that word, else to the word most like it.

    None where no word is like it, where tables disagree, and for numbers, which mean something else in every system.
    """
    wanted = _folded(word)
    if not wanted or wanted.replace(" ", "").isdecimal():
        return None
    known: dict[str, Counter[Status]] = {}
    for table in tables:
        for spelling, meaning in table.words.items():
            if isinstance(meaning, Mapped):
                known.setdefault(_folded(spelling), Counter())[meaning.word.status] += 1
    found = get_close_matches(wanted, known, n=1, cutoff=ALIKE)
    if not found:
        return None
    counts = known[found[0]]
    [(status, count)] = counts.most_common(1)
    return status if count * 2 > counts.total() else None


def line_of(word: str, status: Status | None) -> str:
    """The line for the table; with a question mark, which no table takes, where a person has to say what it means."""
    return f'{quoted(word)} = "{status.value if status else UNKNOWN}"'


def quoted(word: str) -> str:
    """A word as a key or a text of TOML: what JSON escapes, TOML reads."""
    return msgspec.json.encode(word).decode().replace("\x7f", "\\u007f")


def _folded(word: str) -> str:
    return " ".join(word.replace("_", " ").replace("-", " ").casefold().split())
