"""What a word that a table does not know probably means. A proposal for a person, never applied by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from mappings.model import Mapped, MappingTable
from schemas.status import Status

ALIKE: Final = 0.8
"""How alike two words have to be, from 0 to 1."""
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def propose(word: str, tables: Iterable[MappingTable]) -> Status | None:
    """The status that most tables give to that word, else to the word most like it; None where none is like it."""
    known: dict[str, Counter[Status]] = {}
    for table in tables:
        for spelling, meaning in table.words.items():
            if isinstance(meaning, Mapped):
                known.setdefault(_folded(spelling), Counter())[meaning.word.status] += 1
    found = get_close_matches(_folded(word), known, n=1, cutoff=ALIKE)
    if not found:
        return None
    counts = known[found[0]]
    return max(counts, key=lambda status: (counts[status], -status.rank))


def line_of(word: str, status: Status | None) -> str:
    """The line for the table; with a question mark, which no table takes, where a person has to say what it means."""
    quoted = (
        word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    )
    return f'"{quoted}" = "{status.value if status else "?"}"'


def _folded(word: str) -> str:
    return " ".join(word.replace("_", " ").replace("-", " ").casefold().split())
