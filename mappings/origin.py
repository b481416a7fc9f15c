"""Where a table was written: from a key back to its line, which the TOML parser does not keep."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

Keys = tuple[str, ...]

_KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_PATH = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_PATH})\s*\]")
_ENTRY = re.compile(rf"\s*({_PATH})\s*=")


@dataclass(frozen=True, slots=True)
class Origin:
    """The text a table was read from, and the section it stands in.

    Lines are looked for only when something is wrong, so a sound table pays nothing for them.
    """

    file: str
    text: str
    section: Keys = ()

    def line_of(self, *keys: str) -> int:
        """The line of a key of the section, or of the nearest thing around it that has a line of its own.

        The entries of an inline table share a line, so they are found by the key that holds the table.
        """
        lines = _lines_of(self.text)
        path = self.section + keys
        for end in range(len(path), 0, -1):
            if line := lines.get(path[:end]):
                return line
        return 1


def keys_in(text: str) -> Iterator[tuple[int, Keys]]:
    """Every section header and every key with its line, also in a text that is not sound TOML."""
    section: Keys = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            section = _unquoted(header[1])
            yield number, section
        elif entry := _ENTRY.match(line):
            yield number, section + _unquoted(entry[1])


@lru_cache(maxsize=4)
def _lines_of(text: str) -> Mapping[Keys, int]:
    lines: dict[Keys, int] = {}
    for line, path in keys_in(text):
        for end in range(1, len(path) + 1):
            lines.setdefault(path[:end], line)
    # Words are kept without outer white space, and may be asked for in that form.
    stripped = {(*path[:-1], path[-1].strip()): line for path, line in reversed(lines.items())}
    return stripped | lines


def _unquoted(dotted: str) -> Keys:
    """A dotted key as the TOML parser reads it, quotes and escapes resolved."""
    try:
        node: object = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return (dotted,)
    path: list[str] = []
    while isinstance(node, dict):
        [(key, node)] = node.items()
        path.append(key)
    return tuple(path)
