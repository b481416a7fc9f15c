"""Where a key of a manifest stands: ``webhook.shape[1].when`` as a line of its file."""

from __future__ import annotations

import re
from typing import Final

from mappings.origin import Keys, keys_in

_PART: Final = re.compile(r"""("(?:[^"\\]|\\.)*"|[^.\[\]"]+)(?:\[(\d+|\.\.\.)\])?\.?""")
_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")


def line_of(text: str, key: str) -> int:
    """The line of a key, or of the nearest thing around it that has one; 0 where there is none."""
    found, number = _path_of(key)
    best, met, depth = 0, -1, 0
    for line, path in keys_in(text):
        if path == found[:2] and number is not None:
            met += 1  # the headers of a list of tables: the one that is meant, and what stands below it
        if number is not None and len(path) > 1 and path[:2] == found[:2] and met != number:
            continue
        common = _common(path, found)
        if common > depth:
            best, depth = line, common
    return best


def line_told(problem: str) -> int:
    """The line that the reader of TOML names in what it says; 0 where it names none."""
    told = _LINE.search(problem)
    return int(told[1]) if told else 0


def _path_of(key: str) -> tuple[Keys, int | None]:
    parts, number = [], None
    for name, index in _PART.findall(key):
        parts.append(name.strip('"'))
        number = int(index) if index.isdecimal() else number
    return tuple(parts), number


def _common(path: Keys, wanted: Keys) -> int:
    """How much of what is wanted a line names; a line for something beside it names nothing of it."""
    return len(path) if path == wanted[: len(path)] else 0
