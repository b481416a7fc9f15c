"""What the words of a log mean, by the tables of the profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mappings.model import MappingTable, Translation, Unmapped
from mappings.translate import translate

_REMEMBERED = 8192


class Word(NamedTuple):
    """A system's word and its meaning. One object for all its uses, so that a log of a million rows holds it once."""

    system: str
    native: str
    translation: Translation
    mapping: str
    """Version of the table; empty where the system has none."""


class Words:
    """Translates words, and remembers the answers within bounds."""

    def __init__(self, tables: Mapping[str, MappingTable]) -> None:
        self._tables = tables
        self._known: dict[tuple[str, str], Word] = {}

    def of(self, system: str, native: str) -> Word:
        """The word with its meaning; unmapped where the profile has no section for the system."""
        known = self._known.get((system, native))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[system, native] = self._look_up(system, native)
        return known

    def _look_up(self, system: str, native: str) -> Word:
        table = self._tables.get(system)
        if table is None:
            return Word(system, native, Unmapped(native, f"the profile has no [mapping.{system}]"), "")
        translation = translate(table, native)
        if isinstance(translation, Unmapped) and table.flags and (flags := native.split()):
            # A log has no column of flags: a word that the table does not know may be a set of them, as SAP writes it.
            as_flags = translate(table, native, flags=flags)
            translation = translation if isinstance(as_flags, Unmapped) else as_flags
        return Word(system, native, translation, table.version)
