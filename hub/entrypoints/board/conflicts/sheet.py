"""What the queue draws, as plain values. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from hub.application.ports import Choice
from hub.entrypoints.board.conflicts.reading import Lot, Shown, Wanted, to_address
from hub.entrypoints.board.conflicts.words import QUEUE_WORDS
from hub.entrypoints.board.model import Millis
from hub.entrypoints.board.turning import Turns, count_of, turns_of
from hub.entrypoints.board.words import WORDS, Language, status_word
from hub.entrypoints.gateway.views.conflicts import ConflictRow


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A conflict in the queue."""

    conflict: str
    uid: str
    since: Millis
    until: Millis | None
    systems: str
    said: str
    state: str
    note: str
    claimed_by: str
    waits: bool


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows."""

    lines: list[Line]
    shown: str
    nothing: str
    turns: Turns
    count: str
    at: str
    """Which page of what it is."""


def sheet_of(lot: Lot, wanted: Wanted, titles: Mapping[str, str], language: Language) -> Sheet:
    """The queue as one reader has chosen it."""
    texts, rows = QUEUE_WORDS[language], lot.page.items
    nothing = {Shown.OPEN: texts.nothing, Shown.MINE: texts.nothing_mine, Shown.SETTLED: texts.nothing_settled}
    turns = turns_of(lot.page, wanted.place, lambda place: to_address(wanted.at(place)))
    return Sheet(
        lines=[_line(row, titles, language) for row in rows],
        shown=wanted.shown.value,
        nothing=WORDS[language].page_left if turns.number > 1 else nothing[wanted.shown],
        turns=turns,
        count=count_of(turns.number, len(rows), lot.total, language),
        at=to_address(wanted) if turns.number > 1 else turns.first,
    )


def _line(row: ConflictRow, titles: Mapping[str, str], language: Language) -> Line:
    words = WORDS[language]
    waits = row.closed_at is None
    claim = words.claimed_by.format(name=row.claimed_by) if row.claimed_by else words.unclaimed
    return Line(
        conflict=row.conflict,
        uid=row.uid,
        since=row.opened_at // 1000,
        until=None if row.closed_at is None else row.closed_at // 1000,
        systems=" / ".join(titles.get(system, system) for system in row.systems),
        said="" if row.said is None else row.said.zh if language is Language.ZH else row.said.en,
        state=claim if waits else verdict(row, titles, language),
        note=QUEUE_WORDS[language].decided_by.format(name=row.decided_by, reason=row.reason) if row.decided_by else "",
        claimed_by=row.claimed_by,
        waits=waits,
    )


def verdict(row: ConflictRow, titles: Mapping[str, str], language: Language) -> str:
    """How a conflict was settled, in a few words."""
    texts = QUEUE_WORDS[language]
    if row.status is None:
        return texts.withdrawn
    form = {Choice.ACCEPT.value: texts.accepted, Choice.SET.value: texts.set_to}.get(row.choice, texts.false_alarm)
    return form.format(system=titles.get(row.accepted, row.accepted), status=status_word(row.status, language))
