"""Trials beside what is in force, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock

from conflict.book import RuleBook
from conflict.rules import RuleSet
from hub.application.what_if.seen import SeenWord, words_seen
from hub.application.what_if.trial import Findings, Log, Progress, Resolve, Settled, Trial
from hub.application.what_if.vocabulary import Vocabulary
from hub.domain.decide import Clocks
from mappings.model import MappingTable
from schemas.errors import Refused
from schemas.instant import DAY, Instant


class Trials:
    """Tries tables and rules on what was reported, one trial at a time: each may take the better part of a minute."""

    def __init__(
        self,
        log: Log,
        resolve: Resolve,
        tables: Mapping[str, MappingTable],
        rules: RuleBook,
        clocks: Clocks,
        clock: Callable[[], Instant],
    ) -> None:
        """``tables`` and ``rules`` are those in force, and may change from one trial to the next."""
        self._log = log
        self._resolve = resolve
        self._tables = tables
        self._rules = rules
        self._clocks = clocks
        self._clock = clock
        self._under_way = Lock()

    def compare(self, table: MappingTable, days: float, progress: Progress = lambda _done, _total: None) -> Findings:
        """What would be different with this table. Raises Refused while another trial is under way, Unavailable."""
        return self._alone([table], None, days, progress)

    def compare_rules(self, rules: RuleSet, days: float, progress: Progress = lambda _done, _total: None) -> Findings:
        """What would be different with these rules. Raises Refused while another trial is under way, Unavailable."""
        return self._alone((), rules, days, progress)

    def words_seen(self, system: str) -> Sequence[SeenWord]:
        """The words of a system in the latest reports. Raises Unavailable."""
        return words_seen(self._log, Vocabulary({**self._tables}), system)

    def trial(self, tables: Mapping[str, MappingTable], rules: RuleSet | None) -> Trial:
        """A trial of tables, in place of those of the same systems, and of rules, beside what is in force now."""
        in_force = Settled({**self._tables}, self._rules.current)
        tried = Settled({**in_force.tables, **tables}, in_force.rules if rules is None else rules)
        return Trial(self._log, self._resolve, in_force, tried, self._clocks, self._rules.copy())

    def _alone(
        self, tables: Sequence[MappingTable], rules: RuleSet | None, days: float, progress: Progress
    ) -> Findings:
        if not self._under_way.acquire(blocking=False):
            raise Refused("another trial is under way; try again when it is through")
        try:
            now = self._clock()
            trial = self.trial({table.system: table for table in tables}, rules)
            return trial.compare(now - int(days * DAY), now, progress)
        finally:
            self._under_way.release()
