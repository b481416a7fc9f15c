"""What became of what was sent, counted as the hub answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Tally:
    """Counts by system."""

    sent: Counter[str] = field(default_factory=Counter)
    verdicts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    decisions: int = 0
    failures: list[str] = field(default_factory=list)
    """Requests that the hub did not take, which a demo should not see."""

    def count(self, system: str, outcome: Mapping[str, Any]) -> None:
        self.sent[system] += 1
        self.verdicts[system][str(outcome["verdict"])] += 1

    def total(self, verdict: str) -> int:
        return sum(counts[verdict] for counts in self.verdicts.values())
