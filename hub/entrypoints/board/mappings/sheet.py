"""What the page of mapping tables draws, as plain values. Pure."""

from __future__ import annotations

import msgspec

from hub.application.counting import counted
from hub.entrypoints.board.drafting.sheet import OfFiles, Version, versions_of
from hub.entrypoints.board.figures import percent
from hub.entrypoints.board.mappings.reading import Tables
from hub.entrypoints.board.mappings.words import MAPPING_WORDS
from hub.entrypoints.board.model import Millis
from hub.entrypoints.board.words import Language, status_word
from hub.entrypoints.gateway.views.mappings import MappingRow
from mappings.proposing import line_of
from projections.coverage import DAYS


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


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows of what is in force."""

    systems: list[SystemLine] = []
    system: str = ""
    heading: str = ""
    text: str = ""
    understood: str = ""
    unknown: list[UnknownWord] = []
    versions: list[Version] = []


def sheet_of(tables: Tables, language: Language) -> Sheet:
    """The tables in force, and one of them whole."""
    texts, view = MAPPING_WORDS[language], tables.view
    systems = [
        SystemLine(
            system=row.system,
            title=row.title,
            note=texts.of_version.format(version=row.published) if row.published else texts.of_files,
            unknown=counted(texts.unknown_words, row.unmapped) if row.unmapped else "",
        )
        for row in sorted(tables.rows, key=lambda row: (-row.unmapped, not row.published))
    ]
    if view is None:
        return Sheet(systems=systems)
    files = OfFiles(texts.of_files, texts.history_none, texts.restored_files)
    return Sheet(
        systems=systems,
        system=view.mapping.system,
        heading=texts.table_of.format(title=view.mapping.title),
        text=view.text,
        understood=_understood(view.mapping, language),
        unknown=[
            UnknownWord(
                word=each.word,
                reports=counted(texts.reports, each.reports),
                since=each.since // 1000,
                line=line_of(each.word, guess := tables.proposals.get(each.word)),
                add=texts.add_guess.format(status=status_word(guess, language)) if guess else texts.add,
            )
            for each in view.unmapped
        ],
        versions=versions_of(view.history, view.mapping.published, files, language),
    )


def _understood(row: MappingRow, language: Language) -> str:
    """How much of what was said lately the table knows; nothing of a system that said nothing."""
    if not row.recent:
        return ""
    texts, share = MAPPING_WORDS[language], percent(row.understood / row.recent)
    return counted(texts.understood, row.recent, understood=f"{row.understood:,}", share=share, days=str(DAYS))
