"""From TOML to tables. A table file has the very form of the ``[mapping.<system>]`` section of an audit profile."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from mappings.errors import MappingError, MappingErrors, Problems, near_miss
from mappings.model import MappingTable
from mappings.origin import Origin, keys_in
from mappings.sections import Sections
from mappings.version import version_of

SECTION = "mapping"
_ENTRY_FORM = 'put the word and its status in quotes, one entry a line: "On Hold" = "Pending"'
_HEADER_FORM = "put the words under a header of their own: [mapping.crm]"
_POSITION = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def parse_tables(text: str, source: str) -> dict[str, MappingTable]:
    """Every table of a table file, by system. Raises ``MappingErrors`` with all that is wrong in it."""
    document = _decode(text, source)
    problems = Problems(Origin(source, text))
    for key in [key for key in document if key != SECTION]:
        problems.add([key], f'"{key}" stands outside [mapping.<system>]', near_miss(key, [SECTION]) + _HEADER_FORM)
    systems = document.get(SECTION, {})
    if not isinstance(systems, dict) or not systems:
        problems.add([SECTION], "there is no [mapping.<system>] section", _HEADER_FORM)
        systems = {}
    tables: dict[str, MappingTable] = {}
    for system, raw in systems.items():
        if isinstance(raw, dict):
            with problems.collecting():
                tables[system] = parse_table(system, raw, source, text)
        else:
            problems.add([SECTION, system], f'"{system}" stands under no system', _HEADER_FORM)
    problems.raise_if_any()
    return tables


def parse_table(system: str, raw: Mapping[str, object], source: str, text: str) -> MappingTable:
    """The table of one system, from its section as the TOML parser gives it.

    ``text`` is the whole file ``source``: it is only looked at to say on which line a problem stands.
    """
    origin = Origin(source, text, (SECTION, system))
    problems = Problems(origin)
    sections = Sections(raw, problems)
    words, patterns = sections.words()
    flags, events = sections.meanings("@flags"), sections.meanings("@events")
    if not sections.holds_words:
        problems.add((), f"the table of {system} has no words", 'write at least one: "Open" = "New"')
    back, writes, number = sections.back(words), sections.writes(), sections.number()
    problems.raise_if_any()
    version = version_of(number, words, patterns, flags, events, back, writes)
    return MappingTable(system, version, origin, words, patterns, flags, events, back, writes)


def _decode(text: str, source: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingErrors([_syntax_error(str(error), text, source)]) from error


def _syntax_error(message: str, text: str, source: str) -> MappingError:
    """TOML's own complaint, with its line taken out of the message and a cure put to it."""
    position = _POSITION.search(message)
    line = int(position[1]) if position and position[1] else len(text.splitlines())
    complaint = _POSITION.sub("", message)
    if re.search("overwrite|twice|Duplicate", complaint):
        return MappingError(source, line, _repetition(text, line), "keep one of the two")
    return MappingError(source, line, f"this is not TOML: {complaint}", _ENTRY_FORM)


def _repetition(text: str, line: int) -> str:
    """Which key stands on ``line`` for the second time, and where it stood first."""
    lines: dict[tuple[str, ...], int] = {}
    for number, path in keys_in(text):
        first = lines.setdefault(path, number)
        if number == line and first < line:
            return f'"{path[-1]}" is already there, on line {first}'
    return "something on this line is there twice"
