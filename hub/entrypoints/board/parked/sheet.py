"""What the page of parked reports draws, as plain values. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from hub.application.counting import counted
from hub.application.ports import Outcome
from hub.application.redaction import legible, legible_headers
from hub.entrypoints.board.model import Millis, shortened
from hub.entrypoints.board.parked.reading import Lot, Wanted, to_address
from hub.entrypoints.board.parked.words import PARKED_WORDS, ParkedWords, why_of
from hub.entrypoints.board.raw import as_sent
from hub.entrypoints.board.turning import Turns, count_of, turns_of
from hub.entrypoints.board.words import WORDS, Language, parked_word
from hub.entrypoints.gateway.views.parked import ParkedBody, ParkedRow


class Option(msgspec.Struct, frozen=True):
    """A choice of a filter."""

    value: str
    label: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A parked report."""

    id: str
    received: Millis
    system: str
    reason: str
    uid: str
    native_id: str
    word: str
    why: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows."""

    lines: list[Line]
    reasons: list[Option]
    systems: list[Option]
    reason: str
    system: str
    nothing: str
    turns: Turns
    count: str
    total: int
    """On all pages."""
    at: str
    """Which page of what it is."""


def sheet_of(lot: Lot, wanted: Wanted, titles: Mapping[str, str], language: Language) -> Sheet:
    """The lot as one filter leaves it."""
    texts, words, rows = PARKED_WORDS[language], WORDS[language], lot.page.items
    turns = turns_of(lot.page, wanted.place, lambda place: to_address(wanted.at(place)))
    by_reason = _counts((each.reason, each.count) for each in lot.counts if wanted.system in {"", each.system})
    by_system = _counts((each.system, each.count) for each in lot.counts if wanted.reason in {"", each.reason})
    reasons = {reason: f"{parked_word(reason, words)} ({count:,})" for reason, count in by_reason.items()}
    systems = {system: f"{titles.get(system, system)} ({count:,})" for system, count in by_system.items()}
    total = sum(by_reason.values()) if not wanted.reason else by_reason[wanted.reason]
    return Sheet(
        lines=[_line(row, titles, language) for row in rows],
        reasons=_options(texts.any_reason, reasons, wanted.reason),
        systems=_options(words.any_system, systems, wanted.system),
        reason=wanted.reason,
        system=wanted.system,
        nothing=words.page_left if turns.number > 1 else texts.nothing,
        turns=turns,
        count=count_of(turns.number, len(rows), total, language),
        total=total,
        at=to_address(wanted) if turns.number > 1 else turns.first,
    )


def _counts(found: Iterable[tuple[str, int]]) -> Counter[str]:
    """Of each name the sum."""
    counts: Counter[str] = Counter()
    for name, count in found:
        counts[name] += count
    return counts


def _line(row: ParkedRow, titles: Mapping[str, str], language: Language) -> Line:
    tries = f" ({counted(PARKED_WORDS[language].tries, row.retries)})" if row.retries else ""
    return Line(
        id=row.id,
        received=row.received_at // 1000,
        system=titles.get(row.system, row.system),
        reason=parked_word(row.reason, WORDS[language]),
        uid=row.uid,
        native_id=shortened(row.native_id),
        word=shortened(row.native),
        why=why_of(row.reason, row.detail, language) + tries,
    )


def body_of(found: ParkedBody, most: int, texts: ParkedWords) -> tuple[str, str]:
    """What was sent as far as it is shown, without secrets, and what has to be said about that."""
    size, (text, encoding) = len(found.body), legible(found.body, most)
    body = as_sent(legible_headers(found.headers), text)
    if encoding != "utf-8":
        return body, texts.body_bytes.format(bytes=f"{size:,}")
    return body, texts.body_cut.format(count=f"{most:,}", bytes=f"{size:,}") if size > most else ""


def told(outcomes: Sequence[Outcome], language: Language) -> str:
    """What became of another try, in a sentence."""
    words = PARKED_WORDS[language]
    stayed = [outcome for outcome in outcomes if outcome.reason]
    flown = len(outcomes) - len(stayed)
    if not stayed:
        return counted(words.all_flow, flown)
    why = next((why_of(each.reason, each.detail, language) for each in stayed if each.detail), stayed[0].reason)
    return counted(words.some_flow, flown) + counted(words.some_stay, len(stayed), why=why)


def _options(every: str, known: Mapping[str, str], chosen: str) -> list[Option]:
    """All choices; the one that is chosen stays one when its last report has gone."""
    found = {"": every} | dict(sorted(known.items()))
    found.setdefault(chosen, chosen)
    return [Option(value, label) for value, label in found.items()]
