"""Every rule in words: whoever reads them knows what freezes a ticket."""

from itertools import product

import msgspec

from conflict.describe import describe
from conflict.loader import load_rules
from conflict.rules import Order, Rule, Scope
from schemas.instant import MINUTE

RULES = load_rules()


def the(name: str) -> Rule:
    rule = RULES.by_name(name)
    assert rule is not None
    return rule


def test_a_rule_is_told_with_its_sets_its_scope_its_order_and_the_window() -> None:
    told = describe(the("reopened-across"), RULES.window)
    assert told.en == (
        "One system reports Resolved or Closed and another Reopened, in either order, no more than 15 min apart."
    )
    assert told.zh == "一个系统报告“已解决”或“已关闭”，另一个系统报告“已重新打开”，不论先后，相隔不超过 15 分。"


def test_an_order_that_is_strict_says_so() -> None:
    told = describe(the("regression-across"), 5 * MINUTE)
    assert told.en.startswith("One system reports Resolved, Closed or Cancelled and then another New, ")
    assert told.en.endswith(", later by their clocks, no more than 5 min apart.")
    assert "（严格晚于前者），相隔不超过 5 分" in told.zh


def test_a_correction_is_told_with_its_time() -> None:
    told = describe(msgspec.structs.replace(the("reopened-within"), correction=2 * MINUTE), RULES.window)
    assert "corrects in the same system within 2 min is spared" in told.en
    assert "2 分 内的更正除外" in told.zh


def test_no_two_rules_that_differ_are_told_alike() -> None:
    rules = [
        msgspec.structs.replace(the("reopened-across"), scope=scope, order=order)
        for scope, order in product(Scope, (Order.EITHER, Order.STRICTLY_THEN))
    ]
    told = [describe(rule, RULES.window) for rule in rules]
    assert len({one.en for one in told}) == len({one.zh for one in told}) == len(rules)
