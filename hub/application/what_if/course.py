"""The course of one ticket, decided once more from what was reported, with given words and rules.

Pure: stored events go in, and nothing is written. What was recorded before the days that are tried stands as it was
recorded; from then on each report is translated anew, and what follows from it is decided anew, by the functions that
decide it in the hub. Decisions of reviewers are made again where there is a conflict to decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import msgspec

from conflict.rules import Rules
from hub.application.what_if.vocabulary import Vocabulary, is_kept, report_in, said_by, said_in
from hub.domain import decide
from hub.domain.decide import Clocks, Meaning
from hub.domain.ticket import Ticket, evolve, reading_of
from hub.domain.track import Reading
from hub.domain.writes import may_come_of
from mappings.model import Mapped
from schemas.errors import Refused
from schemas.events import (
    ConflictDecided,
    ConflictWithdrawn,
    Contradiction,
    Event,
    EvidenceJoined,
    NativeIdLinked,
    NativeIdUnlinked,
    Recorded,
    ReportParked,
    StatusReported,
    TicketFrozen,
    WriteBegun,
    WriteSettled,
    WriteStepped,
)
from schemas.instant import Instant
from schemas.status import Status

_FACTS = (NativeIdLinked, NativeIdUnlinked, WriteBegun, WriteStepped, WriteSettled)
"""What happens whatever the words mean."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """A conflict, with all its evidence. ``ended`` is ``decided``, ``withdrawn`` or, while it stands, empty."""

    opened_at: Instant
    contradictions: tuple[Contradiction, ...]
    ended: str = ""


@dataclass(slots=True)
class Course:
    """Where a ticket stands in the end, and how it came there."""

    status: Status | None = None
    is_frozen: bool = False
    freezes: list[Freeze] = field(default_factory=list)
    moves: list[tuple[Instant, Status]] = field(default_factory=list)
    """How the canonical status ran, by event time."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a course is decided by."""

    vocabulary: Vocabulary
    in_force: Vocabulary
    """By which it is judged whether a stored report can be translated anew."""
    rules: Rules
    clocks: Clocks
    since: Instant
    """Events recorded before this stand as they are, in microseconds since 1970."""
    number: int = 0
    """Of the rules that what was recorded since then is judged by."""


def course_of(uid: str, events: Iterable[Recorded], terms: Terms) -> Course:
    """The course of a ticket. ``events`` are all of its own and those that parked reports about it, by position."""
    going = _Going(uid, terms)
    for recorded in events:
        going.take(recorded.event)
    timeline = going.ticket.timeline
    going.course.status, going.course.is_frozen = timeline.canonical, going.ticket.is_frozen
    going.course.moves = [(entry.at, entry.status) for entry in timeline.changes() if entry.has_moved]
    return going.course


class _Going:
    """A ticket on its course."""

    def __init__(self, uid: str, terms: Terms) -> None:
        self.ticket = Ticket(uid, terms.rules)
        self.course = Course()
        self._terms = terms

    def take(self, event: Event) -> None:
        if event.recorded_at < self._terms.since:
            if not isinstance(event, ReportParked):
                evolve(self.ticket, event)
                self._note(event)
            return
        match event:
            case StatusReported():
                self._report(event.recorded_at, self._reading(event), event.native_id)
            case ReportParked():
                self._unpark(event)
            case ConflictDecided() if self.ticket.conflict is not None:
                self._do(self._decide(event, self.ticket.conflict.uid))
            case _ if isinstance(event, _FACTS):
                evolve(self.ticket, event)

    def _reading(self, event: StatusReported) -> Reading | None:
        """The report as it is understood on these terms; None where it would not reach its track."""
        told = self._terms.vocabulary.told(said_in(event))
        reading = reading_of(event)
        if not is_kept(event, self._terms.in_force.told(said_in(event)), self._terms.in_force):
            return reading
        if not isinstance(told.means, Mapped):
            return None
        return msgspec.structs.replace(
            reading,
            native=told.native,
            status=told.means.word.status,
            reopens=told.means.word.reopens,
            mapping=self._terms.vocabulary.version(event.system),
        )

    def _unpark(self, event: ReportParked) -> None:
        """A report that was parked for want of a word: had there been one, it would have been taken in."""
        report = report_in(event)
        told = self._terms.vocabulary.told(said_by(report)) if report else None
        if report is None or told is None or not isinstance(told.means, Mapped):
            return
        version = self._terms.vocabulary.version(report.system)
        meaning = Meaning(told.means.word.status, told.means.word.reopens, version)
        report = msgspec.structs.replace(report, native_status=told.native)
        reading = decide.read(report, meaning, self._terms.clocks)
        self._report(event.recorded_at, reading, report.native_id)

    def _report(self, now: Instant, reading: Reading | None, native_id: str) -> None:
        if reading is None or self.ticket.timeline.has_delivery(reading.system, reading.delivery_id):
            return
        echo_of = may_come_of(reading, self.ticket.writes)
        reading = msgspec.structs.replace(reading, echo_of=echo_of, rules=self._terms.number)
        effect = self.ticket.take(reading, native_id)
        self._do(decide.follow_up(self.ticket, effect, now, self._name_conflict))

    def _decide(self, event: ConflictDecided, conflict: str) -> Iterable[Event]:
        """The reviewer's decision, about the conflict that stands here at that moment."""
        status = event.status if event.choice == "set" else None
        by = self.ticket.conflict.claimed_by if self.ticket.conflict else ""
        settle = decide.settle
        try:
            return settle(
                self.ticket,
                conflict,
                by or event.by,
                event.reason,
                event.recorded_at,
                accept=event.accepted,
                status=status,
            )
        except Refused:  # the side that was accepted is none here; what it was accepted for is the status
            return settle(self.ticket, conflict, by or event.by, event.reason, event.recorded_at, status=event.status)

    def _do(self, events: Iterable[Event]) -> None:
        for event in events:
            self._note(event)

    def _note(self, event: Event) -> None:
        freezes = self.course.freezes
        match event:
            case TicketFrozen():
                freezes.append(Freeze(event.recorded_at, event.contradictions))
            case EvidenceJoined() if freezes:
                freezes[-1] = replace(freezes[-1], contradictions=freezes[-1].contradictions + event.contradictions)
            case ConflictDecided() if freezes:
                freezes[-1] = replace(freezes[-1], ended="decided")
            case ConflictWithdrawn() if freezes:
                freezes[-1] = replace(freezes[-1], ended="withdrawn")

    def _name_conflict(self, _ticket: str) -> str:
        return f"{self.ticket.uid}#{len(self.course.freezes) + 1}"
