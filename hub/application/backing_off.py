"""How long a system that fails is left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 300.0
"""Seconds between tries after a failure; doubled from the first to the longest."""

Rest = Callable[[], float]
"""Seconds for which a system has asked to be left alone yet, whoever it said so to; 0: it may be asked."""


def no_rest() -> float:
    """Of a system that never asks to be left alone."""
    return 0.0


def pause_after(failures: int, jitter: float, asked: float = 0.0) -> float:
    """Seconds: doubled from try to try, at least what the system ``asked`` for, and up to half as long again by
    chance, for which ``jitter`` is a number from 0 to 1. ``failures`` are those before this one."""
    doubled: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures, 16))
    return max(asked, doubled) * (1.0 + 0.5 * jitter)
