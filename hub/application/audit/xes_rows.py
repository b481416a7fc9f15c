"""The events of an XES log (IEEE 1849).

Expat is driven directly: every attribute stands whole in a start tag, so no tree is built, memory does not depend on
the file, events have line numbers, and entity declarations can be refused before one is expanded.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader
from typing import NamedTuple
from xml.parsers import expat

from conflict.explain import Sentence
from hub.application.audit import reasons
from hub.application.audit.columns import Columns
from hub.application.audit.profile import Profile
from hub.application.audit.rows import Cells, Unreadable

_CHUNK = 1 << 16
_TRACE, _EVENT = "trace", "event"
_PREFIXES = {"case": _TRACE, "trace": _TRACE, "event": _EVENT}
_KNOWN_ENCODINGS = ("UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "US-ASCII")
_ALL_BYTES = bytes(range(256))
_ESSENTIAL = ("ticket", "status", "at", "system", "only")


class XesRows:
    """Reads an XES file event by event."""

    odd_lines = 0
    """An XML file says its encoding itself."""

    def __init__(self, stream: BufferedReader, name: str, profile: Profile) -> None:
        self._stream = stream
        self._name = name
        self._profile = profile

    def __iter__(self) -> Iterator[Cells | Unreadable]:
        """Raises ProfileError, at the end, where no event and no trace had an attribute that the profile names."""
        events = _Events(self._profile.columns)
        try:
            while chunk := self._stream.read1(_CHUNK):
                events.parser.Parse(chunk)
                yield from events.take()
            events.parser.Parse(b"", True)
            yield from events.take()
        except (expat.ExpatError, _Refused) as error:
            yield from events.take()
            why = error.why if isinstance(error, _Refused) else reasons.bad_xml(error)
            yield Unreadable(events.parser.CurrentLineNumber, why)
            return
        self._check_keys(events)

    def _check_keys(self, events: _Events) -> None:
        """An attribute may be missing here and there, but if it is nowhere the profile has its name wrong."""
        for key in _ESSENTIAL:
            wanted = [column for name, column in self._profile.columns.named() if name == key]
            if events.count and wanted and not any(_Place.of(column).key in events.found for column in wanted):
                raise self._profile.no_such_column(key, wanted[0], self._name, sorted(events.keys))


class _Refused(Exception):
    """The file is not what it should be."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why.en)
        self.why = why


class _Place(NamedTuple):
    """An attribute's key, and whose attribute it must be; empty: the event's or the trace's."""

    scope: str
    key: str

    @classmethod
    def of(cls, column: str) -> _Place:
        prefix, colon, key = column.partition(":")
        return cls(_PREFIXES[prefix], key) if colon and prefix in _PREFIXES else cls("", column)


class _Events:
    """Collects the events that the parser meets, as cells."""

    def __init__(self, columns: Columns) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._refuse_entity
        self.parser.XmlDeclHandler = _check_encoding
        self.count = 0
        self.found: set[str] = set()
        """The keys that the profile names and that did occur."""
        self.keys: set[str] = set()
        """All keys of the first events and their traces, to be named if a wanted one is missing."""
        self._ticket = _Place.of(columns.ticket or "trace:concept:name")
        self._statuses = [_Place.of(column) for column in columns.status]
        self._rest = [
            _Place.of(column)
            for column in (
                columns.at or "time:timestamp",
                columns.system_column,
                columns.actor,
                columns.sequence,
                columns.delivery_id,
                columns.only.column if columns.only else "",
            )
        ]
        self._wanted = {place.key for place in (self._ticket, *self._statuses, *self._rest)}
        self._depth = 0
        self._trace_depth = self._event_depth = -1
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] = {}
        self._event_line = 0
        self._pending: list[tuple[int, dict[str, str]]] = []
        """The events of the open trace: its own attributes may stand behind them."""
        self._rows: list[Cells] = []

    def take(self) -> list[Cells]:
        """The events of the traces that have ended since."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._event_depth > 0:
            if self._depth == self._event_depth + 1:
                self._keep(self._event, attributes)
            return
        name = _local(tag)
        if name == "event":
            self._event_depth, self._event, self._event_line = self._depth, {}, self.parser.CurrentLineNumber
        elif self._trace_depth > 0:
            if self._depth == self._trace_depth + 1:
                self._keep(self._trace, attributes)
        elif name == "trace":
            self._trace_depth, self._trace = self._depth, {}
        elif self._depth == 1 and name != "log":
            raise _Refused(reasons.not_xes(tag))

    def _end(self, _tag: str) -> None:
        if self._depth == self._event_depth:
            self._event_depth = -1
            self.count += 1
            self._pending.append((self._event_line, self._event))
            if self._trace_depth < 0:
                self._release()
        elif self._depth == self._trace_depth:
            self._trace_depth = -1
            self._release()
            self._trace = {}
        self._depth -= 1

    def _keep(self, attributes: dict[str, str], attribute: dict[str, str]) -> None:
        key = attribute.get("key")
        if key in self._wanted:
            attributes[key] = attribute.get("value", "")
            self.found.add(key)
        if self.count < 100 and key:
            self.keys.add(key)

    def _release(self) -> None:
        trace = self._trace
        for line, event in self._pending:
            ticket = _look(self._ticket, trace, event, first=_TRACE)
            status = tuple([_look(place, trace, event) for place in self._statuses])
            self._rows.append(Cells(line, ticket, status, *[_look(place, trace, event) for place in self._rest]))
        self._pending.clear()

    def _refuse_entity(self, *_declaration: object) -> None:
        raise _Refused(reasons.ENTITIES)


def _look(place: _Place, trace: dict[str, str], event: dict[str, str], first: str = _EVENT) -> str:
    """The value of an attribute; where both have it, the one of ``first`` counts."""
    scope, key = place
    if scope:
        return (trace if scope == _TRACE else event).get(key, "")
    one, other = (event, trace) if first == _EVENT else (trace, event)
    value = one.get(key)
    return other.get(key, "") if value is None else value


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    """Refuse what the parser cannot read: it knows a few encodings, and takes others of one byte a character."""
    if encoding is None or encoding.upper() in _KNOWN_ENCODINGS:
        return
    try:
        is_known = len(_ALL_BYTES.decode(encoding, "replace")) == len(_ALL_BYTES)
    except (LookupError, ValueError):
        is_known = False
    if not is_known:
        raise _Refused(reasons.bad_encoding(encoding))


def _local(tag: str) -> str:
    """A tag without its namespace prefix."""
    return tag.rpartition(":")[2]
