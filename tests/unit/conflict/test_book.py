"""Rules follow on rules, and two changes are judged by those of the later number."""

from typing import NamedTuple

import pytest

from conflict.book import RuleBook
from conflict.rules import Order, Rule, RuleSet, Scope
from schemas.instant import MINUTE, Instant
from schemas.status import Status


class Change(NamedTuple):
    at: Instant
    system: str
    status: Status
    rules: int
    actor: str = ""


def one(name: str, first: Status, second: Status, minutes: int) -> RuleSet:
    rule = Rule(name=name, first=(first,), second=(second,), scope=Scope.ANY, order=Order.EITHER)
    return RuleSet([rule], minutes * MINUTE, name)


FILES = one("files", Status.CLOSED, Status.REOPENED, 15)
WIDER = one("wider", Status.CLOSED, Status.PENDING, 60)
SHORT = one("short", Status.CLOSED, Status.REOPENED, 5)


def book() -> RuleBook:
    made = RuleBook(FILES)
    made.put(1, WIDER)
    made.put(2, SHORT)
    return made


def broken(first: int, second: int, status: Status, minutes: int) -> list[str]:
    earlier, later = Change(0, "crm", Status.CLOSED, first), Change(minutes * MINUTE, "mes", status, second)
    return [rule.name for rule in book().broken_by(earlier, later)]


@pytest.mark.parametrize(
    ("first", "second", "status", "minutes", "names"),
    [
        (0, 0, Status.REOPENED, 15, ["files"]),
        (0, 0, Status.REOPENED, 16, []),
        (0, 0, Status.PENDING, 5, []),
        (0, 1, Status.PENDING, 60, ["wider"]),
        (1, 0, Status.PENDING, 60, ["wider"]),
        (0, 1, Status.REOPENED, 5, []),
        (1, 2, Status.REOPENED, 5, ["short"]),
        (2, 2, Status.REOPENED, 6, []),
    ],
)
def test_two_changes_are_judged_by_the_higher_number_of_theirs(
    first: int, second: int, status: Status, minutes: int, names: list[str]
) -> None:
    assert broken(first, second, status, minutes) == names


def test_the_first_look_lets_through_whatever_any_of_them_names() -> None:
    made = book()
    assert made.window == 60 * MINUTE
    assert all(made.concerns(status) for status in (Status.CLOSED, Status.REOPENED, Status.PENDING))
    assert not made.concerns(Status.NEW)
    assert made.suspects(Status.PENDING) & Status.CLOSED.bit
    assert made.suspects(Status.REOPENED) & Status.CLOSED.bit


def test_a_book_is_told_by_its_first_rules_and_by_those_in_force() -> None:
    made = book()
    assert (made.version, made.latest, made.current) == ("files", 2, SHORT)
    assert [made.version_of(number) for number in range(3)] == ["files", "wider", "short"]


def test_a_rule_that_is_not_in_force_any_more_is_found_by_its_number() -> None:
    made = book()
    assert made.by_name("wider", 1) is WIDER.rules[0]
    assert made.by_name("wider", 2) is None
    assert made.by_name("short", 1) is SHORT.rules[0], "else as it is in force"
    assert made.by_name("short", 9) is SHORT.rules[0], "a number that another process knows"


def test_numbers_come_one_after_another_and_never_change() -> None:
    made = book()
    made.put(1, SHORT)
    assert made[1] is WIDER
    with pytest.raises(ValueError, match="cannot follow"):
        made.put(4, SHORT)
    with pytest.raises(LookupError, match="rules 3 are not in this book"):
        made.learn(3)


def test_a_copy_goes_on_by_itself() -> None:
    made = book()
    copied = made.copy(WIDER)
    assert (copied.latest, copied.current, made.latest) == (3, WIDER, 2)
