"""What the page of mapping tables draws, as plain values. Pure."""

from __future__ import annotations

from typing import Final

import msgspec

from conflict.explain import explain_pair
from hub.application.what_if.differences import ConflictDiffers, Standing
from hub.application.what_if.trial import Findings
from hub.entrypoints.board.mappings.reading import Tables
from hub.entrypoints.board.mappings.words import MAPPING_WORDS, MappingWords
from hub.entrypoints.board.model import Millis
from hub.entrypoints.board.words import Language, status_word
from hub.entrypoints.gateway.views import PublishedView
from mappings.errors import MappingErrors
from mappings.model import Ignored, Mapped, Translation
from mappings.proposing import line_of

MOST_SHOWN: Final = 50


class SystemLine(msgspec.Struct, frozen=True, kw_only=True):
    """A system in the list."""

    system: str
    title: str
    note: str
    unknown: str


class UnknownWord(msgspec.Struct, frozen=True, kw_only=True):
    """A word that the table does not know, and the line that would tell it."""

    word: str
    reports: str
    since: Millis
    line: str
    add: str


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the table."""

    version: int
    label: str
    at: Millis | None
    said: str
    note: str
    is_in_force: bool


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows of what is in force."""

    systems: list[SystemLine] = []
    system: str = ""
    heading: str = ""
    text: str = ""
    unknown: list[UnknownWord] = []
    versions: list[Version] = []


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


def sheet_of(tables: Tables, language: Language) -> Sheet:
    """The tables in force, and one of them whole."""
    texts, view = MAPPING_WORDS[language], tables.view
    systems = [
        SystemLine(
            system=row.system,
            title=row.title,
            note=texts.of_version.format(version=row.published) if row.published else texts.of_files,
            unknown=texts.unknown_words.format(count=row.unmapped) if row.unmapped else "",
        )
        for row in tables.rows
    ]
    if view is None:
        return Sheet(systems=systems)
    return Sheet(
        systems=systems,
        system=view.mapping.system,
        heading=texts.table_of.format(title=view.mapping.title),
        text=view.text,
        unknown=[
            UnknownWord(
                word=each.word,
                reports=texts.reports.format(count=f"{each.reports:,}"),
                since=each.since // 1000,
                line=line_of(each.word, guess := tables.proposals.get(each.word)),
                add=texts.add_guess.format(status=guess.value) if guess else texts.add,
            )
            for each in view.unmapped
        ],
        versions=[
            *(_version(each, view.mapping.published, texts) for each in view.history),
            _files(view.mapping.published, texts),
        ],
    )


def _version(each: PublishedView, in_force: int, texts: MappingWords) -> Version:
    restored = texts.restored.format(version=each.restores) if each.restores else ""
    return Version(
        version=each.version,
        label=texts.version.format(version=each.version),
        at=each.at // 1000,
        said=texts.by_at.format(by=each.by, reason=each.reason),
        note=restored or ("" if each.text else texts.restored_files),
        is_in_force=each.version == in_force,
    )


def _files(in_force: int, texts: MappingWords) -> Version:
    said = "" if in_force else texts.history_none
    return Version(version=0, label=texts.of_files, at=None, said=said, note="", is_in_force=in_force == 0)


def result_of(findings: Findings, days: float, language: Language) -> Result:
    """What a trial has shown, the first of each list."""
    texts = MAPPING_WORDS[language]
    said = texts.tried.format(reports=f"{findings.reports:,}", tickets=f"{findings.tickets:,}", days=f"{days:g}")
    if findings.beyond:
        said += " " + texts.beyond.format(count=f"{findings.beyond:,}")
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
        parts.append(Part(heading=texts.ways_differ.format(count=f"{other_ways:,}"), lines=[]))
    return Result(said=said, parts=[] if findings.is_empty else parts, is_empty=findings.is_empty)


def wrong_in(errors: MappingErrors, texts: MappingWords) -> list[str]:
    """What is wrong with a table, line by line."""
    return [texts.wrong_line.format(line=each.line, problem=each.problem, cure=each.cure) for each in errors.problems]


def _part(form: str, lines: list[tuple[str, str]], texts: MappingWords) -> Part:
    more = texts.first_shown.format(count=MOST_SHOWN) if len(lines) > MOST_SHOWN else ""
    return Part(heading=form.format(count=f"{len(lines):,}"), lines=lines[:MOST_SHOWN], more=more)


def _change(now: str, then: str, texts: MappingWords) -> str:
    return texts.now_then.format(now=now, then=then)


def _conflict(each: ConflictDiffers, language: Language) -> tuple[str, str]:
    said = explain_pair(each.rule, each.first, each.second)
    return (said.zh if language is Language.ZH else said.en), each.uid


def _standing(standing: Standing, language: Language) -> str:
    texts = MAPPING_WORDS[language]
    status = status_word(standing.status, language) if standing.status else texts.unreported
    return texts.is_frozen.format(status=status) if standing.frozen else status


def _means(means: Translation, language: Language) -> str:
    texts = MAPPING_WORDS[language]
    match means:
        case Mapped(word=word):
            status = status_word(word.status, language)
            return f"{status} ({texts.means_reopens})" if word.reopens else status
        case Ignored():
            return texts.means_ignored
        case _:
            return texts.means_unmapped
