"""Which pairs of changes break which rule (docs/domain.md §6): both sides of every line."""

from typing import NamedTuple

import pytest

from conflict.loader import load_rules
from conflict.rules import Order, Rule, RuleSet, Scope
from hub.domain.timeline import Timeline
from hub.domain.track import Reading
from schemas.instant import MICROSECOND, MINUTE, SECOND, Instant
from schemas.status import Status

NEW, ACKNOWLEDGED, IN_PROGRESS, PENDING = Status.NEW, Status.ACKNOWLEDGED, Status.IN_PROGRESS, Status.PENDING
VERIFYING, RESOLVED, CLOSED = Status.PENDING_VERIFICATION, Status.RESOLVED, Status.CLOSED
REOPENED, CANCELLED = Status.REOPENED, Status.CANCELLED

RULES = load_rules()

# docs/domain.md §6.2, each pair (first, second, one system, at the same moment) that breaks a rule.
DONE, GOING_ON = (RESOLVED, CLOSED), (NEW, ACKNOWLEDGED, IN_PROGRESS, PENDING)
BROKEN = (
    {(done, REOPENED, False): {"reopened-across"} for done in DONE}
    | {(REOPENED, done, False): {"reopened-across"} for done in DONE}
    | {(done, REOPENED, True): {"reopened-within"} for done in DONE}
    | {(CANCELLED, done, False): {"cancelled-across"} for done in DONE}
    | {(done, CANCELLED, False): {"cancelled-across"} for done in DONE}
    | {(over, going_on, False): {"regression-across"} for over in (*DONE, CANCELLED) for going_on in GOING_ON}
)


class Change(NamedTuple):
    status: Status
    at: Instant = 0
    system: str = "crm"
    actor: str = ""


def broken(rules: RuleSet, earlier: Change, later: Change) -> set[str]:
    found = [rule.name for rule in rules.broken_by(earlier, later)]
    assert len(set(found)) == len(found)
    return set(found)


@pytest.mark.parametrize("first", list(Status))
@pytest.mark.parametrize("second", list(Status))
@pytest.mark.parametrize("in_one_system", [True, False])
def test_the_rules_by_default_name_these_pairs_and_no_others(
    first: Status, second: Status, *, in_one_system: bool
) -> None:
    later = Change(second, MINUTE, "crm" if in_one_system else "itsm")
    assert broken(RULES, Change(first), later) == BROKEN.get((first, second, in_one_system), set())


@pytest.mark.parametrize("first", list(Status))
@pytest.mark.parametrize("second", list(Status))
def test_at_the_same_moment_neither_of_two_systems_is_first(first: Status, second: Status) -> None:
    one, other = Change(first), Change(second, system="itsm")
    assert broken(RULES, one, other) == broken(RULES, Change(second), Change(first, system="itsm"))
    expected = BROKEN.get((first, second, False), set()) - {"regression-across"}
    assert broken(RULES, one, other) == expected


@pytest.mark.parametrize(
    ("gap", "freezes"),
    [
        (0, True),
        (15 * MINUTE - MICROSECOND, True),
        (15 * MINUTE, True),
        (15 * MINUTE + MICROSECOND, False),
    ],
)
@pytest.mark.parametrize("which", [1, -1])
def test_both_ends_belong_to_the_window(gap: Instant, which: int, *, freezes: bool) -> None:
    timeline = Timeline(RULES)
    timeline.add(Reading(0, "crm", "Resolved", RESOLVED, "d1"))
    timeline.add(Reading(which * gap, "itsm", "Reopened", REOPENED, "d2"))
    assert bool(timeline.open_pairs) is freezes


def test_in_one_system_the_track_says_which_of_two_at_the_same_moment_is_first() -> None:
    timeline = Timeline(RULES)
    timeline.add(Reading(0, "crm", "Resolved", RESOLVED, "d1", sequence=1))
    timeline.add(Reading(0, "crm", "Reopened", REOPENED, "d2", sequence=2))
    assert timeline.open_pairs == 1
    timeline = Timeline(RULES)
    timeline.add(Reading(0, "crm", "Resolved", RESOLVED, "d1", sequence=2))
    timeline.add(Reading(0, "crm", "Reopened", REOPENED, "d2", sequence=1))
    assert timeline.open_pairs == 0


# -- what a site may write ----------------------------------------------------------------------------------------


def one_rule(**fields: object) -> RuleSet:
    standard: dict[str, object] = {
        "name": "r",
        "first": (RESOLVED,),
        "second": (REOPENED,),
        "scope": Scope.ANY,
        "order": Order.THEN,
    }
    return RuleSet([Rule(**(standard | fields))], 15 * MINUTE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("order", "forward", "backward", "forward_at_once", "backward_at_once"),
    [
        (Order.EITHER, True, True, True, True),
        (Order.THEN, True, False, True, True),
        (Order.STRICTLY_THEN, True, False, False, False),
    ],
)
def test_an_order_between_two_systems(
    order: Order, *, forward: bool, backward: bool, forward_at_once: bool, backward_at_once: bool
) -> None:
    rules = one_rule(order=order)
    assert bool(broken(rules, Change(RESOLVED), Change(REOPENED, MINUTE, "itsm"))) is forward
    assert bool(broken(rules, Change(REOPENED), Change(RESOLVED, MINUTE, "itsm"))) is backward
    assert bool(broken(rules, Change(RESOLVED), Change(REOPENED, 0, "itsm"))) is forward_at_once
    assert bool(broken(rules, Change(REOPENED), Change(RESOLVED, 0, "itsm"))) is backward_at_once


@pytest.mark.parametrize(
    ("order", "forward_at_once", "backward_at_once"),
    [(Order.EITHER, True, True), (Order.THEN, True, False), (Order.STRICTLY_THEN, False, False)],
)
def test_an_order_inside_one_system_at_the_same_moment(
    order: Order, *, forward_at_once: bool, backward_at_once: bool
) -> None:
    rules = one_rule(order=order)
    assert bool(broken(rules, Change(RESOLVED), Change(REOPENED))) is forward_at_once
    assert bool(broken(rules, Change(REOPENED), Change(RESOLVED))) is backward_at_once


@pytest.mark.parametrize(
    ("scope", "across", "within"),
    [(Scope.ANY, True, True), (Scope.ACROSS, True, False), (Scope.WITHIN, False, True)],
)
def test_a_scope(scope: Scope, *, across: bool, within: bool) -> None:
    rules = one_rule(scope=scope)
    assert bool(broken(rules, Change(RESOLVED), Change(REOPENED, MINUTE, "itsm"))) is across
    assert bool(broken(rules, Change(RESOLVED), Change(REOPENED, MINUTE, "crm"))) is within


@pytest.mark.parametrize(
    ("later", "exempt"),
    [
        (Change(REOPENED, 30 * SECOND, "crm", "ann"), True),
        (Change(REOPENED, 30 * SECOND + MICROSECOND, "crm", "ann"), False),
        (Change(REOPENED, 30 * SECOND, "crm", "bob"), False),
        (Change(REOPENED, 30 * SECOND, "itsm", "ann"), False),
    ],
)
def test_a_correction_is_by_the_same_person_in_the_same_system_within_the_set_time(
    later: Change, *, exempt: bool
) -> None:
    rules = one_rule(correction=30 * SECOND)
    assert broken(rules, Change(RESOLVED, actor="ann"), later) == (set() if exempt else {"r"})


def test_nobody_corrects_nobody() -> None:
    rules = one_rule(correction=30 * SECOND)
    assert broken(rules, Change(RESOLVED), Change(REOPENED, SECOND)) == {"r"}


def test_corrections_are_not_exempt_by_default() -> None:
    assert broken(RULES, Change(RESOLVED, actor="ann"), Change(REOPENED, 1, actor="ann")) == {"reopened-within"}


def test_two_rules_that_one_pair_breaks_are_both_named() -> None:
    twice = RuleSet([*one_rule().rules, *one_rule(name="s").rules], 15 * MINUTE)
    assert broken(twice, Change(RESOLVED), Change(REOPENED, 1)) == {"r", "s"}


def test_a_status_that_no_rule_names_concerns_nobody() -> None:
    assert not RULES.concerns(VERIFYING)
    assert all(RULES.concerns(status) for status in Status if status is not VERIFYING)


def test_a_rule_is_found_by_its_name_while_it_is_in_force() -> None:
    rule = RULES.by_name("reopened-within")
    assert rule is not None
    assert (rule.scope, rule.order) == (Scope.WITHIN, Order.THEN)
    assert RULES.by_name("reopened-never") is None


@pytest.mark.parametrize("in_one_system", [True, False])
@pytest.mark.parametrize("gap", [0, MINUTE])
def test_the_strict_setting_holds_in_either_order_and_any_scope(gap: Instant, *, in_one_system: bool) -> None:
    strict = RuleSet([rule.strictest() for rule in RULES.rules], RULES.window)
    system = "crm" if in_one_system else "itsm"
    for rule in RULES.rules:
        for first in rule.first:
            for second in rule.second:
                assert rule.name in broken(strict, Change(first), Change(second, gap, system))
                assert rule.name in broken(strict, Change(second), Change(first, gap, system))
