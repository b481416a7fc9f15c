"""What an audit found, in the hub's own terms; the ``render_*`` modules put it into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from conflict.explain import Sentence
from conflict.rules import Rule
from projections.deviation import Spread
from schemas.instant import Instant
from schemas.status import Status


class Side(NamedTuple):
    """One of the two changes of a conflict."""

    system: str
    native: str
    status: Status
    at: Instant


class Conflict(NamedTuple):
    """Two changes of a ticket that break a rule, in event-time order."""

    ticket: str
    rule: Rule
    first: Side
    second: Side

    @property
    def gap(self) -> Instant:
        """How far apart the two are."""
        return self.second.at - self.first.at


class Apart(NamedTuple):
    """A ticket whose systems stand in different groups (open, done, void) at the end of the log."""

    ticket: str
    canonical: Status
    systems: Mapping[str, Status]
    since: Instant


class Agreement(NamedTuple):
    """How many (ticket, system) pairs agree with the canonical status at the end of the log."""

    agreeing: int
    pairs: int

    @property
    def rate(self) -> float | None:
        """Their share; None where there is nothing to agree."""
        return self.agreeing / self.pairs if self.pairs else None


class BadRow(NamedTuple):
    """A row, or a file from a line on, that cannot be read."""

    file: str
    line: int
    why: Sentence


class Counts(msgspec.Struct, kw_only=True):
    """How much there was of everything."""

    tickets: int = 0
    reports: int = 0
    """Readable rows that the profile's filter let through, repeats included."""
    duplicates: int = 0
    ignored: int = 0
    unmapped: int = 0
    unreadable: int = 0
    changes: int = 0
    frozen_tickets: int = 0


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an audit found, in an order that does not depend on the order of the rows."""

    logs: Sequence[str]
    counts: Counts
    first_at: Instant | None
    last_at: Instant | None
    unmapped: Mapping[str, Mapping[str, int]]
    """By system, the words without a meaning, the most frequent first."""
    unreadable: Sequence[BadRow]
    """The first of them; ``counts`` has the true number."""
    odd_lines: Mapping[str, int]
    """By log, how many lines are no UTF-8 and were read as Windows-1252."""
    conflicts: Sequence[Conflict]
    frozen_by_rule: Mapping[str, int]
    """By rule, the tickets with a conflict under it; a rule without one is there too."""
    rules: str
    """Version of the rules."""
    deviation: Mapping[str, Spread]
    consistency: Agreement
    consistency_by_system: Mapping[str, Agreement]
    apart: Sequence[Apart]
    """The longest-standing first."""

    def worst(self, limit: int) -> list[Conflict]:
        """One conflict a ticket: of the tickets with most conflicts, the closest pair."""
        per_ticket: dict[str, int] = {}
        for conflict in self.conflicts:
            per_ticket[conflict.ticket] = per_ticket.get(conflict.ticket, 0) + 1
        closest: dict[str, Conflict] = {}
        for conflict in sorted(self.conflicts, key=lambda found: (found.gap, found.second.at)):
            closest.setdefault(conflict.ticket, conflict)
        ranked = sorted(
            closest.values(),
            key=lambda found: (-per_ticket[found.ticket], found.gap, found.second.at, found.ticket),
        )
        return ranked[:limit]
