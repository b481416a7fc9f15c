"""Stopping in order when the terminal, the operating system or the code says so."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """The wish to stop. Calling it, from any thread, asks whoever is to be told; also one that is named only later."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._told: Callable[[], None] = lambda: None

    @property
    def asked(self) -> bool:
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep, unless asked meanwhile; say whether."""
        return self._asked.wait(seconds)

    def tell(self, whom: Callable[[], None]) -> None:
        """Name what to call; it may be called from a signal handler, and more than once."""
        self._told = whom

    def __call__(self) -> None:
        self._asked.set()
        self._told()


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """Turn signals into the wish to stop, in the main thread.

    Nothing is interrupted by it, so that a start is not left halfway; a server also passes on here, at its end, the
    signals that it caught itself, which must not kill the process before everything is closed.
    """
    stop = Stop()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop()

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, on_signal) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
