"""The mapping tables in force: those of the hub's files, and what was published in their place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import structlog

from hub.application.freshening import Freshened, Streams
from mappings.errors import MappingError, MappingErrors
from mappings.laws import Severity, check
from mappings.loader import parse_tables
from mappings.model import MappingTable
from schemas.events import MappingPublished

_log = structlog.stdlib.get_logger("hub.tables")


def stream_of(system: str) -> str:
    """The stream that a system's published tables stand in."""
    return f"MAP-{system}"


def read_table(system: str, text: str) -> MappingTable:
    """The one table of a text, which is that system's and breaks no law.

    Raises MappingErrors with every problem, its line, and what to do.
    """
    source = f"{system}.toml"
    tables = parse_tables(text, source)
    if set(tables) != {system}:
        found = ", ".join(sorted(tables)) or "none"
        cure = f"write one table, [mapping.{system}]"
        raise MappingErrors(
            [MappingError(source, 1, f"this is the table of {system}, and the text has: {found}", cure)]
        )
    wrong = [finding for finding in check(tables[system]) if finding.severity is Severity.ERROR]
    if wrong:
        raise MappingErrors([MappingError(source, one.line, one.problem, one.cure) for one in wrong])
    return tables[system]


class TablesInForce(Freshened, Mapping[str, MappingTable]):
    """The tables by system, as they are at this moment; whoever holds this sees them change."""

    def __init__(self, files: Mapping[str, MappingTable], systems: Collection[str], log: Streams) -> None:
        """``systems`` are those that tables can be published for, beside those that have one in ``files``."""
        super().__init__(log)
        self.files = files
        self.systems = frozenset({*files, *systems})
        self._tables = dict(files)
        self._versions: dict[str, int] = {}

    def __getitem__(self, system: str) -> MappingTable:
        return self._tables[system]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def version(self, system: str) -> int:
        """How often a table was published for a system; 0: what its files say is in force."""
        return self._versions.get(system, 0)

    def refresh(self) -> None:
        """Put what was published last in force. Raises Unavailable.

        A published table that this program cannot read is told of in the log, and the one in force before it stays.
        """
        stored = self._look([stream_of(system) for system in sorted(self.systems)])
        for found in stored.values():
            last = found.events[-1].event
            version = found.events[-1].version
            if not isinstance(last, MappingPublished) or self._versions.get(last.system) == version:
                continue
            self._put(last, version)

    def _put(self, published: MappingPublished, version: int) -> None:
        tables = {**self._tables}
        try:
            if published.text:
                tables[published.system] = read_table(published.system, published.text)
            elif published.system in self.files:
                tables[published.system] = self.files[published.system]
            else:
                tables.pop(published.system, None)
        except MappingErrors:
            _log.exception("published_table_not_readable", system=published.system, version=version)
        # Replaced as a whole: a thread that translates meanwhile sees the old tables or the new ones.
        self._tables = tables
        self._versions[published.system] = version
