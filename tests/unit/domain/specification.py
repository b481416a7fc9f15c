"""docs/domain.md §4.2 and docs/domain.md §5.3 to docs/domain.md §6 once more, word for word and slowly.

Nothing is kept between two questions and nothing is clever: every answer is worked out anew from the whole set of
readings and decisions. Of the hub's code only the vocabulary is used.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from conflict.rules import Order, Rule, Scope
from hub.domain.track import Reading
from schemas.events import WriteRef
from schemas.instant import Instant
from schemas.status import Status

NEW, ACKNOWLEDGED, REOPENED = Status.NEW, Status.ACKNOWLEDGED, Status.REOPENED
IN_PROGRESS, PENDING, PENDING_VERIFICATION = Status.IN_PROGRESS, Status.PENDING, Status.PENDING_VERIFICATION
RESOLVED, CLOSED, CANCELLED = Status.RESOLVED, Status.CLOSED, Status.CANCELLED

LIFE_CYCLE = [
    NEW,
    ACKNOWLEDGED,
    REOPENED,
    IN_PROGRESS,
    PENDING,
    PENDING_VERIFICATION,
    RESOLVED,
    CLOSED,
    CANCELLED,
]

DONE_OR_VOID = {RESOLVED, CLOSED, CANCELLED}

MOVED_BY = {
    NEW: set(Status) - {NEW},
    ACKNOWLEDGED: set(Status) - {NEW, ACKNOWLEDGED},
    IN_PROGRESS: set(Status) - {NEW, ACKNOWLEDGED, IN_PROGRESS},
    PENDING: set(Status) - {NEW, ACKNOWLEDGED, PENDING},
    PENDING_VERIFICATION: set(Status) - {NEW, ACKNOWLEDGED, PENDING_VERIFICATION},
    RESOLVED: {CLOSED, REOPENED},
    CLOSED: {REOPENED},
    REOPENED: set(Status) - {NEW, REOPENED},
    CANCELLED: {REOPENED},
}


@dataclass(frozen=True)
class Decision:
    """A reviewer said: the status is this, and what happened up to then is settled."""

    at: Instant
    status: Status


@dataclass(frozen=True)
class Said:
    """What a reading means in its place on its track."""

    reading: Reading
    status: Status
    is_change: bool
    came_of: WriteRef | None = None
    """The write of the hub's that came back with it."""

    @property
    def is_echo(self) -> bool:
        return self.came_of is not None


@dataclass(frozen=True, order=True)
class Moved:
    """One move of the canonical status; a decision's has no system."""

    at: Instant
    status: Status
    system: str = ""
    delivery_id: str = ""


@dataclass(frozen=True, order=True)
class Broken:
    """A rule that two changes break; the sides are (system, delivery id, status)."""

    rule: str
    earlier: tuple[str, str, Status]
    later: tuple[str, str, Status]


def in_track_order(readings: Iterable[Reading]) -> list[Reading]:
    """By time; ties by sequence, then life cycle, then word, then delivery id. What has no sequence goes first."""
    ordered = sorted(readings, key=lambda reading: reading.delivery_id)
    ordered.sort(key=lambda reading: reading.native)
    ordered.sort(key=lambda reading: LIFE_CYCLE.index(reading.status))
    ordered.sort(key=lambda reading: (reading.sequence is not None, reading.sequence or 0))
    ordered.sort(key=lambda reading: reading.at)
    return ordered


def track(readings: Iterable[Reading]) -> list[Said]:
    """One system's readings in order, each with what it means there."""
    told: list[Said] = []
    for reading in in_track_order(readings):
        changes = [said for said in told if said.is_change]
        stands_at = changes[-1].status if changes else None
        status = REOPENED if reading.reopens and stands_at in DONE_OR_VOID else reading.status
        is_change = status is not stands_at
        if told and told[-1].reading.native == reading.native:
            status, is_change = stands_at or reading.status, False
        told.append(Said(reading, status, is_change))
        told[-1] = replace(told[-1], came_of=came_of(told))
    return told


def came_of(told: Sequence[Said]) -> WriteRef | None:
    """The write that the last of these is the echo of: the likeliest that has not come back, else one that has.

    What comes back, and is followed by another change that is not older than the write, has come back for good.
    """
    *before, last = told
    back = [said.came_of for said in before]
    gone = {
        write
        for index, write in enumerate(back)
        if write is not None and any(_is_past(write, said) for said in before[index + 1 :])
    }
    left = [write for write in last.reading.echo_of if write not in gone]
    return next((write for write in left if write not in back), left[0] if left else None)


def _is_past(write: WriteRef, said: Said) -> bool:
    is_of_its_attempt = said.came_of is not None and said.came_of.attempt == write.attempt
    return said.is_change and said.reading.at >= write.begun_at and not is_of_its_attempt


def tracks(readings: Sequence[Reading]) -> dict[str, list[Said]]:
    """Every system's track."""
    systems = sorted({reading.system for reading in readings})
    return {system: track(reading for reading in readings if reading.system == system) for system in systems}


def changes(readings: Sequence[Reading]) -> list[Said]:
    """All changes but echoes in event-time order; ties across systems by the systems' names."""
    by_system = tracks(readings)
    found = [said for system in sorted(by_system) for said in by_system[system] if said.is_change]
    found = [said for said in found if not said.is_echo]
    return sorted(found, key=lambda said: said.reading.at)


def canonical(readings: Sequence[Reading], decisions: Sequence[Decision]) -> Status | None:
    """The fold over all changes that are not older than the last decision."""
    last = max(decisions, key=lambda decision: decision.at, default=None)
    status = last.status if last else None
    for said in changes(readings):
        counts = last is None or said.reading.at > last.at
        if counts and (status is None or said.status in MOVED_BY[status]):
            status = said.status
    return status


def moves(readings: Sequence[Reading], decisions: Sequence[Decision]) -> list[Moved]:
    """The canonical lane: every change that moved it, and every decision; at a tie the decision comes last."""
    steps: list[Said | Decision] = sorted(
        [*changes(readings), *decisions],
        key=lambda step: (step.at, 1) if isinstance(step, Decision) else (step.reading.at, 0),
    )
    lane: list[Moved] = []
    for step in steps:
        if isinstance(step, Decision):
            lane.append(Moved(step.at, step.status))
        elif not lane or step.status in MOVED_BY[lane[-1].status]:
            lane.append(Moved(step.reading.at, step.status, step.reading.system, step.reading.delivery_id))
    return lane


def contradictions(
    readings: Sequence[Reading], decisions: Sequence[Decision], rules: Iterable[Rule], window: Instant
) -> list[Broken]:
    """Every pair of changes that breaks a rule, no further apart than the window, and that no decision settled."""
    settled = max((decision.at for decision in decisions), default=None)
    counting = [said for said in changes(readings) if not said.reading.too_late]
    counting = [said for said in counting if settled is None or said.reading.at > settled]
    return sorted(
        Broken(rule.name, _side(earlier), _side(later))
        for index, earlier in enumerate(counting)
        for later in counting[index + 1 :]
        if later.reading.at - earlier.reading.at <= window
        for rule in rules
        if breaks(rule, earlier, later)
    )


def breaks(rule: Rule, earlier: Said, later: Said) -> bool:
    """Whether two changes break a rule, ``earlier`` before ``later`` in event-time order."""
    is_same_system = earlier.reading.system == later.reading.system
    is_tie = earlier.reading.at == later.reading.at
    if rule.scope is Scope.WITHIN and not is_same_system:
        return False
    if rule.scope is Scope.ACROSS and is_same_system:
        return False
    if _is_correction(rule, earlier.reading, later.reading):
        return False
    forward = earlier.status in rule.first and later.status in rule.second
    backward = later.status in rule.first and earlier.status in rule.second
    if rule.order is Order.STRICTLY_THEN:
        return forward and not is_tie
    if rule.order is Order.THEN:
        # In one system the track says which of two at the same moment is first; between two systems nobody can.
        return forward or (backward and is_tie and not is_same_system)
    return forward or backward


def _is_correction(rule: Rule, earlier: Reading, later: Reading) -> bool:
    """Somebody took back their own word at once, where the rule lets them."""
    is_same_person = earlier.system == later.system and earlier.actor == later.actor != ""
    return rule.correction > 0 and is_same_person and later.at - earlier.at <= rule.correction


def _side(said: Said) -> tuple[str, str, Status]:
    return said.reading.system, said.reading.delivery_id, said.status
