"""One system's track: all its reports about one ticket in event-time order, and which of them are changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter
from typing import Final

import msgspec

from hub.domain.echo import ECHO_KEPT, Returned
from schemas.events import WriteRef
from schemas.instant import Instant
from schemas.status import Status

Order = tuple[Instant, str, bool, int, int, str, str]


class Reading(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """One translated report as the assessment sees it."""

    at: Instant
    """The time it is judged by: when it happened, or when it was received if it claims the future."""
    system: str
    native: str
    status: Status
    """What the word means by itself."""
    delivery_id: str
    reopens: bool = False
    """After a done or void change of the same track, the word means Reopened."""
    sequence: int | None = None
    actor: str = ""
    too_late: bool = False
    """Received so long after it happened that it opens no conflict."""
    echo_of: tuple[WriteRef, ...] = ()
    """The hub's writes that it may be the echo of, likeliest first; its place says whether it is."""
    received_at: Instant = 0
    occurred_at: Instant | None = None
    """What the report itself said, where it is not ``at``."""
    note: str = ""
    adapter: str = ""
    mapping: str = ""
    rules: int = 0
    """The number of the conflict rules in force when it was recorded."""

    def order(self) -> Order:
        """Its place among all: time, system, and inside the system the vendor's sequence where it has one, life cycle,
        word, delivery id."""
        has_sequence = self.sequence is not None
        return (
            self.at,
            self.system,
            has_sequence,
            self.sequence or 0,
            self.status.rank,
            self.native,
            self.delivery_id,
        )


class Entry(msgspec.Struct, eq=False, gc=False):
    """A reading in its place on the track.

    ``status`` is what it means there, and so the status the track is in after it; ``is_change`` says whether it changed
    the track's status, and ``came_of`` which write of the hub's it is the echo of. Once the timeline has folded it,
    ``has_moved`` says whether it moved the ticket itself, and ``moved_by`` which entry had moved it last where it did
    not. Never part of a reference cycle, so that a ticket let go is freed at once and the garbage collector need not
    look at it (hence ``gc=False``).
    """

    reading: Reading
    at: Instant
    system: str
    actor: str
    status: Status
    is_change: bool = False
    came_of: WriteRef | None = None
    has_moved: bool = False
    moved_by: Entry | None = None

    @property
    def is_echo(self) -> bool:
        """Whether it is a write of the hub's coming back: it stands on the track, and counts for nothing else."""
        return self.came_of is not None

    @property
    def counts(self) -> bool:
        """Whether it can move the ticket and contradict others."""
        return self.is_change and self.came_of is None

    @property
    def rules(self) -> int:
        """The number of the rules that it was recorded under."""
        return self.reading.rules

    @property
    def order(self) -> Order:
        """Its place among all."""
        return self.reading.order()

    def follows(self, other: Entry) -> bool:
        """Whether it stands behind the other. Nearly always the time alone says so."""
        return self.at > other.at or (self.at == other.at and self.order > other.order)

    @property
    def mover(self) -> Entry | None:
        """The entry that last moved the ticket, this one included; None before it was folded."""
        return self if self.has_moved else self.moved_by

    def fold_under(self, mover: Entry | None) -> None:
        """Note who last moved the ticket; None takes the note back."""
        self.has_moved = mover is self
        self.moved_by = None if self.has_moved else mover

    def __repr__(self) -> str:
        mark = "" if self.is_change else " (repeat)"
        return f"<{self.system} {self.reading.native!r} = {self.status}{mark} at {self.at}>"


def entry_of(reading: Reading) -> Entry:
    """The reading, not yet assessed."""
    return Entry(reading, reading.at, reading.system, reading.actor, reading.status)


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What an entry means in its place, given the entry before it."""

    entry: Entry
    status: Status
    is_change: bool
    came_of: WriteRef | None

    @property
    def counts(self) -> bool:
        """Whether the entry can move the ticket and contradict others, as it is taken now."""
        return self.is_change and self.came_of is None

    @property
    def is_news(self) -> bool:
        """Whether the entry is taken otherwise than before."""
        return self.came_of != self.entry.came_of or self.is_correction

    @property
    def is_correction(self) -> bool:
        """Whether the entry means something else than it was taken to mean; another write coming back is none."""
        entry = self.entry
        is_echo = self.came_of is not None
        return (self.status, self.is_change, is_echo) != (entry.status, entry.is_change, entry.is_echo)

    def apply(self) -> None:
        """Let the entry mean this from now on."""
        self.entry.status, self.entry.is_change, self.entry.came_of = self.status, self.is_change, self.came_of


class Base(msgspec.Struct, frozen=True, array_like=True):
    """What a track comes to before its entries: the last word and standing, and which writes had come back."""

    native: str | None = None
    standing: Status | None = None
    heard: tuple[WriteRef, ...] = ()
    over: tuple[WriteRef, ...] = ()


NOTHING: Final = Base()
"""Before the first report."""


class Track:
    """One system's entries in order, on top of what was folded away."""

    __slots__ = ("base", "entries", "has_echoes")

    def __init__(self, base: Base = NOTHING) -> None:
        self.base = base
        self.entries: list[Entry] = []
        self.has_echoes = bool(base.heard)
        """Whether the hub may have written to it: otherwise nothing on it can be an echo."""

    @property
    def standing(self) -> Status | None:
        """The status the track is in now."""
        return self.entries[-1].status if self.entries else self.base.standing

    def append(self, entry: Entry) -> None:
        """Put an entry that follows all others behind them, with what it means there."""
        place = len(self.entries)
        entry.status, entry.is_change = assess(entry.reading, *self._before(place))
        if entry.reading.echo_of:
            self.has_echoes = True
            returned = self._returned(place)
            entry.came_of = returned.take(entry.reading.echo_of, entry.at, is_change=entry.is_change)
        self.entries.append(entry)

    def insert(self, entry: Entry) -> list[Verdict]:
        """Put the entry in its place; return the new verdicts on it and on later entries that now mean otherwise.

        Verdicts are not applied yet. What a word means depends only on the word and the standing before it, so the walk
        ends at the first later entry whose own verdict stays as it was: usually at once. Where the hub has written, it
        goes on, for a later entry may be an echo in the place of another.
        """
        place = bisect_right(self.entries, entry.order, key=attrgetter("order"))
        self.entries.insert(place, entry)
        self.has_echoes = self.has_echoes or bool(entry.reading.echo_of)
        return list(self._reassess(place))

    def _reassess(self, place: int) -> Iterator[Verdict]:
        native, standing = self._before(place)
        returned = self._returned(place)
        for index in range(place, len(self.entries)):
            entry = self.entries[index]
            status, is_change = assess(entry.reading, native, standing)
            came_of = returned.take(entry.reading.echo_of, entry.at, is_change=is_change)
            verdict = Verdict(entry, status, is_change, came_of)
            if index == place or verdict.is_news:
                yield verdict
            elif not self.has_echoes:
                return
            native, standing = entry.reading.native, status

    def _before(self, place: int) -> tuple[str | None, Status | None]:
        if not place:
            return self.base.native, self.base.standing
        previous = self.entries[place - 1]
        return previous.reading.native, previous.status

    def _returned(self, place: int) -> Returned:
        """The writes that had come back before ``place``."""
        returned = Returned(self.base.heard, self.base.over)
        if self.has_echoes:
            for entry in islice(self.entries, place):
                returned.walk_past(entry.came_of, entry.at, is_change=entry.is_change)
        return returned

    def fold_before(self, horizon: Instant) -> list[Entry]:
        """Fold away the entries that happened before ``horizon`` and return them."""
        count = 0
        while count < len(self.entries) and self.entries[count].at < horizon:
            count += 1
        folded = self.entries[:count]
        if folded:
            last = folded[-1]
            returned = self._returned(count)
            heard, over = (_recent(writes, last.at) for writes in (returned.heard, returned.over))
            self.base = Base(last.reading.native, last.status, heard, over)
            del self.entries[:count]
        return folded


def _recent(writes: set[WriteRef], at: Instant) -> tuple[WriteRef, ...]:
    return tuple(sorted(write for write in writes if write.begun_at + ECHO_KEPT >= at))


def assess(reading: Reading, native_before: str | None, standing: Status | None) -> tuple[Status, bool]:
    """What a reading means behind a report of ``native_before``, on a track that stands at ``standing``, and whether it
    is a change.

    The same word as the report before, or another word for the status the track is in, is a repeat and no change.
    """
    if standing is None:
        return reading.status, True
    if reading.native == native_before:
        return standing, False
    status = Status.REOPENED if reading.reopens and standing.is_over else reading.status
    return status, status is not standing
