"""What a draft shows: the versions before it, what is wrong with it, what would be different with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Protocol

import msgspec

from conflict.explain import explain_pair
from hub.application.counting import counted
from hub.application.what_if.differences import ConflictDiffers, Standing
from hub.application.what_if.trial import Findings
from hub.entrypoints.board.drafting.problems import in_chinese
from hub.entrypoints.board.drafting.words import DRAFT_WORDS, DraftWords
from hub.entrypoints.board.model import Millis
from hub.entrypoints.board.words import Language, status_word
from hub.entrypoints.gateway.views.published import PublishedView
from mappings.model import Ignored, Mapped, Translation

MOST_SHOWN: Final = 50


class Problem(Protocol):
    """One thing that is wrong with a draft."""

    @property
    def line(self) -> int: ...
    @property
    def problem(self) -> str: ...
    @property
    def cure(self) -> str: ...


class OfFiles(NamedTuple):
    """What a page calls what came with the hub's files."""

    label: str
    alone: str
    """Where nothing was published yet."""
    back: str
    """Where it was put in force again."""


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A version that was published, or what the files say."""

    version: int
    label: str
    at: Millis | None
    said: str
    note: str
    is_in_force: bool


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One list of differences."""

    heading: str
    lines: list[tuple[str, str]]
    """What, and the UID of the ticket that it is about, if it is about one."""
    more: str = ""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What a trial has shown."""

    said: str
    parts: list[Part]
    is_empty: bool


def versions_of(history: Sequence[PublishedView], in_force: int, files: OfFiles, language: Language) -> list[Version]:
    """Every version that was published, the latest first, and at the end what the hub's files say."""
    as_it_came = Version(
        version=0,
        label=files.label,
        at=None,
        said="" if in_force else files.alone,
        note="",
        is_in_force=in_force == 0,
    )
    return [*(_version(each, in_force, files, DRAFT_WORDS[language]) for each in history), as_it_came]


def _version(each: PublishedView, in_force: int, files: OfFiles, texts: DraftWords) -> Version:
    restored = texts.restored.format(version=each.restores) if each.restores else ""
    return Version(
        version=each.version,
        label=texts.version.format(version=each.version),
        at=each.at // 1000,
        said=texts.by_at.format(by=each.by, reason=each.reason),
        note=restored or ("" if each.text else files.back),
        is_in_force=each.version == in_force,
    )


def result_of(findings: Findings, days: float, language: Language) -> Result:
    """What a trial has shown, the first of each list."""
    texts = DRAFT_WORDS[language]
    said = texts.tried.format(reports=f"{findings.reports:,}", tickets=f"{findings.tickets:,}", days=f"{days:g}")
    if findings.beyond:
        said += " " + counted(texts.beyond, findings.beyond)
    elsewhere = [each for each in findings.courses if each.ends_elsewhere]
    other_ways = len(findings.courses) - len(elsewhere)
    words = [
        (f"“{each.said}”: {_change(_means(each.now, language), _means(each.then, language), texts)}", "")
        for each in findings.words
    ]
    tickets = [
        (_change(_standing(each.now, language), _standing(each.then, language), texts), each.uid) for each in elsewhere
    ]
    appear = [_conflict(each, language) for each in findings.conflicts if each.change == "appears"]
    vanish = [_conflict(each, language) for each in findings.conflicts if each.change == "vanishes"]
    parts = [
        _part(texts.words_differ, words, texts),
        _part(texts.tickets_differ, tickets, texts),
        _part(texts.appear, appear, texts),
        _part(texts.vanish, vanish, texts),
    ]
    if other_ways:
        parts.append(Part(heading=counted(texts.ways_differ, other_ways), lines=[]))
    return Result(said=said, parts=[] if findings.is_empty else parts, is_empty=findings.is_empty)


def wrong_in(problems: Iterable[Problem], language: Language) -> list[str]:
    """What is wrong with a draft, line by line."""

    def line_of(each: Problem) -> str:
        said = (each.problem, each.cure)
        problem, cure = map(in_chinese, said) if language is Language.ZH else said
        return DRAFT_WORDS[language].wrong_line.format(line=each.line, problem=problem, cure=cure)

    return [line_of(each) for each in problems]


def _part(form: str, lines: list[tuple[str, str]], texts: DraftWords) -> Part:
    more = texts.first_shown.format(count=MOST_SHOWN) if len(lines) > MOST_SHOWN else ""
    return Part(heading=counted(form, len(lines)), lines=lines[:MOST_SHOWN], more=more)


def _change(now: str, then: str, texts: DraftWords) -> str:
    return texts.now_then.format(now=now, then=then)


def _conflict(each: ConflictDiffers, language: Language) -> tuple[str, str]:
    said = explain_pair(each.rule, each.first, each.second)
    return (said.zh if language is Language.ZH else said.en), each.uid


def _standing(standing: Standing, language: Language) -> str:
    texts = DRAFT_WORDS[language]
    status = status_word(standing.status, language) if standing.status else texts.unreported
    return texts.is_frozen.format(status=status) if standing.frozen else status


def _means(means: Translation, language: Language) -> str:
    texts = DRAFT_WORDS[language]
    match means:
        case Mapped(word=word):
            status = status_word(word.status, language)
            return f"{status} ({texts.means_reopens})" if word.reopens else status
        case Ignored():
            return texts.means_ignored
        case _:
            return texts.means_unmapped
