"""Say in words what a rule forbids, in English and in Chinese (docs/domain.md, section 6.1)."""

from __future__ import annotations

from collections.abc import Sequence

from conflict.explain import Sentence, duration
from conflict.rules import Order, Rule, Scope
from schemas.instant import Instant
from schemas.status import Status


def describe(rule: Rule, window: Instant) -> Sentence:
    """What breaks the rule, in one sentence; ``window`` is in microseconds."""
    first, second, span = _either(rule.first), _either(rule.second), duration(window)
    english = _ENGLISH[rule.scope, rule.order is Order.EITHER].format(first=first.en, second=second.en)
    chinese = _CHINESE[rule.scope, rule.order is Order.EITHER].format(first=first.zh, second=second.zh)
    tie = Sentence("", "")
    if rule.order is Order.STRICTLY_THEN:
        tie = Sentence(", later by their clocks", "（严格晚于前者）")
    apart = Sentence(f", no more than {span.en} apart", f"，相隔不超过 {span.zh}")
    spared = Sentence("", "")
    if rule.correction:
        quick = duration(rule.correction)
        spared = Sentence(
            f"; what the same person corrects in the same system within {quick.en} is spared",
            f"；同一人在同一系统 {quick.zh} 内的更正除外",
        )
    return Sentence(f"{english}{tie.en}{apart.en}{spared.en}.", f"{chinese}{tie.zh}{apart.zh}{spared.zh}。")


_ENGLISH = {
    (Scope.ACROSS, True): "One system reports {first} and another {second}, in either order",
    (Scope.ACROSS, False): "One system reports {first} and then another {second}",
    (Scope.WITHIN, True): "One system reports {first} and {second}, in either order",
    (Scope.WITHIN, False): "One system reports {first} and then {second}",
    (Scope.ANY, True): "One system reports {first} and the same or another {second}, in either order",
    (Scope.ANY, False): "One system reports {first} and then the same or another {second}",
}
_CHINESE = {
    (Scope.ACROSS, True): "一个系统报告{first}，另一个系统报告{second}，不论先后",
    (Scope.ACROSS, False): "一个系统报告{first}之后，另一个系统报告{second}",
    (Scope.WITHIN, True): "同一系统既报告{first}又报告{second}，不论先后",
    (Scope.WITHIN, False): "同一系统报告{first}之后又报告{second}",
    (Scope.ANY, True): "一个系统报告{first}，同一或另一系统报告{second}，不论先后",
    (Scope.ANY, False): "一个系统报告{first}之后，同一或另一系统报告{second}",
}


def _either(statuses: Sequence[Status]) -> Sentence:
    """One of these: ``Resolved or Closed``."""
    *others, last = statuses
    listed = ", ".join(others)
    english = f"{listed} or {last}" if others else str(last)
    return Sentence(english, "或".join(f"“{status.zh}”" for status in statuses))
