"""Whether a process is ready, in the words of whoever has to cure it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Impediment(NamedTuple):
    """A reason why a process is not ready, and what to do about it."""

    what: str
    cure: str


Readiness = Callable[[], Sequence[Impediment]]
"""Why a process is not ready; nothing: it is. Raises Unavailable where the store cannot be asked."""
