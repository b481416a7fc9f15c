"""How often a process that takes reports in looks for garbage."""

from __future__ import annotations

import gc
from typing import Final

YOUNG_OBJECTS: Final = 200_000
"""New objects between two passes of the garbage collector, in place of Python's 700."""


def calm_collector() -> None:
    """Let the garbage collector run more seldom, for a process that takes reports in.

    A batch makes tens of thousands of objects, nearly all without cycles, and many of them kept. At Python's own
    threshold the collector takes a fifth of the processor time of deciding them (docs/performance.md).
    """
    gc.set_threshold(YOUNG_OBJECTS, 20, 100)
