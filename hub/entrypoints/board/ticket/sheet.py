"""What the ticket page draws, as plain values. Pure: the port's answer goes in, what the browser draws comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from hub.entrypoints.board.model import Millis, millis, shortened, tone_of
from hub.entrypoints.board.ticket.reading import Known, corrected
from hub.entrypoints.board.ticket.words import TICKET_WORDS
from hub.entrypoints.board.words import WORDS, Language, parked_word, status_word
from hub.entrypoints.gateway.views.tickets import Lane, Mark, TicketView
from projections.deviation import LaneChange, behind_spans
from schemas.events import Contradiction, EvidenceJoined, Recorded, StatusReported, TicketFrozen
from schemas.instant import Instant
from schemas.status import Status

CODES: Final = {
    Status.NEW: "N",
    Status.ACKNOWLEDGED: "A",
    Status.IN_PROGRESS: "I",
    Status.PENDING: "P",
    Status.PENDING_VERIFICATION: "V",
    Status.RESOLVED: "R",
    Status.CLOSED: "C",
    Status.REOPENED: "O",
    Status.CANCELLED: "X",
}
"""One letter for each status, so that a short segment is readable without colour."""

MOST_REASONS: Final = 200
_MARKS: Final = ("conflict", "freeze", "decision", "withdrawal")


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A segment of a lane; without an end it lasts."""

    start: Millis
    end: Millis | None
    tone: str
    code: str
    status: str
    native: str


class Report(msgspec.Struct, frozen=True, array_like=True):
    """A report on its lane. Sent as a list, because there may be thousands."""

    at: Millis
    kind: str
    """``change``, ``repeat``, ``late`` or ``echo``."""
    native: str
    status: str
    actor: str
    received: Millis
    mapping: str
    before: str
    """What it was first taken for, where a later report showed that it means something else."""


class Span(msgspec.Struct, frozen=True):
    """A stretch of time; without an end it lasts."""

    start: Millis
    end: Millis | None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A lane as it is drawn. The hub's own has no system and is never behind."""

    system: str
    title: str
    native_id: str
    stretches: list[Stretch]
    reports: list[Report]
    behind: list[Span]


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """Something marked across all lanes."""

    kind: str
    """``conflict``, ``freeze``, ``decision``, ``withdrawal`` or ``parked``."""
    at: Millis
    label: str
    text: str


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """One step on the way to where the ticket stands."""

    at: Millis
    said: str
    tone: str
    status: str
    key: tuple[str, str]
    """System and delivery id of the report, by which its body is asked for; empty where there is none."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows of a ticket."""

    uid: str
    status: str = ""
    tone: str = "none"
    since: Millis | None = None
    conflict: str = ""
    told: str = ""
    """The status that was broadcast last, while it is frozen."""
    apart: Millis | None = None
    verdict: str = ""
    rows: list[Row] = []
    flags: list[Flag] = []
    disputed: list[Span] = []
    """From the first to the second of two statuses that exclude each other."""
    windows: list[Span] = []
    """Around those, where either could have stood to contradict the other: the window of the rules that judged them."""
    whys: list[Why] = []
    whys_left_out: int = 0
    first: Millis = 0
    """Where the time axis begins."""
    until: Millis | None = None
    """Where it ends, unless that is now."""
    steps: list[Millis] = []
    """The moments at which the hub learnt something."""
    missing: bool = False


def sheet_of(
    known: Known, as_of: Instant | None, late_after: Instant, titles: Mapping[str, str], language: Language
) -> Sheet:
    """The ticket's sheet. ``late_after`` is in microseconds: a report that took longer is drawn as late."""
    ticket, zh = known.view.ticket, language is Language.ZH
    events = [item for item in known.events if as_of is None or item.event.recorded_at <= as_of]
    reasons = known.explanation.reasons if known.explanation else ()
    verdict = known.explanation.verdict if known.explanation else None
    rows = rows_of(known.view, events, late_after, titles, language)
    flags = [_flag(mark, language) for mark in known.view.marks]
    return Sheet(
        uid=ticket.uid,
        status=status_word(ticket.status, language) if ticket.status else WORDS[language].no_status,
        tone=tone_of(ticket.status),
        since=millis(ticket.since),
        conflict=ticket.conflict,
        told=status_word(ticket.broadcast, language) if ticket.frozen and ticket.broadcast else "",
        apart=millis(ticket.apart_since),
        verdict="" if verdict is None else verdict.zh if zh else verdict.en,
        rows=rows,
        flags=flags,
        disputed=disputed(events),
        windows=windows(events, known.windows),
        whys=[
            Why(
                at=reason.at // 1000,
                said=reason.said.zh if zh else reason.said.en,
                tone=tone_of(reason.status),
                status=status_word(reason.status, language) if reason.status else "",
                key=(reason.system, reason.delivery_id),
            )
            for reason in reversed(reasons[-MOST_REASONS:])
        ],
        whys_left_out=max(0, len(reasons) - MOST_REASONS),
        first=min(_starts(rows, flags), default=known.at // 1000),
        until=millis(as_of),
        steps=[at // 1000 for at in moments(known.events)],
    )


def moments(events: Iterable[Recorded]) -> list[Instant]:
    """When the hub learnt something about the ticket, each moment once, in order."""
    return sorted({item.event.recorded_at for item in events})


def rows_of(
    view: TicketView, events: Iterable[Recorded], late_after: Instant, titles: Mapping[str, str], language: Language
) -> list[Row]:
    """The hub's lane, and below it one for each system."""
    reports = reports_of(events, late_after, language)
    ids = {state.system: " · ".join((state.native_id, *state.aliases)) for state in view.ticket.systems}
    [moves] = [_changes(lane) for lane in view.lanes if not lane.system] or [[]]
    return [
        Row(
            system=lane.system,
            title=titles.get(lane.system, lane.system) if lane.system else TICKET_WORDS[language].hub_lane,
            native_id=ids.get(lane.system, ""),
            stretches=[
                Stretch(
                    start=segment.start // 1000,
                    end=millis(segment.end),
                    tone=tone_of(segment.status),
                    code=CODES[segment.status],
                    status=status_word(segment.status, language),
                    native=shortened(segment.native),
                )
                for segment in lane.segments
            ],
            reports=reports.get(lane.system, []),
            behind=[
                Span(start // 1000, millis(end)) for start, end in behind_spans(_changes(lane), moves) if lane.system
            ],
        )
        for lane in view.lanes
    ]


def reports_of(events: Iterable[Recorded], late_after: Instant, language: Language) -> dict[str, list[Report]]:
    """Every report by its system, by the time it is judged by."""
    found: dict[str, list[Report]] = {}
    for first, report in corrected(events):
        drawn = Report(
            report.at // 1000,
            kind_of(report, late_after),
            shortened(report.native),
            status_word(report.status, language),
            shortened(report.actor),
            report.received_at // 1000,
            report.mapping,
            _before(first, report, language),
        )
        found.setdefault(report.system, []).append(drawn)
    return {system: sorted(reports, key=lambda report: report.at) for system, reports in found.items()}


def _before(first: StatusReported, report: StatusReported, language: Language) -> str:
    """What a report was first taken for, where that is not what it is."""
    texts = TICKET_WORDS[language]
    if first.echo is not report.echo:
        return texts.was_echo if first.echo else texts.was_no_echo
    if first.status is not report.status:
        return texts.was_read.format(status=status_word(first.status, language))
    return ""


def kind_of(report: StatusReported, late_after: Instant) -> str:
    """What a reader has to know of a report before anything else."""
    if report.echo:
        return "echo"
    if report.too_late or report.received_at - report.at > late_after:
        return "late"
    return "change" if report.is_change else "repeat"


def disputed(events: Iterable[Recorded]) -> list[Span]:
    """Where two statuses that exclude each other lie, in order; what overlaps is one."""
    return _joined((found.first.at, found.second.at) for found in contradictions(events))


def windows(events: Iterable[Recorded], lengths: Mapping[int, Instant]) -> list[Span]:
    """The windows of the rules around them; ``lengths`` by the number of the rules, in microseconds."""
    found = ((each.first.at, each.second.at, lengths.get(each.rules, 0)) for each in contradictions(events))
    return _joined((second - length, first + length) for first, second, length in found if length)


def contradictions(events: Iterable[Recorded]) -> Iterator[Contradiction]:
    """The evidence of every conflict that there was."""
    for item in events:
        if isinstance(item.event, TicketFrozen | EvidenceJoined):
            yield from item.event.contradictions


def _joined(stretches: Iterable[tuple[Instant, Instant]]) -> list[Span]:
    spans: list[Span] = []
    for start, end in sorted((start // 1000, end // 1000) for start, end in stretches):
        last = spans[-1] if spans else None
        if last is not None and last.end is not None and start <= last.end:
            spans[-1] = Span(last.start, max(last.end, end))
        else:
            spans.append(Span(start, end))
    return spans


def _flag(mark: Mark, language: Language) -> Flag:
    texts = TICKET_WORDS[language]
    labels = {
        "conflict": texts.conflict,
        "freeze": texts.freeze,
        "decision": texts.decision,
        "withdrawal": texts.withdrawal,
    }
    is_known = mark.kind in _MARKS
    return Flag(
        kind=mark.kind if is_known else "parked",
        at=mark.at // 1000,
        label=labels[mark.kind] if is_known else parked_word(mark.kind, WORDS[language]),
        text=shortened(mark.text) or mark.ref,
    )


def _changes(lane: Lane) -> list[LaneChange]:
    return [LaneChange(segment.start, segment.status) for segment in lane.segments]


def _starts(rows: Sequence[Row], flags: Sequence[Flag]) -> Iterable[Millis]:
    yield from (row.stretches[0].start for row in rows if row.stretches)
    yield from (row.reports[0].at for row in rows if row.reports)
    yield from (flag.at for flag in flags)
