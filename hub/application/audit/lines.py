"""The lines of a text whose encoding is not known, within bounds, and such that some can be given back."""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper
from typing import Final

from conflict.explain import Sentence
from hub.application.audit import reasons

LONGEST: Final = 16 * 1024 * 1024
"""Of a line, and of a record that spans several: a file is read in memory that does not depend on it."""

_LONE_RETURN = re.compile(r"(?<=\r)(?!\n|\Z)")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class RecordTooLong(Exception):
    """A record goes on and on: somewhere in it a quote is not closed."""


class Lines:
    """Feeds a CSV reader line by line, and knows what the record being read is made of.

    A stray quote must cost one row, and not all the rows behind it: what the record took too much is given back.
    """

    def __init__(self, stream: BufferedReader) -> None:
        self.odd_lines = 0
        """How many lines are no UTF-8 and were read as Windows-1252."""
        self.flaw: Sentence | None = None
        """What makes the record unreadable, whatever it says."""
        self.is_open = False
        """The text ended within the record."""
        self._lines = _split_at_returns(self._decoded(stream))
        self._read = 0
        self._ahead: deque[tuple[int, str]] = deque()
        self._record: list[tuple[int, str]] = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > LONGEST:
            raise RecordTooLong
        number, line = self._ahead.popleft() if self._ahead else self._next_line()
        self._record.append((number, line))
        self._size += len(line)
        if not line:
            self.flaw = reasons.TOO_LONG
        elif "\0" in line:
            self.flaw = reasons.NUL_BYTE
        return line

    @property
    def number(self) -> int:
        """The line on which the record starts; the first line is 1."""
        return self._record[0][0] if self._record else self._read + 1

    @property
    def spans_several(self) -> bool:
        """Whether the record took more than one line."""
        return len(self._record) > 1

    def start_record(self) -> None:
        """What comes next is a new record."""
        self._record.clear()
        self._size = 0
        self.flaw = None
        self.is_open = False

    def give_back(self) -> None:
        """Read all lines of the record anew but its first."""
        self._ahead.extendleft(reversed(self._record[1:]))

    def _next_line(self) -> tuple[int, str]:
        try:
            line = next(self._lines)
        except StopIteration:
            self.is_open = bool(self._record)
            raise
        self._read += 1
        return self._read, line

    def _decoded(self, stream: BufferedReader) -> Iterator[str]:
        """The lines; an empty one stands for a line that is too long."""
        head = stream.peek(4)
        if head.startswith(_UTF16):
            yield from _utf16_lines(stream)
            return
        if head.startswith(codecs.BOM_UTF8):
            stream.read(len(codecs.BOM_UTF8))
        while raw := stream.readline(LONGEST):
            if len(raw) == LONGEST and not raw.endswith(b"\n"):
                _skip_line(stream)
                yield ""
                continue
            try:
                yield raw.decode()
            except UnicodeDecodeError:
                # Line by line, because concatenated exports mix encodings.
                self.odd_lines += 1
                yield raw.decode("cp1252", "replace")


def _split_at_returns(lines: Iterator[str]) -> Iterator[str]:
    """A carriage return alone ends a line too: some old exports know no other end."""
    for line in lines:
        if line.find("\r", 0, -2 if line.endswith("\r\n") else -1) < 0:
            yield line
        else:
            yield from _LONE_RETURN.split(line)


def _skip_line(stream: BufferedReader) -> None:
    while (raw := stream.readline(LONGEST)) and not raw.endswith(b"\n"):
        pass


def _utf16_lines(stream: BufferedReader) -> Iterator[str]:
    text = TextIOWrapper(stream, "utf-16", errors="replace", newline="\n")
    try:
        while line := text.readline(LONGEST):
            yield line
    finally:
        text.detach()  # else the stream, which is not ours, would be closed with it
