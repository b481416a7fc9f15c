"""How far a system runs behind: pure functions over a ticket's tracks and its canonical lane (docs/domain.md §7).

A *lane* is a list of changes in event-time order: what a status became, and when. What holds at an instant is what
the last change at or before it says, so of several changes at the same instant only the last one ever stood.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from statistics import median, quantiles
from typing import Final, NamedTuple

import msgspec

from schemas.instant import MINUTE, Instant
from schemas.status import Status

THRESHOLD: Final = 5 * MINUTE
"""How far a system may run behind before it turns yellow, unless the site says otherwise."""

_AT = attrgetter("at")


class LaneChange(NamedTuple):
    """A lane came to stand at ``status`` at ``at``."""

    at: Instant
    status: Status


class Standing(NamedTuple):
    """Where a system stands beside the canonical status.

    ``since`` is when it reached ``status``. ``behind_since`` is since when it has differed from the canonical status
    without a break, None while they agree; ``apart_since`` the same for their groups (open, done, void).
    """

    system: str
    status: Status
    since: Instant
    behind_since: Instant | None
    apart_since: Instant | None


class Deviation(NamedTuple):
    """A system reached ``status`` ``delay`` microseconds after the first system did, which was at ``at``."""

    system: str
    status: Status
    at: Instant
    delay: int


class Spread(msgspec.Struct, frozen=True):
    """A distribution of delays in microseconds; ``over`` counts those longer than the threshold."""

    count: int
    median: float
    p95: float
    over: int


def standings(lanes: Mapping[str, Sequence[LaneChange]], moves: Sequence[LaneChange]) -> list[Standing]:
    """Where every system that has reported stands now, in the order of ``lanes``.

    Nobody is behind while there is no canonical status: ``moves`` is empty where all reports were echoes.
    """
    return [_standing(system, lane, moves) for system, lane in lanes.items() if lane]


def _standing(system: str, lane: Sequence[LaneChange], moves: Sequence[LaneChange]) -> Standing:
    behind_since: Instant | None = None
    apart_since: Instant | None = None
    for at, status, canonical in _side_by_side(lane, moves):
        if status is canonical:
            behind_since = apart_since = None
            continue
        behind_since = at if behind_since is None else behind_since
        if status.group is canonical.group:
            apart_since = None
        elif apart_since is None:
            apart_since = at
    return Standing(system, lane[-1].status, _reached_at(lane), behind_since, apart_since)


def _side_by_side(lane: Sequence[LaneChange], moves: Sequence[LaneChange]) -> Iterator[tuple[Instant, Status, Status]]:
    """Both statuses at every instant at which one of them changes, from the first at which both stand."""
    if not lane or not moves:
        return
    at = max(lane[0].at, moves[0].at)
    own, canonical = bisect_right(lane, at, key=_AT), bisect_right(moves, at, key=_AT)
    while True:
        yield at, lane[own - 1].status, moves[canonical - 1].status
        if own == len(lane) and canonical == len(moves):
            return
        at = min(changes[place].at for changes, place in ((lane, own), (moves, canonical)) if place < len(changes))
        while own < len(lane) and lane[own].at == at:
            own += 1
        while canonical < len(moves) and moves[canonical].at == at:
            canonical += 1


def behind_spans(lane: Sequence[LaneChange], moves: Sequence[LaneChange]) -> list[tuple[Instant, Instant | None]]:
    """From when until when a lane differed from the canonical one, in order; without an end it still does."""
    found: list[tuple[Instant, Instant | None]] = []
    since: Instant | None = None
    for at, status, canonical in _side_by_side(lane, moves):
        if status is not canonical:
            since = at if since is None else since
        elif since is not None:
            found.append((since, at))
            since = None
    return found if since is None else [*found, (since, None)]


def _reached_at(lane: Sequence[LaneChange]) -> Instant:
    """When the lane came to its last status; a change to the same status again is none."""
    place = len(lane) - 1
    while place and lane[place - 1].status is lane[-1].status:
        place -= 1
    return lane[place].at


def _segments(lane: Iterable[LaneChange]) -> Iterator[LaneChange]:
    """The changes that do change the status: a decision may set the status that stands already."""
    before: Status | None = None
    for change in lane:
        if change.status is not before:
            yield change
        before = change.status


def deviations(lanes: Mapping[str, Sequence[LaneChange]], moves: Sequence[LaneChange]) -> list[Deviation]:
    """By how much every system followed every segment of the canonical lane, segment by segment.

    A system that stood in the status already, or that moved the ticket there, deviates by 0. One that follows late,
    even after the canonical status moved on, deviates by what it took, until the ticket comes to that status again.
    A system that has not followed has no deviation: :func:`standings` tells since when it is behind.
    """
    segments = list(_segments(moves))
    until = _next_of_same_status(segments)
    found: list[Deviation] = []
    for system, lane in lanes.items():
        reached = _by_status(lane)
        for (at, status), end in zip(segments, until, strict=True):
            if status not in reached:
                continue
            stands = bisect_right(lane, at, key=_AT)
            if stands and lane[stands - 1].status is status:
                found.append(Deviation(system, status, at, 0))
                continue
            followed_at = _first(reached[status], at, end)
            if followed_at is not None:
                found.append(Deviation(system, status, at, followed_at - at))
    return sorted(found, key=_AT)


def _first(instants: Sequence[Instant], start: Instant, end: Instant | None) -> Instant | None:
    """The first of the instants, which are in order, from ``start`` on and before ``end``."""
    place = bisect_left(instants, start)
    if place == len(instants) or (end is not None and instants[place] >= end):
        return None
    return instants[place]


def _by_status(lane: Sequence[LaneChange]) -> dict[Status, list[Instant]]:
    reached: dict[Status, list[Instant]] = {}
    for at, status in lane:
        reached.setdefault(status, []).append(at)
    return reached


def _next_of_same_status(segments: Sequence[LaneChange]) -> list[Instant | None]:
    """For every segment, when the next one of the same status starts."""
    following: dict[Status, Instant] = {}
    until: list[Instant | None] = []
    for at, status in reversed(segments):
        until.append(following.get(status))
        following[status] = at
    until.reverse()
    return until


def is_consistent(standing: Standing, now: Instant, threshold: int = THRESHOLD) -> bool:
    """Whether the system agrees with the canonical status, or has differed for no longer than ``threshold`` µs."""
    return standing.behind_since is None or now - standing.behind_since <= threshold


def is_yellow(standing: Standing, now: Instant, threshold: int = THRESHOLD) -> bool:
    """Whether the system has differed for longer than ``threshold`` µs; time alone can make it so."""
    return not is_consistent(standing, now, threshold)


def percentile(values: Sequence[int], share: int) -> float:
    """The value below which ``share`` percent (1 to 99) of the values lie, interpolated; 0 for no values."""
    if len(values) < 2:
        return float(values[0]) if values else 0.0
    return quantiles(values, n=100, method="inclusive")[share - 1]


def spread(delays: Sequence[int], threshold: int = THRESHOLD) -> Spread:
    """Sum up delays in microseconds; all zeros for none."""
    if not delays:
        return Spread(0, 0.0, 0.0, 0)
    over = sum(1 for delay in delays if delay > threshold)
    return Spread(len(delays), float(median(delays)), percentile(delays, 95), over)
