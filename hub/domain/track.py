"""One system's track: all its reports about one ticket in event-time order, and which of them are changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter

import msgspec

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
    echo: bool = False
    """Our own write coming back: it stands on the track, but neither moves the ticket nor contradicts anyone."""
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
    the track's status. Once the timeline has folded it, ``has_moved`` says whether it moved the ticket itself, and
    ``moved_by`` which entry had moved it last where it did not. Never part of a reference cycle, so that a ticket let
    go is freed at once and the garbage collector need not look at it (hence ``gc=False``).
    """

    reading: Reading
    at: Instant
    system: str
    actor: str
    status: Status
    is_change: bool = False
    has_moved: bool = False
    moved_by: Entry | None = None

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

    @property
    def is_news(self) -> bool:
        """Whether the entry means something else than it was taken to mean."""
        return self.status is not self.entry.status or self.is_change is not self.entry.is_change

    def apply(self) -> None:
        """Let the entry mean this from now on."""
        self.entry.status, self.entry.is_change = self.status, self.is_change


class Track:
    """One system's entries in order, on top of what was folded away."""

    __slots__ = ("base_native", "base_standing", "entries")

    def __init__(self, base_native: str | None = None, base_standing: Status | None = None) -> None:
        self.base_native = base_native
        self.base_standing = base_standing
        self.entries: list[Entry] = []

    @property
    def standing(self) -> Status | None:
        """The status the track is in now."""
        return self.entries[-1].status if self.entries else self.base_standing

    def append(self, entry: Entry) -> None:
        """Put an entry that follows all others behind them, with what it means there."""
        entry.status, entry.is_change = assess(entry.reading, *self._before(len(self.entries)))
        self.entries.append(entry)

    def insert(self, entry: Entry) -> list[Verdict]:
        """Put the entry in its place; return the new verdicts on it and on later entries that now mean otherwise.

        Verdicts are not applied yet. A verdict depends only on the word and the standing before it, so the walk ends
        at the first later entry whose own verdict stays as it was: usually at once.
        """
        place = bisect_right(self.entries, entry.order, key=attrgetter("order"))
        self.entries.insert(place, entry)
        return list(self._reassess(place))

    def _reassess(self, place: int) -> Iterator[Verdict]:
        native, standing = self._before(place)
        for index in range(place, len(self.entries)):
            entry = self.entries[index]
            verdict = Verdict(entry, *assess(entry.reading, native, standing))
            if index > place and not verdict.is_news:
                return
            yield verdict
            native, standing = entry.reading.native, verdict.status

    def _before(self, place: int) -> tuple[str | None, Status | None]:
        if not place:
            return self.base_native, self.base_standing
        previous = self.entries[place - 1]
        return previous.reading.native, previous.status

    def fold_before(self, horizon: Instant) -> list[Entry]:
        """Fold away the entries that happened before ``horizon`` and return them."""
        count = 0
        while count < len(self.entries) and self.entries[count].at < horizon:
            count += 1
        folded = self.entries[:count]
        if folded:
            self.base_native, self.base_standing = folded[-1].reading.native, folded[-1].status
            del self.entries[:count]
        return folded


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
