"""What the readers of files hand over, whatever the file's form."""

from __future__ import annotations

from typing import NamedTuple

from conflict.explain import Sentence


class Cells(NamedTuple):
    """The cells of one row that the profile names, as text; empty where there is none."""

    line: int
    ticket: str
    status: tuple[str, ...]
    at: str
    system: str
    actor: str
    sequence: str
    delivery_id: str
    only: str


class Unreadable(NamedTuple):
    """A row that is no report, or the place in a file from which on it cannot be read."""

    line: int
    why: Sentence


class UnreadableRow(Exception):
    """The cells make no report."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why.en)
        self.why = why
