"""What the page of conflict rules draws, as plain values. Pure."""

from __future__ import annotations

import msgspec

from hub.application.counting import counted
from hub.entrypoints.board.drafting.sheet import OfFiles, Version, versions_of
from hub.entrypoints.board.rules.reading import SPANS
from hub.entrypoints.board.rules.words import RULE_WORDS, RuleWords
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.views.rules import RulesView, RuleView
from hub.entrypoints.gateway.views.sentence import Sentence


class RuleCard(msgspec.Struct, frozen=True, kw_only=True):
    """A rule in words, and what it has done."""

    name: str
    said: str
    why: str
    off: str
    """That it is switched off, where it is."""
    figures: list[str]
    share: float | None
    """Of false alarms, from 0 to 1."""
    latest: list[str]
    """UIDs of conflicts."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows of what is in force."""

    rules: list[RuleCard] = []
    days: int = 0
    spans: list[tuple[int, str]] = []
    text: str = ""
    versions: list[Version] = []


def sheet_of(view: RulesView, language: Language) -> Sheet:
    """The rules in force."""
    texts = RULE_WORDS[language]
    files = OfFiles(texts.of_files, texts.history_none, texts.restored_files)
    return Sheet(
        rules=[_card(rule, texts, language) for rule in view.items],
        days=int(view.days),
        spans=[(days, texts.span.format(days=days)) for days in SPANS],
        text=view.text,
        versions=versions_of(view.history, view.published, files, language),
    )


def _card(rule: RuleView, texts: RuleWords, language: Language) -> RuleCard:
    why = _in(rule.why, language)
    return RuleCard(
        name=rule.name,
        said=_in(rule.said, language),
        why=texts.because.format(why=why) if why else "",
        off="" if rule.enabled else texts.switched_off,
        figures=_figures(rule, texts),
        share=rule.false_alarm_rate,
        latest=list(rule.latest),
    )


def _figures(rule: RuleView, texts: RuleWords) -> list[str]:
    if not rule.conflicts:
        return [texts.conflicts_none]
    decided = texts.decided_none
    if rule.false_alarm_rate is not None:
        rate = f"{rule.false_alarm_rate:.0%}"
        decided = texts.decided.format(decided=f"{rule.decided:,}", alarms=f"{rule.false_alarms:,}", rate=rate)
    figures = [counted(texts.conflicts, rule.conflicts), decided]
    if rule.waiting:
        figures.append(counted(texts.waiting, rule.waiting))
    if rule.withdrawn:
        figures.append(counted(texts.withdrawn, rule.withdrawn))
    return figures


def _in(said: Sentence, language: Language) -> str:
    return said.zh if language is Language.ZH else said.en
