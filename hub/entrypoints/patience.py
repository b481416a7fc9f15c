"""Waiting for a database that processes of several roles share, and that may come up after them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

import structlog

from hub.application.ports import Unavailable
from hub.entrypoints.signals import Stop
from hub.settings import Settings
from hub.wiring import Clock, Hub, open_hub, system_clock

_BETWEEN_TRIES: Final = 2.0
"""Seconds."""

_log = structlog.stdlib.get_logger("hub.store")


@contextmanager
def open_hub_when_possible(settings: Settings, stop: Stop, *, clock: Clock = system_clock) -> Iterator[Hub]:
    """A hub on its database, as soon as that answers; the log says why it has to wait.

    Raises what hub.wiring.open_hub raises, but Unavailable only when it is asked to stop while it waits.
    """
    with ExitStack() as stack:
        yield _enter(stack, settings, stop, clock)


def _enter(stack: ExitStack, settings: Settings, stop: Stop, clock: Clock) -> Hub:
    told = ""
    while True:
        try:
            return stack.enter_context(open_hub(settings, clock=clock))
        except Unavailable as error:
            if str(error) != told:
                told = str(error)
                _log.warning("database_not_reached", error=told, cure="check the database and DATABASE_URL")
            if stop.wait(_BETWEEN_TRIES):
                raise
