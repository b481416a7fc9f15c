"""One line on a terminal that says how far the reading is."""

from __future__ import annotations

import time
from typing import TextIO

_EVERY_SECONDS = 0.2
_CLEAR = "\r\x1b[K"


class Progress:
    """Rewrites its line as reading goes on, and leaves nothing behind."""

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream = stream
        self._total = total
        self._next = 0.0

    def __call__(self, done: int, rows: int) -> None:
        """``done`` of the total bytes and so many rows are read."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY_SECONDS
        share = min(100, 100 * done // self._total) if self._total else 100
        self._write(f"{_CLEAR}{share:3d} %  {rows:,} rows · {rows:,} 行")

    def close(self) -> None:
        """Take the line away."""
        self._write(_CLEAR)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
