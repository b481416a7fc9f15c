"""What a rival is told; needs nothing but msgspec, because it is read in the rivals' environments."""

from __future__ import annotations

from typing import Literal

import msgspec

Guarantee = Literal["", "at-least-once", "exactly-once"]


class Task(msgspec.Struct, kw_only=True):
    """The job, as JSON in a program's only argument."""

    kafka: str
    topic: str
    canonical: str
    rule: str
    folder: str
    """For its state."""
    snapshots: int
    """How many there will be; whoever can stop by itself does it then."""
    guarantee: Guarantee = ""
