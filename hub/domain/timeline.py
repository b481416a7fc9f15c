"""The assessment of one ticket: tracks, canonical status and contradictions as a pure function of its reports.

The result depends only on the set of readings and decisions, never on the order in which they are added
(docs/domain.md §5.3). Adding a reading at the end costs the same however long the ticket is; adding one in the
past costs what it changes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

import msgspec

from conflict.rules import Rule, Rules
from hub.domain.track import Entry, Reading, Track, Verdict, entry_of
from schemas.instant import Instant
from schemas.status import Status

DECISION = "~decision"
"""Stands where a system's name stands; sorts behind every one of them, so a decision follows all it has seen."""


LONG_AGO: Instant = -(1 << 62)
"""Before everything that a calendar can name."""


class Pair(msgspec.Struct, frozen=True):
    """Two changes that break a rule, in event-time order."""

    rule: Rule
    earlier: Entry
    later: Entry


class Effect(msgspec.Struct, frozen=True, gc=False):
    """What adding a reading did."""

    entry: Entry
    moves_from: Instant | None = None
    """From this instant on the canonical status runs differently than before; None: as before."""
    pairs: Sequence[Pair] = ()
    """Contradictions that were not there before."""
    corrected: Sequence[Entry] = ()
    """Later entries of the same track that mean something else now."""


class BeforeFloor(Exception):
    """The reading belongs to a past that was folded away: assess the whole ticket again, then add it."""


class Timeline:
    """The tracks of one ticket and the canonical status over them.

    ``open_pairs`` counts the contradictions that no decision has settled. A decision is a line: what happened before
    it neither moves the ticket any more nor contradicts anything.
    """

    __slots__ = ("_changes", "_deliveries", "base", "floor", "open_pairs", "rules", "settled_at", "tracks")

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.tracks: dict[str, Track] = {}
        self.open_pairs = 0
        self.settled_at: Instant = LONG_AGO
        self.floor: Instant = LONG_AGO
        """Everything that happened at or before this was folded away."""
        self.base: Entry | None = None
        """The entry that last moved the ticket among those folded away."""
        self._changes: list[Entry] = []
        self._deliveries: set[tuple[str, str]] = set()

    # -- what it says -------------------------------------------------------------------------------------------

    @property
    def mover(self) -> Entry | None:
        """The entry that gave the ticket its canonical status; None before the first report."""
        return self._changes[-1].mover if self._changes else self.base

    @property
    def canonical(self) -> Status | None:
        """The canonical status."""
        mover = self.mover
        return mover.status if mover else None

    @property
    def last_at(self) -> Instant:
        """The time of the latest entry, folded away or not."""
        return max((track.entries[-1].at for track in self.tracks.values() if track.entries), default=self.floor)

    @property
    def closed_until(self) -> Instant:
        """Up to here no reading can be added: it might contradict what was folded away, or stand before it."""
        return self.floor + self.rules.window

    def __len__(self) -> int:
        return len(self._deliveries)

    def has_delivery(self, system: str, delivery_id: str) -> bool:
        """Whether the report is among those not folded away."""
        return (system, delivery_id) in self._deliveries

    def changes(self) -> Iterator[Entry]:
        """The changes of all systems in event-time order, decisions included, echoes not."""
        return iter(self._changes)

    def moves_since(self, at: Instant) -> list[Entry]:
        """The changes and decisions at or after ``at`` that moved the canonical status."""
        start = bisect_right(self._changes, at - 1, key=attrgetter("at"))
        return [entry for entry in self._changes[start:] if entry.has_moved]

    def pairs(self) -> Iterator[Pair]:
        """Every unsettled contradiction, in event-time order of its later change."""
        for index, entry in enumerate(self._changes):
            yield from self._pairs_backwards(entry, index)

    # -- what changes it ----------------------------------------------------------------------------------------

    def add(self, reading: Reading) -> Effect:
        """Add a reading that is not there yet.

        Raises BeforeFloor, with nothing changed, when it belongs to what was folded away or lies within a window of it.
        """
        if reading.rules > self.rules.latest:
            self.rules.learn(reading.rules)
        if reading.at <= self.closed_until:
            raise BeforeFloor
        self._deliveries.add((reading.system, reading.delivery_id))
        track = self.tracks.get(reading.system)
        if track is None:
            track = self.tracks[reading.system] = Track()
        entry = entry_of(reading)
        if self._is_behind_all(entry) and (not track.entries or entry.follows(track.entries[-1])):
            track.append(entry)
            return self._append(entry)
        verdicts = track.insert(entry)
        corrected = [verdict.entry for verdict in verdicts[1:] if verdict.is_correction]
        withdrawn, unmoved_at = self._withdraw(verdicts)
        entered, pairs = self._enter(verdicts)
        moved_at = self._refold(withdrawn + entered)
        starts = [at for at in (unmoved_at, moved_at) if at is not None]
        return Effect(entry, min(starts, default=None), pairs, corrected)

    def settle(self, at: Instant, status: Status) -> Entry:
        """A decision: the canonical status is ``status``, and everything up to ``at`` is settled.

        ``at`` must not lie before anything that is on the timeline.
        """
        decision = entry_of(Reading(at, DECISION, status, status, f"{DECISION}-{at}"))
        decision.is_change = True
        decision.fold_under(decision)
        self._changes.append(decision)
        self.settled_at = at
        self.open_pairs = 0
        return decision

    def fold_before(self, horizon: Instant) -> None:
        """Fold away what happened before ``horizon``, to bound what is kept; nothing while a contradiction is open."""
        if self.open_pairs:
            return
        for track in self.tracks.values():
            for entry in track.fold_before(horizon):
                self._deliveries.discard((entry.system, entry.reading.delivery_id))
                self.floor = max(self.floor, entry.at)
        count = bisect_right(self._changes, horizon - 1, key=attrgetter("at"))
        if count:
            self.base = self._changes[count - 1].mover
            self.floor = max(self.floor, self._changes[count - 1].at)
            del self._changes[:count]

    # -- how ----------------------------------------------------------------------------------------------------

    def _is_behind_all(self, entry: Entry) -> bool:
        return not self._changes or entry.follows(self._changes[-1])

    def _append(self, entry: Entry) -> Effect:
        """What comes of an entry behind all others, as nearly every one is: the rest of :meth:`add`, cut short."""
        if not entry.counts:
            return Effect(entry)
        mover = self.mover
        moves = mover is None or mover.status.can_move_to(entry.status)
        entry.fold_under(entry if moves else mover)
        pairs = self._pairs_backwards(entry, len(self._changes))
        self._changes.append(entry)
        self.open_pairs += len(pairs)
        return Effect(entry, entry.at if moves else None, pairs)

    def _withdraw(self, verdicts: list[Verdict]) -> tuple[list[Entry], Instant | None]:
        """Take changes that mean otherwise now out of the order; return them and when the first move undone was."""
        withdrawn: list[Entry] = []
        unmoved_at: Instant | None = None
        for verdict in verdicts[1:]:
            entry = verdict.entry
            if not entry.counts or (verdict.counts and verdict.status is entry.status):
                continue
            place = self._place(entry, before=True)
            self.open_pairs -= len(self._pairs_around(entry, place))
            if entry.has_moved:
                unmoved_at = entry.at if unmoved_at is None else min(unmoved_at, entry.at)
            entry.fold_under(None)
            entry.is_change = False
            del self._changes[place]
            withdrawn.append(entry)
        return withdrawn, unmoved_at

    def _enter(self, verdicts: list[Verdict]) -> tuple[list[Entry], list[Pair]]:
        """Apply verdicts and put new changes into the order; return them and the new contradictions."""
        entered: list[Entry] = []
        pairs: list[Pair] = []
        for verdict in verdicts:
            entry = verdict.entry
            is_placed = entry.counts
            verdict.apply()
            if is_placed or not entry.counts:
                continue
            place = self._place(entry)
            self._changes.insert(place, entry)
            pairs.extend(self._pairs_around(entry, place))
            entered.append(entry)
        self.open_pairs += len(pairs)
        return entered, pairs

    def _place(self, entry: Entry, *, before: bool = False) -> int:
        """Where the entry stands, or would stand, in the order; ``before``: not behind itself."""
        if self._is_behind_all(entry):
            return len(self._changes)
        bisect = bisect_left if before else bisect_right
        return bisect(self._changes, entry.order, key=attrgetter("order"))

    def _refold(self, touched: list[Entry]) -> Instant | None:
        """Fold the canonical status anew around the touched entries; return the time of the first move that differs.

        Ends behind the last touched place, at the first entry that comes out as before: the fold knows only its mover.
        A mover that was touched may mean something else now, so nothing has come out as before under one.
        """
        if not touched:
            return None
        changes = self._changes
        last = max(entry.order for entry in touched)
        first = self._place(min(touched, key=attrgetter("order")), before=True)
        mover = changes[first - 1].mover if first else self.base
        differs_at: Instant | None = None
        for index in range(first, len(changes)):
            entry = changes[index]
            if entry.system == DECISION or mover is None or mover.status.can_move_to(entry.status):
                mover = entry
            if entry.mover is mover:
                if entry.order > last and mover not in touched:
                    break
                continue
            if differs_at is None and (entry is mover or entry.has_moved):
                differs_at = entry.at
            entry.fold_under(mover)
        return differs_at

    def _pairs_around(self, entry: Entry, place: int) -> list[Pair]:
        """The contradictions of a change with its neighbours inside the window, on either side."""
        pairs = self._pairs_backwards(entry, place)
        if not self._can_contradict(entry):
            return pairs
        latest = entry.at + self.rules.window
        for index in range(place + 1, len(self._changes)):
            later = self._changes[index]
            if later.at > latest:
                break
            if not later.reading.too_late:
                pairs.extend(Pair(rule, entry, later) for rule in self.rules.broken_by(entry, later))
        return pairs

    def _pairs_backwards(self, entry: Entry, place: int) -> list[Pair]:
        suspects = self.rules.suspects(entry.status)
        if not suspects or not self._can_contradict(entry):
            return []
        pairs: list[Pair] = []
        changes = self._changes
        earliest = max(entry.at - self.rules.window, self.settled_at + 1)
        for index in range(place - 1, -1, -1):
            earlier = changes[index]
            if earlier.at < earliest:
                break
            if suspects & earlier.status.bit and not earlier.reading.too_late:
                pairs.extend(Pair(rule, earlier, entry) for rule in self.rules.broken_by(earlier, entry))
        return pairs

    def _can_contradict(self, entry: Entry) -> bool:
        """Whether the entry can be either side of a contradiction; decisions never lie behind ``settled_at``."""
        return entry.at > self.settled_at and not entry.reading.too_late and self.rules.concerns(entry.status)
