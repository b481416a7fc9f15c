"""Tables from files: the only place in this package that reads anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from mappings.errors import MappingError, MappingErrors
from mappings.model import MappingTable
from mappings.parse import parse_table, parse_tables

__all__ = ["load_builtin", "load_tables", "parse_table", "parse_tables"]

_BUILTIN = Path(__file__).with_name("tables")


def load_builtin() -> dict[str, MappingTable]:
    """The tables that come with the hub, by system."""
    return load_tables(sorted(_BUILTIN.glob("*.toml")))


def load_tables(paths: Iterable[str | Path], only: str = "") -> dict[str, MappingTable]:
    """The tables of all these files, by system. Raises ``MappingErrors`` with what is wrong in any of them.

    With ``only``, in any that may hold the table of that system: others may still be unfinished, and are left out.
    """
    tables: dict[str, MappingTable] = {}
    problems: list[MappingError] = []
    for path in paths:
        try:
            found = parse_tables(_read(Path(path)), str(path))
        except MappingErrors as errors:
            problems.extend(errors.problems)
            continue
        problems.extend(_claimed_twice(tables[system], found[system]) for system in found if system in tables)
        tables |= found
    if only:
        problems = [wrong for wrong in problems if _may_hold(Path(wrong.file), only)]
    if problems:
        raise MappingErrors(problems)
    return tables


def _may_hold(path: Path, system: str) -> bool:
    """Whether a file, which may be no TOML, is called like a system or names its table."""
    if path.stem == system:
        return True
    try:
        text = path.read_text("utf-8-sig", errors="replace")
    except OSError:
        return False
    return re.search(rf"""mapping\s*\.\s*["']?{re.escape(system)}\b""", text) is not None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        problem = f"this file cannot be read: {error.strerror or error}"
        raise MappingErrors([MappingError(str(path), 1, problem, "check the path and who may read it")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise MappingErrors([MappingError(str(path), line, "this is not UTF-8", "save the file as UTF-8")]) from error


def _claimed_twice(first: MappingTable, second: MappingTable) -> MappingError:
    return MappingError(
        second.origin.file,
        second.origin.line_of(),
        f"{second.system} has a table already, in {first.origin.file}",
        "keep one table for each system",
    )
