"""Tries other words or rules on the reports of the last days: both courses of every ticket that they may concern."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final, Protocol

from conflict.book import RuleBook
from conflict.rules import RuleSet
from hub.application.what_if.course import Terms, course_of
from hub.application.what_if.differences import ConflictDiffers, TicketDiffers, conflicts_differ, ticket_differs
from hub.application.what_if.vocabulary import Said, Vocabulary, is_kept, report_in, said_by, said_in
from hub.domain.decide import Clocks
from mappings.model import Mapped, MappingTable, Translation
from schemas.events import Recorded, ReportParked, StatusReported
from schemas.instant import Instant

EVENTS_AT_ONCE: Final = 5_000
TICKETS_AT_ONCE: Final = 500
_TOPICS: Final = (StatusReported.TOPIC, ReportParked.TOPIC)

Progress = Callable[[int, int], None]
"""Is told how much is done, and of how much."""


class Log(Protocol):
    """What is asked of the event log. All raise Unavailable."""

    def read(self, after: int, limit: int, topics: Sequence[str] = ()) -> list[Recorded]: ...
    def head(self) -> int: ...
    def histories(self, streams: Sequence[str]) -> dict[str, list[Recorded]]: ...


Resolve = Callable[[Sequence[tuple[str, str]]], dict[tuple[str, str], str]]
"""The UIDs of (system, native id) pairs. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Words and rules, as they are in force or as they are tried."""

    tables: Mapping[str, MappingTable]
    rules: RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class WordDiffers:
    """A word that would mean something else, and how many reports said it."""

    said: Said
    now: Translation
    then: Translation
    reports: int


@dataclass(slots=True, kw_only=True)
class Findings:
    """What would be different. Empty lists: nothing."""

    since: Instant
    until: Instant
    reports: int = 0
    """In these days, those parked for want of a word included."""
    tickets: int = 0
    """That they are about."""
    assessed: int = 0
    """Tickets whose course had to be decided twice."""
    beyond: int = 0
    """Reports whose words were not kept as they were said, so that they stand as they were translated."""
    words: list[WordDiffers] = field(default_factory=list)
    courses: list[TicketDiffers] = field(default_factory=list)
    conflicts: list[ConflictDiffers] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be different."""
        return not (self.words or self.courses or self.conflicts)


class Trial:
    """Compares what is in force with what is tried, over the reports since a moment."""

    def __init__(
        self,
        log: Log,
        resolve: Resolve,
        in_force: Settled,
        tried: Settled,
        clocks: Clocks,
        book: RuleBook | None = None,
    ) -> None:
        """``book`` has all rules up to those in force, by which is judged what was recorded before the trial's days."""
        self._log = log
        self._resolve = resolve
        self._in_force = in_force
        self._tried = tried
        self._clocks = clocks
        self._book = book or RuleBook(in_force.rules)
        self._now = Vocabulary(in_force.tables)
        self._then = Vocabulary(tried.tables)

    def compare(self, since: Instant, until: Instant, progress: Progress = lambda _done, _total: None) -> Findings:
        """What would be different today, had the words and rules that are tried been in force since then.

        Writes nothing. Raises Unavailable.
        """
        findings = Findings(since=since, until=until)
        survey = _Survey(self._now, self._then, every_ticket=self._in_force.rules.version != self._tried.rules.version)
        head, position = self._log.head(), self._position_before(since)
        begin = position
        while page := self._log.read(position, EVENTS_AT_ONCE, _TOPICS):
            survey.take([each for each in page if each.event.recorded_at >= since])
            position = page[-1].position
            progress(min(position, head) - begin, 2 * (head - begin))
        survey.assign(self._resolve)
        findings.reports, findings.tickets, findings.beyond = survey.reports, len(survey.seen), survey.beyond
        findings.words = survey.words()
        self._assess(sorted(survey.concerned), survey.parked, findings, progress)
        return findings

    def _assess(
        self, uids: Sequence[str], parked: Mapping[str, list[Recorded]], findings: Findings, progress: Progress
    ) -> None:
        tried = self._book.copy(self._tried.rules)
        now = Terms(self._now, self._now, self._book, self._clocks, findings.since, self._book.latest)
        then = Terms(self._then, self._now, tried, self._clocks, findings.since, tried.latest)
        for uid, events in self._events_of(uids, parked):
            before, after = course_of(uid, events, now), course_of(uid, events, then)
            if differs := ticket_differs(uid, before, after):
                findings.courses.append(differs)
            findings.conflicts += conflicts_differ(uid, before, after)
            findings.assessed += 1
            if findings.assessed % TICKETS_AT_ONCE == 0 or findings.assessed == len(uids):
                progress(len(uids) + findings.assessed, 2 * len(uids))
        findings.courses.sort(key=lambda found: (not found.ends_elsewhere, found.uid))
        findings.conflicts.sort(key=attrgetter("opened_at", "uid"))

    def _events_of(
        self, uids: Sequence[str], parked: Mapping[str, list[Recorded]]
    ) -> Iterator[tuple[str, list[Recorded]]]:
        for start in range(0, len(uids), TICKETS_AT_ONCE):
            some = uids[start : start + TICKETS_AT_ONCE]
            histories = self._log.histories(some)
            for uid in some:
                events = [*histories.get(uid, ()), *parked.get(uid, ())]
                yield uid, sorted(events, key=attrgetter("position"))

    def _position_before(self, since: Instant) -> int:
        """A position behind which everything recorded since then stands: found by halving, for times grow with it."""
        low, high = 0, self._log.head()
        while low < high:
            middle = (low + high) // 2
            found = self._log.read(middle, 1)
            if found and found[0].event.recorded_at < since:
                low = found[0].position
            else:
                high = middle
        return low


class _Survey:
    """Which words would mean something else, and which tickets that may concern."""

    def __init__(self, now: Vocabulary, then: Vocabulary, *, every_ticket: bool) -> None:
        self._now = now
        self._then = then
        self._every_ticket = every_ticket
        self._counts: Counter[Said] = Counter()
        self._strays: list[tuple[tuple[str, str], Recorded]] = []
        self.reports = 0
        self.beyond = 0
        self.seen: set[str] = set()
        self.concerned: set[str] = set()
        self.parked: dict[str, list[Recorded]] = {}

    def take(self, page: Sequence[Recorded]) -> None:
        for recorded in page:
            event = recorded.event
            if isinstance(event, StatusReported):
                self._take_report(recorded.stream, event)
            elif isinstance(event, ReportParked):
                self._take_parked(recorded, event)

    def _take_report(self, uid: str, event: StatusReported) -> None:
        self.reports += 1
        self.seen.add(uid)
        said = said_in(event)
        if not is_kept(event, self._now.told(said), self._now):
            self.beyond += 1
        elif self._differs(said):
            self.concerned.add(uid)
        if self._every_ticket:
            self.concerned.add(uid)

    def _take_parked(self, recorded: Recorded, event: ReportParked) -> None:
        report = report_in(event)
        if report is None:
            return
        self.reports += 1
        if event.uid:
            self._park(event.uid, recorded, said_by(report))
        elif report.native_id:
            self._strays.append(((report.system, report.native_id), recorded))

    def assign(self, resolve: Resolve) -> None:
        """Find the tickets of parked reports that did not name them."""
        found = resolve(list(dict.fromkeys(key for key, _ in self._strays)))
        for key, recorded in self._strays:
            assert isinstance(recorded.event, ReportParked)
            report = report_in(recorded.event)
            if report is not None and key in found:
                self._park(found[key], recorded, said_by(report))

    def _park(self, uid: str, recorded: Recorded, said: Said) -> None:
        self.seen.add(uid)
        self.parked.setdefault(uid, []).append(recorded)
        if self._differs(said) or self._every_ticket:
            self.concerned.add(uid)

    def _differs(self, said: Said) -> bool:
        now, then = self._now.told(said), self._then.told(said)
        if now == then or (type(now.means) is type(then.means) and not isinstance(now.means, Mapped)):
            return False  # ignored or unmapped as before, if for another reason
        self._counts[said] += 1
        return True

    def words(self) -> list[WordDiffers]:
        """The words, those that were said most first."""
        return [
            WordDiffers(said=said, now=self._now.told(said).means, then=self._then.told(said).means, reports=count)
            for said, count in sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))
        ]
