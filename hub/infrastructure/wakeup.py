"""Waiting for the event log to grow, in whichever process it does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import psycopg
from psycopg.sql import SQL, Identifier

SLICE: Final = 0.2
"""Seconds after which a wait looks whether it is to end."""


class Wakeup:
    """Listens to what the recorder tells after each append. A notification that is missed costs time, never an event.

    For one thread. The connection is its own: a pool's would lose what is told while it is idle.
    """

    def __init__(self, database_url: str, channel: str, ended: Callable[[], bool]) -> None:
        self._url = database_url
        self._listen = SQL("LISTEN {}").format(Identifier(channel))
        self._ended = ended
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None

    def wait(self, seconds: float) -> None:
        """Return when something was appended since the last call, when the time is over, or when it is to end."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self._ended():
            if self._told_within(min(left, SLICE)):
                return

    def close(self) -> None:
        """Stop listening."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _told_within(self, seconds: float) -> bool:
        try:
            if self._connection is None:
                self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
                self._connection.execute(self._listen)
                return True  # what was appended before is not told
            return any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))
        except psycopg.Error:
            self.close()
            time.sleep(seconds)  # whoever reads the log next meets the reason
            return False
