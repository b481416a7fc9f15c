"""What the page of systems draws, as plain values. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from conflict.explain import moment
from hub.application.counting import counted
from hub.application.intake import LOOKUP
from hub.application.looking_up import FAILED
from hub.application.writing import State
from hub.entrypoints.board.figures import percent
from hub.entrypoints.board.model import Millis, millis, span
from hub.entrypoints.board.systems.reading import Systems
from hub.entrypoints.board.systems.roles import role_of
from hub.entrypoints.board.systems.words import SYSTEM_WORDS, SystemWords
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.writes import WriteRow
from projections.rhythm import Patience
from schemas.instant import SECOND, Instant


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A system."""

    system: str
    title: str
    role: str
    last_seen: Millis | None
    silent: bool
    usual_silence: str
    reports: str
    rate: str
    repeats: str
    sent_again: str
    transport: str
    transport_note: str
    deviation: str
    deviation_note: str
    clock: str
    agreement: str
    behind: str
    parked: str
    lookups: str
    lookup_since: Millis | None
    lookups_failed: str
    lookups_left_alone: str
    unmapped: str
    conflicts: str
    owed: str
    failed: str
    left_alone: str
    uids_owed: str
    uids_failed: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows."""

    lines: list[Line]
    unheard: str
    troubles: list[str]
    failures: list[str]


def sheet_of(systems: Systems, language: Language) -> Sheet:
    """The systems that were heard, those in trouble first, and the others by their names."""
    heard = [row for row in systems.rows if row.last_seen is not None]
    silent = [row.title or row.system for row in systems.rows if row.last_seen is None]
    texts = SYSTEM_WORDS[language]
    titles = {row.system: row.title or row.system for row in systems.rows}
    return Sheet(
        lines=[_line(row, language) for row in sorted(heard, key=_trouble)],
        unheard=texts.unheard.format(systems=", ".join(silent)) if silent else "",
        troubles=[told for row in systems.rows for told in _troubles_of(row, language)],
        failures=[_failure(each, titles.get(each.system, each.system), language) for each in systems.failures],
    )


def silence_about(patience: Patience, language: Language) -> str:
    """When a system turns yellow because nothing comes from it."""
    return SYSTEM_WORDS[language].silence_about.format(
        at_least=span(patience.at_least / SECOND, language), pauses=f"{patience.pauses:g}", weeks=patience.weeks
    )


def _trouble(row: SystemRow) -> tuple[object, ...]:
    failed = row.writes_failed + row.uids_failed
    is_left = row.writes_left_alone_until is not None or _is_not_asked(row)
    return (-failed, not is_left, not row.silent, -row.behind, -row.unmapped, -row.parked, row.system)


def _line(row: SystemRow, language: Language) -> Line:
    texts = SYSTEM_WORDS[language]

    def any_of(text: str, count: int) -> str:
        return counted(text, count) if count else ""

    def within(seconds: float | None) -> str:
        return "" if seconds is None else texts.p95.format(span=span(seconds, language))

    return Line(
        system=row.system,
        title=row.title or row.system,
        role=role_of(row.role, language),
        last_seen=millis(row.last_seen),
        silent=row.silent,
        usual_silence=texts.silence_unknown
        if row.usual_silence_s is None
        else texts.silence_usual.format(span=span(row.usual_silence_s, language)),
        reports=f"{row.reports:,}",
        rate=texts.rate.format(now=f"{row.reports_hour:,.0f}")
        if row.reports_hour_usual is None
        else texts.rate_usual.format(now=f"{row.reports_hour:,.0f}", usual=f"{row.reports_hour_usual:,.0f}"),
        repeats=texts.repeats.format(share=percent(row.repeats / row.reports)) if row.repeats else "",
        sent_again=texts.sent_again.format(share=percent(row.sent_again / (row.sent_again + row.reports)))
        if row.sent_again
        else "",
        transport=span(row.delay_median_s, language),
        transport_note=within(row.delay_p95_s),
        deviation=span(row.deviation_median_s, language),
        deviation_note=within(row.deviation_p95_s),
        clock="" if row.clock_ahead_s is None else texts.clock_ahead.format(span=span(row.clock_ahead_s, language)),
        agreement=percent(row.consistency),
        behind=any_of(texts.behind, row.behind),
        parked=f"{row.parked:,}" if row.parked else "",
        lookups=any_of(texts.lookups, row.parked_by_reason.get(LOOKUP, 0)),
        lookup_since=millis(row.lookup_since),
        lookups_failed=any_of(texts.lookups_failed, row.parked_by_reason.get(FAILED, 0)),
        lookups_left_alone=texts.lookups_left_alone if _is_not_asked(row) else "",
        unmapped=any_of(texts.unmapped, row.unmapped),
        conflicts=f"{row.conflicts:,}" if row.conflicts else "",
        owed=any_of(texts.owed, row.writes_owed - row.writes_failed),
        failed=any_of(texts.failed, row.writes_failed),
        left_alone=texts.left_alone if row.writes_left_alone_until else "",
        uids_owed=any_of(texts.uids_owed, row.uids_owed - row.uids_failed),
        uids_failed=any_of(texts.uids_failed, row.uids_failed),
    )


def _is_not_asked(row: SystemRow) -> bool:
    """Whether objects wait of a system that is left alone."""
    return bool(row.parked_by_reason.get(LOOKUP)) and row.lookups_left_alone_until is not None


def _troubles_of(row: SystemRow, language: Language) -> Iterator[str]:
    """Why a system fails, for as long as anything is owed to it or has to be looked up there."""
    texts, system = SYSTEM_WORDS[language], row.title or row.system
    if row.writes_error and row.writes_owed:
        told = {"what": texts.writes_tried, "system": system, "error": row.writes_error}
        yield _trouble_of(texts, row.writes_failures, row.writes_left_alone_until, told)
    if row.lookups_error and row.parked_by_reason.get(LOOKUP):
        told = {"what": texts.lookups_tried, "system": system, "error": row.lookups_error}
        yield _trouble_of(texts, row.lookups_failures, row.lookups_left_alone_until, told)


def _trouble_of(texts: SystemWords, failures: int, until: Instant | None, told: Mapping[str, str]) -> str:
    told = {**told, "what": counted(told["what"], failures)}
    if until is None:
        return counted(texts.trouble, failures, **told)
    return counted(texts.trouble_left_alone, failures, until=moment(until).en, **told)


def _failure(write: WriteRow, title: str, language: Language) -> str:
    texts = SYSTEM_WORDS[language]
    return (texts.failure_of_uid if write.what == "uid" else texts.failure).format(
        system=title,
        uid=write.uid,
        native_id=write.native_id,
        native=write.native,
        state=texts.state_forbidden if write.state == State.FORBIDDEN else texts.state_failed,
        attempts=write.attempts,
        error=write.error,
    )
