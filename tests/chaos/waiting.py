"""Waiting for something to be so."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

STEP: Final = 0.05


def until(is_so: Callable[[], bool], what: str, seconds: float = 60.0) -> float:
    """Look again and again until it is so; the seconds that it took. Raises TimeoutError, which says what never was."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"after {seconds:.0f} s it still is not so: {what}")
        time.sleep(STEP)
    return time.monotonic() - began
