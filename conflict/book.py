"""All rules that were in force, and by which of them two changes are judged (docs/domain.md §6.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from conflict.rules import NumberedChange, Rule, RuleSet
from schemas.instant import Instant
from schemas.status import Status


class RuleBook:
    """Rules by their number: 0 are those of the hub's files, and each that was published has the next.

    A report is recorded with the number of the rules in force, and two changes are judged by the higher number of
    theirs. So it is the reports by themselves that say how they are judged, whenever that is asked and in whatever
    order they came.
    """

    def __init__(self, first: RuleSet) -> None:
        self._sets: tuple[RuleSet, ...] = ()
        self.put(0, first)

    def __getitem__(self, number: int) -> RuleSet:
        return self._sets[number]

    @property
    def latest(self) -> int:
        """The number of the rules in force."""
        return self._latest

    @property
    def current(self) -> RuleSet:
        """The rules in force."""
        return self._sets[-1]

    @property
    def version(self) -> str:
        """Version of the files' rules; those behind them never change once they have a number."""
        return self._sets[0].version

    def put(self, number: int, rules: RuleSet) -> None:
        """Put rules in force under the next number; one that is known already changes nothing."""
        if number < len(self._sets):
            return
        if number > len(self._sets):
            raise ValueError(f"rules {number} cannot follow on rules {len(self._sets) - 1}")
        sets = (*self._sets, rules)
        # The first look may only let through too much. It grows before the number that needs it is known.
        self.window: Instant = max(each.window for each in sets)
        self._suspects = tuple(_any_of(each.suspects(status) for each in sets) for status in Status)
        self._involved = _any_of(status.bit for status in Status for each in sets if each.concerns(status))
        self._sets, self._latest = sets, number

    def copy(self, more: RuleSet | None = None) -> RuleBook:
        """The same rules, to be gone on with by themselves, and one more set behind them, if any is given."""
        copied = RuleBook(self._sets[0])
        for number, rules in enumerate((*self._sets[1:], *([more] if more else ())), start=1):
            copied.put(number, rules)
        return copied

    def learn(self, number: int) -> None:
        """Whoever keeps a book up to date reads on here (hub.application.rules); this one knows no more."""
        raise LookupError(f"rules {number} are not in this book, which ends with {self._latest}")

    def version_of(self, number: int) -> str:
        """Version of the rules of a number."""
        return self._sets[number].version

    def window_of(self, number: int) -> Instant:
        """The window of the rules of a number, in microseconds; of those in force where the number is not known yet."""
        return self._sets[min(number, self._latest)].window

    def by_name(self, name: str, number: int = 0) -> Rule | None:
        """The rule of that name as it was under a number, else as it is in force, if there is one."""
        known = self._sets[number].by_name(name) if number < len(self._sets) else None
        return known or self._sets[-1].by_name(name)

    def concerns(self, status: Status) -> bool:
        """Whether any rule of any number names the status."""
        return bool(self._involved & status.bit)

    def suspects(self, status: Status) -> int:
        """The statuses, as a bit mask, that can contradict a later change to ``status`` under any number."""
        return self._suspects[status.rank]

    def broken_by(self, earlier: NumberedChange, later: NumberedChange) -> Sequence[Rule]:
        """The rules that two changes break; ``earlier`` stands before ``later`` in event-time order."""
        rules = self._sets[max(earlier.rules, later.rules)]
        return rules.broken_by(earlier, later) if later.at - earlier.at <= rules.window else ()


def _any_of(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)
