"""A profile: which columns of a log say what, and what each system's words mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from hub.application.audit.columns import SECTION as COLUMNS
from hub.application.audit.columns import Columns, read_columns
from mappings.errors import MappingErrors, Problems, near_miss, render
from mappings.model import MappingTable
from mappings.origin import Origin
from mappings.parse import SECTION as MAPPING
from mappings.parse import parse_table
from schemas.errors import HubError

_SECTIONS = (COLUMNS, MAPPING)
_SHOWN_COLUMNS = 40
_POSITION = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class ProfileError(HubError):
    """A profile that cannot be used, or does not fit the log: file, line, what is wrong, and what to do."""


class Profile(msgspec.Struct, frozen=True):
    """Columns, and the mapping tables of the systems that have a section."""

    origin: Origin
    columns: Columns
    tables: Mapping[str, MappingTable]

    def misfit(self, key: str, problem: str, cure: str) -> ProfileError:
        """What to raise where the log is not as the key of ``[columns]`` says."""
        return ProfileError(render(self.origin.file, self.origin.line_of(COLUMNS, key), problem, cure))

    def no_such_column(self, key: str, column: str, log: str, there: Iterable[str]) -> ProfileError:
        """What to raise where a log lacks a column: it names those that are there."""
        columns = list(there)
        shown = ", ".join(columns[:_SHOWN_COLUMNS]) + (", …" if len(columns) > _SHOWN_COLUMNS else "")
        problem = f'{key} names the column "{column}", which {log} does not have'
        return self.misfit(key, problem, f"{near_miss(column, columns)}the columns there are: {shown or 'none'}")


def load_profile(path: Path) -> Profile:
    """The profile in a file. Raises ProfileError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        problem = f"this file cannot be read: {error.strerror or error}"
        raise ProfileError(render(str(path), 1, problem, "check the path and who may read it")) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ProfileError(render(str(path), line, "this is not UTF-8", "save the file as UTF-8")) from error
    return parse_profile(text, str(path))


def parse_profile(text: str, source: str) -> Profile:
    """The profile that ``text`` spells; ``source`` names it. Raises ProfileError with all that is wrong in it."""
    document = _decode(text, source)
    origin = Origin(source, text)
    problems = Problems(origin)
    try:
        columns, tables = _read_columns(document, problems), _read_tables(document, source, text, problems)
        for key in [key for key in document if key not in _SECTIONS]:
            cure = f"{near_miss(key, _SECTIONS)}a profile has [columns] and one [mapping.<system>] for each system"
            problems.add([key], f'"{key}" is not a part of a profile', cure)
        problems.raise_if_any()
    except MappingErrors as errors:
        raise ProfileError(str(errors)) from errors
    assert columns is not None
    return Profile(origin, columns, tables)


def _decode(text: str, source: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        position = _POSITION.search(str(error))
        line = int(position[1]) if position and position[1] else len(text.splitlines())
        problem = f"this is not TOML: {_POSITION.sub('', str(error))}"
        raise ProfileError(render(source, line, problem, 'put names and words in quotes: ticket = "number"')) from error


def _read_columns(document: Mapping[str, object], problems: Problems) -> Columns | None:
    raw = document.get(COLUMNS)
    if isinstance(raw, dict):
        return read_columns(raw, problems)
    cure = '[columns], and below it at least status = "state" and system = { value = "crm" }'
    problems.add([COLUMNS], "there is no [columns] section", f"write {cure}")
    return None


def _read_tables(document: Mapping[str, object], source: str, text: str, problems: Problems) -> dict[str, MappingTable]:
    """The tables by system. None at all is sound: then every word is unmapped, which lists the words there are."""
    systems = document.get(MAPPING, {})
    tables: dict[str, MappingTable] = {}
    for system, raw in systems.items() if isinstance(systems, dict) else [("", systems)]:
        if isinstance(raw, dict):
            with problems.collecting():
                tables[system] = parse_table(system, raw, source, text)
        else:
            cure = "put the words under a header of their own: [mapping.crm]"
            problems.add([MAPPING, system], f'"{system or MAPPING}" stands under no system', cure)
    return tables
