"""The rows of a CSV file, each as an object of its columns."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

DELIMITERS: Final = (",", ";", "\t", "|")
_CHUNK: Final = 1 << 20


class Row(NamedTuple):
    """One row, by its line in the file (the last one, where it has several)."""

    line: int
    cells: dict[str, str] | list[str]
    """By their columns; as they stand where there is a problem."""
    problem: str = ""


class BrokenFile(Exception):
    """A file of which the rest cannot be read. The text says from where on, and why."""


def rows(file: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    """The rows of a file, plain or ``.gz``. Raises BrokenFile where it goes on in a way that cannot be read.

    Without a ``delimiter`` the first line's most frequent one is taken.
    """
    line = 0
    opener = gzip.open if file.suffix.lower() == ".gz" else open
    try:
        with opener(file, "rt", encoding=encoding, newline="") as text:
            head = text.readline()
            columns = _columns(head, delimiter or max(DELIMITERS, key=head.count))
            reader = csv.reader(text, delimiter=delimiter or max(DELIMITERS, key=head.count), strict=True)
            line = 1
            for cells in reader:
                line = reader.line_num + 1
                if any(cells):
                    yield _row(line, columns, cells)
    except (OSError, EOFError, zlib.error, UnicodeError, csv.Error) as error:
        why = f"it is no text in {encoding}" if isinstance(error, UnicodeError) else str(error)
        raise BrokenFile(f"it cannot be read behind line {line}: {why}") from error


def _columns(head: str, delimiter: str) -> list[str]:
    """Raises BrokenFile for a first line that names no columns."""
    columns = [name.strip() for name in next(csv.reader([head], delimiter=delimiter, strict=True), [])]
    if not any(columns):
        raise BrokenFile("its first line names no columns; write their names there")
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise BrokenFile(f"two columns are named {', '.join(twice)}; name each once")
    return columns


def _row(line: int, columns: list[str], cells: list[str]) -> Row:
    while len(cells) > len(columns) and not cells[-1]:
        cells.pop()  # some programs end every line with a mark
    if len(cells) != len(columns):
        return Row(line, cells, f"it has {len(cells)} cells, and the first line names {len(columns)} columns")
    return Row(line, {name: cell.strip() for name, cell in zip(columns, cells, strict=True) if name})


def digest_of(file: Path) -> bytes:
    """What tells a file's content from every other. Raises BrokenFile."""
    digest = blake2b(digest_size=12)
    try:
        with file.open("rb") as content:
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise BrokenFile(f"it cannot be read: {error.strerror}") from error
    return digest.digest()
