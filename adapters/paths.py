"""Ways from one status to another, where a system is led step by step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


class Tried(NamedTuple):
    """A step that was asked for, and where."""

    at: str
    key: Any


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step that a system can make: ``key`` is what it is asked for, ``to`` the word that it then shows."""

    to: str
    key: Any
    starts: frozenset[str] = frozenset()
    """The words it leads away from."""
    of: str = ""
    """The ids of the system's tickets that know this step begin so."""


def first_step(
    steps: Sequence[Step], at: str, goal: str, passed: Collection[str], tried: Collection[Tried] = ()
) -> Step | None:
    """The first step of a shortest way; None where there is none. Of two that are as short, the one that stands first.

    A word that was passed is not passed again, nor is a step tried again that was tried from the same word.
    """
    seen = {at, *passed}
    ways: list[tuple[str, Step | None]] = [(at, None)]
    for word, first in ways:
        for step in steps:
            if word not in step.starts or step.to in seen or Tried(word, step.key) in tried:
                continue
            if step.to == goal:
                return first or step
            seen.add(step.to)
            ways.append((step.to, first or step))
    return None


def offered_step(offered: Sequence[Step], goal: str, through: Sequence[str], passed: Collection[str]) -> Step | None:
    """What to choose where a system says only which steps it offers next: the goal, else the first word of ``through``.

    None where it offers neither. A word that was passed is not passed again.
    """
    by_word = {step.to: step for step in reversed(offered) if step.to not in passed}
    return next((by_word[word] for word in (goal, *through) if word in by_word), None)
