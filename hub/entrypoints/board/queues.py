"""What waits beside the list: open conflicts for the quality team, standing contradictions for the supervisor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from hub.entrypoints.board.model import Millis, millis, shortened, titles_of, tone_of
from hub.entrypoints.board.reading import Overview
from hub.entrypoints.board.words import WORDS, Language, status_word
from hub.entrypoints.gateway.views.conflicts import ConflictView
from hub.entrypoints.gateway.views.consistency import Apart
from hub.entrypoints.gateway.views.tickets import SystemState

SHOWN_CONTRADICTIONS: Final = 12


class ConflictCard(msgspec.Struct, frozen=True, kw_only=True):
    """An open conflict."""

    conflict: str
    uid: str
    said: str
    more: str
    since: Millis | None
    claimed_by: str
    claim: str
    """Who has claimed it, in words."""


class Standpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One system of a standing contradiction."""

    title: str
    status: str
    tone: str
    native: str


class ApartCard(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket whose systems stand in different groups."""

    uid: str
    since: Millis | None
    sides: list[Standpoint]


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """Both lists, and what they leave out."""

    conflicts: list[ConflictCard]
    more_conflicts: str
    contradictions: list[ApartCard]
    more_contradictions: str


def queue(overview: Overview, language: Language) -> Queue:
    """The oldest of each first."""
    words, titles = WORDS[language], titles_of(overview.systems)
    shown = overview.contradictions[:SHOWN_CONTRADICTIONS]

    def left_out(count: int) -> str:
        return words.more.format(count=count) if count > 0 else ""

    return Queue(
        conflicts=[conflict_card(view, language) for view in overview.conflicts],
        more_conflicts=left_out(overview.backlog.open_conflicts - len(overview.conflicts)),
        contradictions=[apart_card(item, titles, language) for item in shown],
        more_contradictions=left_out(overview.consistency.contradictions - len(shown)),
    )


def conflict_card(view: ConflictView, language: Language) -> ConflictCard:
    """One conflict with the sentence of its first contradiction."""
    words, row = WORDS[language], view.conflict
    said = view.contradictions[0].said if view.contradictions else None
    others = len(view.contradictions) - 1
    return ConflictCard(
        conflict=row.conflict,
        uid=row.uid,
        said="" if said is None else said.zh if language is Language.ZH else said.en,
        more=words.more_evidence.format(count=others) if others > 0 else "",
        since=millis(row.opened_at),
        claimed_by=row.claimed_by,
        claim=words.claimed_by.format(name=row.claimed_by) if row.claimed_by else words.unclaimed,
    )


def apart_card(item: Apart, titles: Mapping[str, str], language: Language) -> ApartCard:
    """One standing contradiction, the system that is furthest on first."""

    def side(state: SystemState) -> Standpoint:
        return Standpoint(
            title=titles.get(state.system, state.system),
            status=status_word(state.status, language),
            tone=tone_of(state.status),
            native=shortened(state.native),
        )

    ordered = sorted(item.sides, key=lambda state: -state.status.rank)
    return ApartCard(uid=item.uid, since=millis(item.since), sides=[side(state) for state in ordered])
