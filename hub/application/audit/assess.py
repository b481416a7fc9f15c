"""Assess every ticket with the hub's own timeline, one ticket in memory at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from conflict.rules import RuleSet
from hub.application.audit.findings import Agreement, Apart, Conflict, Findings, Side
from hub.application.audit.gather import Gathered
from hub.domain.timeline import Timeline
from hub.domain.track import Entry, Reading
from projections.deviation import LaneChange, Spread, Standing, deviations, is_consistent, spread, standings
from schemas.instant import Instant


def assess(logs: Sequence[str], gathered: Gathered, rules: RuleSet) -> Findings:
    """What the gathered readings amount to. Consistency is that of the log's last moment."""
    tally = _Tally(rules, gathered.last_at or 0)
    for ticket in sorted(gathered.readings):
        tally.take(ticket, gathered.readings[ticket])
    counts = gathered.counts
    counts.duplicates, counts.changes, counts.frozen_tickets = tally.duplicates, tally.changes, tally.frozen_tickets
    return Findings(
        logs=logs,
        counts=counts,
        first_at=gathered.first_at,
        last_at=gathered.last_at,
        unmapped=_by_frequency(gathered.unmapped),
        unreadable=gathered.unreadable,
        odd_lines=gathered.odd_lines,
        conflicts=tally.conflicts,
        frozen_by_rule={rule.name: tally.frozen_by_rule[rule.name] for rule in rules.rules},
        rules=rules.version,
        deviation=tally.deviation(),
        consistency=Agreement(tally.agreeing.total(), tally.pairs.total()),
        consistency_by_system=tally.agreement(),
        apart=sorted(tally.apart, key=lambda found: (found.since, found.ticket)),
    )


class _Tally:
    """Adds up the tickets, which come in the order of their names."""

    def __init__(self, rules: RuleSet, now: Instant) -> None:
        self._rules = rules
        self._now = now
        self._delays: dict[str, list[int]] = {}
        self.duplicates = 0
        self.changes = 0
        self.frozen_tickets = 0
        self.conflicts: list[Conflict] = []
        self.frozen_by_rule: Counter[str] = Counter()
        self.agreeing: Counter[str] = Counter()
        self.pairs: Counter[str] = Counter()
        self.apart: list[Apart] = []

    def take(self, ticket: str, readings: list[Reading]) -> None:
        """Add a ticket."""
        timeline = self._timeline(readings)
        changes = list(timeline.changes())
        self.changes += len(changes)
        if timeline.open_pairs:
            self._take_conflicts(ticket, timeline)
        lanes: dict[str, list[LaneChange]] = {system: [] for system in sorted(timeline.tracks)}
        for entry in changes:
            lanes[entry.system].append(LaneChange(entry.at, entry.status))
        moves = [LaneChange(entry.at, entry.status) for entry in changes if entry.has_moved]
        for deviation in deviations(lanes, moves):
            self._delays.setdefault(deviation.system, []).append(deviation.delay)
        self._take_standings(ticket, timeline, standings(lanes, moves))

    def deviation(self) -> dict[str, Spread]:
        """How far every system runs behind."""
        return {system: spread(self._delays.get(system, ())) for system in sorted(self.pairs)}

    def agreement(self) -> dict[str, Agreement]:
        """How far every system agrees."""
        return {system: Agreement(self.agreeing[system], self.pairs[system]) for system in sorted(self.pairs)}

    def _timeline(self, readings: list[Reading]) -> Timeline:
        """The ticket's timeline.

        Readings are added in their order, which costs least, and which makes of several deliveries with one id the
        same one count whatever the order of the rows.
        """
        timeline = Timeline(self._rules)
        for reading in sorted(readings, key=_order):
            if timeline.has_delivery(reading.system, reading.delivery_id):
                self.duplicates += 1
            else:
                timeline.add(reading)
        return timeline

    def _take_conflicts(self, ticket: str, timeline: Timeline) -> None:
        pairs = list(timeline.pairs())
        self.frozen_tickets += 1
        self.frozen_by_rule.update({pair.rule.name for pair in pairs})
        self.conflicts.extend(Conflict(ticket, pair.rule, _side(pair.earlier), _side(pair.later)) for pair in pairs)

    def _take_standings(self, ticket: str, timeline: Timeline, standing_now: Sequence[Standing]) -> None:
        for standing in standing_now:
            self.pairs[standing.system] += 1
            self.agreeing[standing.system] += is_consistent(standing, self._now)
        since = [standing.apart_since for standing in standing_now if standing.apart_since is not None]
        if since and timeline.canonical:
            systems = {standing.system: standing.status for standing in standing_now}
            self.apart.append(Apart(ticket, timeline.canonical, systems, min(since)))


def _order(reading: Reading) -> tuple[object, ...]:
    return (*reading.order(), reading.actor)


def _side(entry: Entry) -> Side:
    return Side(entry.system, entry.reading.native, entry.status, entry.at)


def _by_frequency(unmapped: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {
        system: dict(sorted(unmapped[system].items(), key=lambda counted: (-counted[1], counted[0])))
        for system in sorted(unmapped)
    }
