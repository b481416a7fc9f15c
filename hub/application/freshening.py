"""Taking over what other processes have put in force, without asking the log for every report."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final, Protocol

from hub.application.ports import Stored, Unavailable

LOOK_EVERY: Final = 1.0
"""Seconds for which a process may work on with what another has replaced."""


class Streams(Protocol):
    """What is asked of the event log."""

    def load(self, streams: Sequence[str]) -> dict[str, Stored]: ...


class Freshened(ABC):
    """Something in force that stands in the log, and is looked for there again and again."""

    def __init__(self, log: Streams) -> None:
        self._log = log
        self._looked_at = float("-inf")

    def freshen(self) -> None:
        """Look for what others have published, but no more often than every :data:`LOOK_EVERY` seconds.

        While the log cannot be read, what is known stays in force.
        """
        if time.monotonic() - self._looked_at < LOOK_EVERY:
            return
        try:
            self.refresh()
        except Unavailable:
            return

    @abstractmethod
    def refresh(self) -> None:
        """Take over what was published meanwhile. Raises Unavailable."""

    def _look(self, streams: Sequence[str]) -> dict[str, Stored]:
        """What the log has of these streams; from now on :meth:`freshen` waits. Raises Unavailable."""
        stored = self._log.load(streams)
        self._looked_at = time.monotonic()
        return stored
