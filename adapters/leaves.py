"""The values in a body, each with the expression that finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
DEEPEST: Final = 8
_MOST_PLACES: Final = 5
"""As many items count of a list in which each may be something else."""
_LONGEST_SHOWN: Final = 40


class Leaf(NamedTuple):
    """A value in a body, and the expression that finds it."""

    path: str
    words: tuple[str, ...]
    """The words of its own name, and then those of what it lies in, from inside to outside."""
    value: Any

    @property
    def seen(self) -> str:
        """The value on one line, short and without what cannot be printed."""
        return on_a_line(str(self.value))[:_LONGEST_SHOWN]


def leaves(value: object, *, lists: bool = False, path: str = "", words: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """The texts and numbers in a document that are not empty; with ``lists`` also those in them.

    Of a list of objects the first stands for all; of any other a few do.
    """
    return _leaves(value, path, words, 0, lists=lists)


def _leaves(value: object, path: str, words: tuple[str, ...], depth: int, *, lists: bool) -> Iterator[Leaf]:
    if isinstance(value, Mapping) and depth < DEEPEST:
        for key, inner in value.items():
            yield from _leaves(inner, step(path, str(key)), words_of(str(key)) + words, depth + 1, lists=lists)
    elif isinstance(value, list) and value and lists and depth < DEEPEST:
        is_alike = all(isinstance(each, Mapping) for each in value)
        for number, inner in enumerate(value[: 1 if is_alike else _MOST_PLACES]):
            yield from _leaves(inner, f"{path}[{number}]", words, depth + 1, lists=lists)
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
        yield Leaf(path, words, value)


def words_of(name: str) -> tuple[str, ...]:
    """The words that a name is made of, in lower case."""
    return tuple(word.lower() for word in _WORDS.findall(name))


def step(path: str, key: str) -> str:
    """The expression for a member of what ``path`` finds; a name that is not plain is quoted."""
    name = key if _PLAIN.fullmatch(key) else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{path}.{name}" if path else name


def on_a_line(text: str) -> str:
    """A text on one line, without what cannot be printed."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
