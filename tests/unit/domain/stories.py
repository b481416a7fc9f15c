"""Random stories of one ticket, and what a timeline says of them in a form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from conflict.loader import load_rules
from conflict.rules import Order, Rule, RuleSet, Scope
from hub.domain.echo import ECHO_AFTER, ECHO_BEFORE
from hub.domain.timeline import DECISION, Pair, Timeline
from hub.domain.track import Entry, Reading
from schemas.events import WriteRef
from schemas.instant import MINUTE, SECOND, Instant
from schemas.status import Status
from tests.unit.domain import specification as spec
from tests.unit.domain.specification import Broken, Decision, Moved

DEFAULT_RULES = load_rules()

ODD_RULES = RuleSet(
    [
        Rule(
            name="turned-back",
            first=(Status.IN_PROGRESS, Status.REOPENED, Status.RESOLVED),
            second=(Status.PENDING, Status.REOPENED, Status.NEW),
            scope=Scope.ANY,
            order=Order.THEN,
            correction=MINUTE,
        ),
        Rule(
            name="dropped",
            first=(Status.CANCELLED,),
            second=tuple(Status),
            scope=Scope.ACROSS,
            order=Order.STRICTLY_THEN,
        ),
        Rule(
            name="twice",
            first=(Status.CLOSED,),
            second=(Status.CLOSED, Status.REOPENED),
            scope=Scope.ANY,
            order=Order.EITHER,
            correction=2 * MINUTE,
        ),
    ],
    window=3 * MINUTE,
    version="odd",
)
"""Rules that overlap, know corrections and hold in every scope and order: what no site would write."""

STRICT_RULES = RuleSet([rule.strictest() for rule in DEFAULT_RULES.rules], DEFAULT_RULES.window, "strict")

RULE_SETS = (DEFAULT_RULES, ODD_RULES, STRICT_RULES)

SYSTEMS = ("crm", "erp", "itsm")
WORDS = tuple(
    [(status.value, status, False) for status in Status]
    + [
        ("Work in progress", Status.IN_PROGRESS, True),
        ("Awaiting", Status.PENDING, True),
        ("Open", Status.NEW, True),
        ("Done", Status.RESOLVED, False),
        ("Archived", Status.CLOSED, False),
        # The same word with another meaning: its table was changed meanwhile.
        ("Open", Status.IN_PROGRESS, False),
    ]
)

instants = st.one_of(
    st.integers(0, 40).map(lambda minute: minute * MINUTE),
    st.builds(lambda minute, second: minute * MINUTE + second * SECOND, st.integers(0, 40), st.integers(-1, 1)),
)


WRITES = [WriteRef(minute * MINUTE, (minute - step) * MINUTE) for minute in range(0, 40, 2) for step in (0, 1)]
"""What the hub wrote, wherever it did: by itself, and as a step of what it had begun a minute before."""


@st.composite
def readings(draw: st.DrawFn, max_size: int = 12) -> list[Reading]:
    """Readings of three systems, many of them at the same moment; or of two that the hub writes to."""
    count = draw(st.integers(0, max_size))
    written_to = draw(st.booleans())
    return [draw(_reading(f"d{index}", written_to=written_to)) for index in range(count)]


@st.composite
def _reading(draw: st.DrawFn, delivery_id: str, *, written_to: bool) -> Reading:
    native, status, reopens = draw(st.sampled_from(WORDS[3:6] if written_to else WORDS))
    at = draw(instants)
    near = [each for each in WRITES if each.begun_at - ECHO_BEFORE <= at <= each.begun_at + ECHO_AFTER]
    return Reading(
        at=at,
        system=draw(st.sampled_from(SYSTEMS[1:] if written_to else SYSTEMS)),
        native=native,
        status=status,
        delivery_id=delivery_id,
        reopens=reopens,
        sequence=draw(st.none() | st.integers(-1, 2)),
        actor=draw(st.sampled_from(["", "ann", "bob"])),
        too_late=draw(st.sampled_from([False] * 7 + [True])),
        echo_of=tuple(draw(st.lists(st.sampled_from(near), unique=True, max_size=3)) if written_to and near else ()),
    )


Step = Reading | Decision


class Story(NamedTuple):
    """What happened to a ticket, in the order in which the hub learned it."""

    rules: RuleSet
    steps: list[Step]

    @property
    def readings(self) -> list[Reading]:
        return [step for step in self.steps if isinstance(step, Reading)]

    @property
    def decisions(self) -> list[Decision]:
        return [step for step in self.steps if isinstance(step, Decision)]


@st.composite
def stories(draw: st.DrawFn, max_readings: int = 12, max_decisions: int = 3) -> Story:
    """Readings in any order, and now and then a decision behind everything that is known by then."""
    steps: list[Step] = list(draw(readings(max_readings)))
    latest: Instant = -1
    told: list[Step] = []
    decide_after = draw(st.sets(st.integers(0, max_readings), max_size=max_decisions))
    for index, step in enumerate(steps):
        told.append(step)
        latest = max(latest, step.at)
        if index in decide_after:
            latest += draw(st.sampled_from([0, 1, 5 * MINUTE]))
            told.append(Decision(latest, draw(st.sampled_from(list(Status)))))
            latest += 1
    return Story(draw(st.sampled_from(RULE_SETS)), told)


def told_in_another_order(story: Story, shuffled: Sequence[Step]) -> list[Step]:
    """The steps as shuffled, but for what no clock allows: a decision comes before what happened after it."""
    waiting = list(shuffled)
    told: list[Step] = []
    while waiting:
        step = next(step for step in waiting if _may_come(step, told, story.decisions))
        waiting.remove(step)
        told.append(step)
    return told


def _may_come(step: Step, told: Sequence[Step], decisions: Iterable[Decision]) -> bool:
    return all(decision in told for decision in decisions if decision.at < step.at)


def timeline_of(story: Story, steps: Iterable[Step] | None = None) -> Timeline:
    """The timeline that took the steps one by one."""
    timeline = Timeline(story.rules)
    for step in story.steps if steps is None else steps:
        tell(timeline, step)
    return timeline


def tell(timeline: Timeline, step: Step) -> None:
    """One step more."""
    if isinstance(step, Decision):
        timeline.settle(step.at, step.status)
    else:
        timeline.add(step)


class Portrait(NamedTuple):
    """Everything that is to be the same, however a ticket came to be as it is."""

    tracks: dict[str, list[tuple[str, Status, bool, bool]]]
    canonical: Status | None
    moves: list[Moved]
    contradictions: list[Broken]
    open_pairs: int


def portrait(timeline: Timeline) -> Portrait:
    """What a timeline says."""
    return Portrait(
        {system: [entry_told(entry) for entry in track.entries] for system, track in timeline.tracks.items()},
        timeline.canonical,
        [move_told(entry) for entry in timeline.moves_since(-(1 << 60))],
        sorted(pair_told(pair) for pair in timeline.pairs()),
        timeline.open_pairs,
    )


def specified(rules: RuleSet, told: Sequence[Reading], decisions: Sequence[Decision]) -> Portrait:
    """What the specification says."""
    broken = spec.contradictions(told, decisions, rules.rules, rules.window)
    return Portrait(
        {
            system: [(said.reading.delivery_id, said.status, said.is_change, said.is_echo) for said in track]
            for system, track in spec.tracks(told).items()
        },
        spec.canonical(told, decisions),
        spec.moves(told, decisions),
        broken,
        len(broken),
    )


def entry_told(entry: Entry) -> tuple[str, Status, bool, bool]:
    return entry.reading.delivery_id, entry.status, entry.is_change, entry.is_echo


def move_told(entry: Entry) -> Moved:
    if entry.system == DECISION:
        return Moved(entry.at, entry.status)
    return Moved(entry.at, entry.status, entry.system, entry.reading.delivery_id)


def pair_told(pair: Pair) -> Broken:
    return Broken(pair.rule.name, _side(pair.earlier), _side(pair.later))


def _side(entry: Entry) -> tuple[str, str, Status]:
    return entry.system, entry.reading.delivery_id, entry.status
