"""What stored reports mean by the words in force, and by those that are tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hub.application.intake import shown_word
from hub.domain.parked import parked_report
from mappings.model import Ignored, Mapped, MappingTable, Translation, Unmapped
from mappings.translate import SEPARATOR, translate
from schemas.events import ReportParked, StatusReported
from schemas.report import Report


class Said(NamedTuple):
    """What a system said, before anybody has translated it."""

    system: str
    word: str
    event: str = ""
    flags: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(self.flags) or (f"{self.word}{SEPARATOR}{self.event}" if self.event else self.word)


class Told(NamedTuple):
    """What that means, and the word under which the track shows it."""

    native: str
    means: Translation


class Vocabulary:
    """Mapping tables, asked again and again; a system without a table is understood as little as in the hub."""

    def __init__(self, tables: Mapping[str, MappingTable]) -> None:
        self.tables = tables
        self._told: dict[Said, Told] = {}

    def told(self, said: Said) -> Told:
        """What the tables make of it."""
        found = self._told.get(said)
        if found is None:
            found = self._told[said] = self._look_up(said)
        return found

    def version(self, system: str) -> str:
        """Version of the system's table; empty where there is none."""
        table = self.tables.get(system)
        return table.version if table else ""

    def _look_up(self, said: Said) -> Told:
        table = self.tables.get(said.system)
        if table is None:
            return Told(said.word, Unmapped(said.word, f"there is no mapping table for {said.system}"))
        native = shown_word(table, said.word, said.flags, said.event)
        return Told(native, translate(table, native, flags=said.flags, event=said.event))


def said_in(event: StatusReported) -> Said:
    """What a stored report had said: without the event that its track shows behind the word."""
    word = event.native.removesuffix(f"{SEPARATOR}{event.event}") if event.event else event.native
    return Said(event.system, word, event.event, event.flags)


def is_kept(event: StatusReported, told: Told, vocabulary: Vocabulary) -> bool:
    """Whether what the report had said can be translated anew.

    Not so where the very table that translated it finds another meaning: it was read from an event or from flags, which
    were not stored beside reports at first.
    """
    if event.event or event.flags or event.mapping != vocabulary.version(event.system):
        return True
    return isinstance(told.means, Mapped) and (
        told.means.word.status is (event.word_status or event.status) and told.means.word.reopens == event.reopens
    )


def report_in(event: ReportParked) -> Report | None:
    """The report of a delivery that was parked for want of a word."""
    return parked_report(event) if event.reason == "unmapped" else None


def said_by(report: Report) -> Said:
    """What a report says."""
    return Said(report.system, report.native_status, report.event, report.flags)


def as_text(means: Translation) -> str:
    """A meaning in words: ``Pending``, ``Pending (after done Reopened)``, ``ignored``, ``unmapped``."""
    match means:
        case Mapped(word=word):
            return f"{word.status} (after done Reopened)" if word.reopens else word.status.value
        case Ignored():
            return "ignored"
        case Unmapped():
            return "unmapped"
