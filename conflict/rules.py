"""Conflict rules: pairs of canonical statuses that exclude each other inside the window (docs/domain.md §6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, Protocol

import msgspec

from schemas.instant import Instant
from schemas.status import Status, mask


class Scope(StrEnum):
    """Where the two changes must stand."""

    ACROSS = "across"
    WITHIN = "within"
    ANY = "any"


class Order(StrEnum):
    """Which of the two must come first, by the time they happened."""

    EITHER = "either"
    THEN = "then"
    STRICTLY_THEN = "strictly-then"


class Change(Protocol):
    """What a rule looks at: one change of one system's status."""

    @property
    def at(self) -> Instant: ...
    @property
    def system(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def status(self) -> Status: ...


class NumberedChange(Change, Protocol):
    """A change that says under which rules it was recorded."""

    @property
    def rules(self) -> int: ...


class Rules(Protocol):
    """What judges the changes of a ticket: rules that never change, or all that were in force, one after another."""

    @property
    def window(self) -> Instant:
        """No two changes further apart than this contradict each other; in microseconds."""
        ...

    @property
    def version(self) -> str:
        """Two of the same version judge what was recorded alike."""
        ...

    @property
    def latest(self) -> int:
        """The highest number of rules that is known here."""
        ...

    def learn(self, number: int) -> None:
        """Get to know rules of a higher number than the latest."""
        ...

    def version_of(self, number: int) -> str: ...
    def by_name(self, name: str, number: int = 0) -> Rule | None: ...
    def concerns(self, status: Status) -> bool: ...
    def suspects(self, status: Status) -> int: ...
    def broken_by(self, earlier: NumberedChange, later: NumberedChange) -> Sequence[Rule]: ...


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """Two sets of canonical statuses that exclude each other, in a scope and an order."""

    name: str
    first: tuple[Status, ...]
    second: tuple[Status, ...]
    scope: Scope
    order: Order
    correction: Instant = 0
    """A pair of the same system and actor at most this far apart, in microseconds, is a correction; 0: never."""
    en: str = ""
    zh: str = ""

    def strictest(self) -> Rule:
        """The same sets, in any scope and either order."""
        return msgspec.structs.replace(self, scope=Scope.ANY, order=Order.EITHER, correction=0)


class RuleSet:
    """Rules that hold together, compiled to one table look-up for a pair of changes.

    ``window`` is in microseconds; both ends belong to it. By itself a set judges all changes, whatever they were
    recorded under.
    """

    latest: Final = 0

    def __init__(
        self, rules: Iterable[Rule], window: Instant, version: str = "", *, off: Iterable[Rule] = (), text: str = ""
    ) -> None:
        """``off`` are rules that are written down and switched off; ``text`` is what all of this was read from."""
        self.rules: tuple[Rule, ...] = tuple(rules)
        self.off: tuple[Rule, ...] = tuple(off)
        self.window = window
        self.version = version
        self.text = text
        self._tables = tuple(
            tuple(tuple(self._applicable(a, b, same_system)) for a in Status for b in Status)
            for same_system in (False, True)
        )
        self._width = len(Status)
        involved = mask(*(status for rule in self.rules for status in (*rule.first, *rule.second)))
        self._involved = involved
        self._suspects = tuple(mask(*(a for a in Status if self._can_break(a, b))) for b in Status)

    def concerns(self, status: Status) -> bool:
        """Whether any rule names the status at all."""
        return bool(self._involved & status.bit)

    def suspects(self, status: Status) -> int:
        """The statuses, as a bit mask, that can contradict a later change to ``status``: the quick first look."""
        return self._suspects[status.rank]

    def learn(self, number: int) -> None:
        """There is nothing to learn: these judge reports of every number."""

    def version_of(self, number: int) -> str:  # noqa: ARG002
        """The version of the rules, whatever their number."""
        return self.version

    def by_name(self, name: str, number: int = 0) -> Rule | None:  # noqa: ARG002
        """The rule of that name, if there is one."""
        return next((rule for rule in self.rules if rule.name == name), None)

    def broken_by(self, earlier: Change, later: Change) -> Sequence[Rule]:
        """The rules that two changes break; ``earlier`` stands before ``later`` in event-time order.

        The caller has seen to it that they are no further apart than the window.
        """
        same_system = earlier.system == later.system
        candidates = self._tables[same_system][earlier.status.rank * self._width + later.status.rank]
        tie = earlier.at == later.at
        if tie and not same_system:
            candidates = (*candidates, *self._only_backwards(earlier.status, later.status))
        if not candidates:
            return candidates
        return [rule for rule in candidates if not _is_exempt(rule, earlier, later, tie)]

    def _applicable(self, a: Status, b: Status, same_system: bool) -> Iterable[Rule]:
        unfit = Scope.ACROSS if same_system else Scope.WITHIN
        for rule in self.rules:
            if rule.scope is unfit:
                continue
            forward = a in rule.first and b in rule.second
            backward = rule.order is Order.EITHER and b in rule.first and a in rule.second
            if forward or backward:
                yield rule

    def _can_break(self, a: Status, b: Status) -> bool:
        place = a.rank * self._width + b.rank
        return any(table[place] for table in self._tables) or any(self._only_backwards(a, b))

    def _only_backwards(self, a: Status, b: Status) -> Iterable[Rule]:
        """At the same moment in two systems neither is first: an ordered rule may be read from either side."""
        forward = self._tables[False][a.rank * self._width + b.rank]
        backward = self._tables[False][b.rank * self._width + a.rank]
        return (rule for rule in backward if rule.order is Order.THEN and rule not in forward)


def _is_exempt(rule: Rule, earlier: Change, later: Change, tie: bool) -> bool:
    if tie and rule.order is Order.STRICTLY_THEN:
        return True
    return (
        rule.correction > 0
        and earlier.system == later.system
        and bool(earlier.actor)
        and earlier.actor == later.actor
        and later.at - earlier.at <= rule.correction
    )
