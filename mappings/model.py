"""What a mapping table holds, and what it can answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from mappings.origin import Origin
from mappings.patterns import Pattern
from schemas.status import Status


class Word(msgspec.Struct, frozen=True):
    """What a native word means.

    ``reopens`` marks a word of a system that has none for Reopened: where the change before it in the same track is
    done or void, it means Reopened. ``rank`` orders the flags of a set that holds together; elsewhere it is 0.
    """

    status: Status
    reopens: bool = False
    rank: int = 0

    def can_mean(self, status: Status) -> bool:
        """Whether a system that says this word may be saying ``status``."""
        return status is self.status or (self.reopens and status is Status.REOPENED)


class Mapped(msgspec.Struct, frozen=True):
    """The native word has a meaning."""

    word: Word


class Ignored(msgspec.Struct, frozen=True):
    """The table says that this is not a status."""

    reason: str


class Unmapped(msgspec.Struct, frozen=True):
    """The table does not know ``native``: the report is parked, its meaning never guessed."""

    native: str
    reason: str


Meaning = Mapped | Ignored
Translation = Mapped | Ignored | Unmapped


@dataclass(frozen=True, slots=True, eq=False)
class MappingTable:
    """One system's words, both ways. Two tables that say the same have the same ``version``, wherever they came from.

    Meanings are built once, when the table is read, and handed out as they are: translating a word creates nothing.
    """

    system: str
    version: str
    origin: Origin = field(repr=False)
    words: Mapping[str, Meaning]
    patterns: tuple[Pattern[Meaning], ...] = ()
    """In order of precedence: the first that matches is the answer."""
    flags: Mapping[str, Meaning] = field(default_factory=dict)
    events: Mapping[str, Meaning] = field(default_factory=dict)
    back: Mapping[Status, str] = field(default_factory=dict)
    writes: tuple[Status, ...] = ()
    recent: dict[str, Translation] = field(default_factory=dict, init=False, repr=False)
    """Answers for words that no exact entry spells, kept by ``translate`` within bounds; no part of the content."""
