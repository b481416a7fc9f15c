"""The numbers above the list: how well the systems agree, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from conflict.explain import moment
from hub.application.counting import counted
from hub.entrypoints.board.filters import Only
from hub.entrypoints.board.model import Millis, millis, span
from hub.entrypoints.board.reading import Overview
from hub.entrypoints.board.words import WORDS, Language, Words, parked_word
from hub.entrypoints.gateway.views.consistency import ConsistencyView
from hub.entrypoints.gateway.views.systems import SystemRow
from schemas.instant import Instant


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """One number. ``since`` is the moment of the age beside it; ``only`` what a click leaves in the list."""

    key: str
    label: str
    value: str
    note: str = ""
    since: Millis | None = None
    mark: str = ""
    """``red``, ``amber`` or nothing."""
    about: str = ""
    only: str | None = None
    trend: list[float] = []
    """Shares from 0 to 1, the latest last."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """How late a system delivers, and how far it agrees."""

    title: str
    delay: str
    agree: str
    about: str
    is_yellow: bool


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """All that stands above the list."""

    tiles: list[Tile]
    systems: list[Heard]
    silent: str
    """Who is silent for longer than usual, in words; empty where nobody is."""


def figures(overview: Overview, language: Language) -> Figures:
    """All of them."""
    words = WORDS[language]
    return Figures(
        tiles=[
            _consistency(overview, words),
            _conflicts(overview, words),
            _contradictions(overview, words),
            _yellow(overview, words),
            _parked(overview, words),
        ],
        systems=[_heard(row, overview.consistency, language) for row in overview.systems if row.last_seen is not None],
        silent=_silent([row.title or row.system for row in overview.systems if row.silent], words),
    )


def percent(rate: float | None) -> str:
    """A share with one digit, never rounded up to a hundred that it is not."""
    if rate is None:
        return "–"
    tenths = int(rate * 1000 + 1e-9) / 10
    return f"{tenths:.1f} %" if tenths < 100 else "100 %"


def _consistency(overview: Overview, words: Words) -> Tile:
    found = overview.consistency
    note = words.consistency_of.format(agreeing=f"{found.agreeing:,}", pairs=f"{found.pairs:,}")
    before = _before(found, "", words)
    return Tile(
        key="consistency",
        label=words.consistency,
        value=percent(found.rate),
        note=(before or note) if found.pairs else words.nothing_yet,
        about=note if found.pairs else "",
        trend=[point.rate for point in found.trend],
    )


def _before(found: ConsistencyView, system: str, words: Words) -> str:
    """What the rate of a system was a day and a week ago; the empty name stands for all together."""
    then = ((words.rate_yesterday, found.yesterday), (words.rate_last_week, found.last_week))
    return " · ".join(form.format(rate=percent(rates[system])) for form, rates in then if system in rates)


def _conflicts(overview: Overview, words: Words) -> Tile:
    found = overview.backlog
    return Tile(
        key="conflicts",
        label=words.open_conflicts,
        value=f"{found.open_conflicts:,}",
        note=words.oldest if found.open_conflicts else words.none_open,
        since=millis(found.oldest_conflict) if found.open_conflicts else None,
        mark="red" if found.open_conflicts else "",
        only=Only.FROZEN,
    )


def _contradictions(overview: Overview, words: Words) -> Tile:
    found = overview.contradictions
    return Tile(
        key="contradictions",
        label=words.show_apart,
        value=f"{overview.consistency.contradictions:,}",
        note=words.longest if found else words.none_open,
        since=millis(_earliest(item.since for item in found)),
        mark="red" if found else "",
        only=Only.APART,
    )


def _yellow(overview: Overview, words: Words) -> Tile:
    count = overview.consistency.yellow
    return Tile(
        key="yellow",
        label=words.yellow_tickets,
        value=f"{count:,}",
        note="" if count else words.none_open,
        mark="amber" if count else "",
        only=Only.YELLOW,
    )


def _parked(overview: Overview, words: Words) -> Tile:
    reasons = overview.backlog.parked
    total = sum(reasons.values())
    most = sorted((item for item in reasons.items() if item[1]), key=lambda item: (-item[1], item[0]))
    return Tile(
        key="parked",
        label=words.parked,
        value=f"{total:,}",
        note=" · ".join(f"{parked_word(reason, words)} {count:,}" for reason, count in most[:2]) or words.none_open,
        mark="amber" if total else "",
    )


def _heard(row: SystemRow, rates: ConsistencyView, language: Language) -> Heard:
    words = WORDS[language]
    seen = moment(row.last_seen).en if row.last_seen is not None else words.never_heard
    return Heard(
        title=row.title or row.system,
        delay=span(row.delay_median_s, language),
        agree=percent(row.consistency),
        about=f"{words.yellow_tickets}: {row.behind:,}. "
        + words.delay_about.format(p95=span(row.delay_p95_s, language), seen=seen)
        + (f" {words.agree}: {before}." if (before := _before(rates, row.system, words)) else ""),
        is_yellow=row.silent or row.behind > 0,
    )


def _silent(titles: Sequence[str], words: Words) -> str:
    return counted(words.silent_systems, len(titles), systems=", ".join(titles)) if titles else ""


def _earliest(instants: Iterable[Instant]) -> Instant | None:
    return min(instants, default=None)
