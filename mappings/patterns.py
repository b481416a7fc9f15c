"""Words with a ``*`` in them, which stands for any run of characters, also none and also a ``/``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

M = TypeVar("M")
WILDCARD = "*"


@dataclass(frozen=True, slots=True)
class Pattern(Generic[M]):
    """A pattern as it was written, its literal pieces in order, and what it means."""

    text: str
    meaning: M
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, text: str, meaning: M) -> Pattern[M]:
        """The pattern that ``text`` spells; ``**`` is ``*``."""
        head, *middle, tail = text.split(WILDCARD)
        return cls(text, meaning, (head, *filter(None, middle), tail))

    @property
    def literal(self) -> int:
        """How many characters of a matching word are prescribed."""
        return sum(map(len, self.pieces))

    @property
    def precedence(self) -> tuple[int, int]:
        """Lower comes first: more literal characters, and of equally many, fewer wildcards."""
        return -self.literal, len(self.pieces)

    def overlaps(self, other: Pattern[M]) -> bool:
        """Whether some word fits both: it begins and ends as both ask, and between two wildcards anything may stand."""
        return _agree(self.pieces[0], other.pieces[0]) and _agree(self.pieces[-1][::-1], other.pieces[-1][::-1])

    def matches(self, word: str) -> bool:
        """Whether the whole word fits.

        Leftmost pieces first, without going back: words come from outside, and a backtracking match could be made slow.
        """
        head, *middle, tail = self.pieces
        if len(word) < self.literal or not word.startswith(head) or not word.endswith(tail):
            return False
        at, end = len(head), len(word) - len(tail)
        for piece in middle:
            found = word.find(piece, at, end)
            if found < 0:
                return False
            at = found + len(piece)
        return True


def by_precedence(patterns: Iterable[Pattern[M]]) -> tuple[Pattern[M], ...]:
    """The most specific first; of equals, the one that was written first.

    So a pattern that covers another always stands behind it, and none is ever hidden but by its own repetition.
    """
    return tuple(sorted(patterns, key=lambda pattern: pattern.precedence))


def _agree(one: str, other: str) -> bool:
    """Whether one text can begin with both."""
    return one.startswith(other) or other.startswith(one)
