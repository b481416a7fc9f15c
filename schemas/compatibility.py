"""Whether a published schema may become another one without breaking anybody who relies on it.

One question stands behind it: can the reader read whatever the writer writes? What the hub sends was read by the
released schema and will be written by the new one; what it takes was written by the released schema and will be read by
the new one. Known are the keywords that the published schemas use, which do not refer to themselves. A change of any
other keyword counts as a break, so that somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

Schema = Mapping[str, Any]


class Direction(Enum):
    """Who writes what a schema describes."""

    SENT = auto()
    """The hub writes it, others read it. They pass over properties that they do not know."""
    TAKEN = auto()
    """Others write it, the hub reads it."""


def breaks(released: Schema, now: Schema, direction: Direction) -> list[str]:
    """What of the change breaks those who rely on the released schema: ``path: what``, in the order of the schema."""
    if direction is Direction.SENT:
        return list(_Comparison(released, now, direction).unread(released, now, ""))
    return list(_Comparison(now, released, direction).unread(now, released, ""))


_ANNOTATIONS: Final = frozenset({
    "$schema", "$id", "$comment", "$defs", "title", "description", "default", "examples", "deprecated",
})  # fmt: skip
_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_STRUCTURE: Final = frozenset({
    "type", "enum", "const", "properties", "required", "additionalProperties", "items", *_LOWER, *_UPPER,
})  # fmt: skip
_CHOICES: Final = ("anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two schemas, and where their definitions stand."""

    reader: Schema
    writer: Schema
    direction: Direction

    def unread(self, reader: Schema | bool, writer: Schema | bool, path: str) -> Iterator[str]:
        """What the writer may write that the reader cannot read."""
        readable = list(_alternatives(reader, self.reader))
        for written in _alternatives(writer, self.writer):
            attempts = [list(self._unread_alternative(form, written, path)) for form in readable]
            yield from min(attempts, key=len, default=[f"{path or 'all'}: nothing is read any more"])

    def _unread_alternative(self, reader: Schema, writer: Schema, path: str) -> Iterator[str]:
        """The same for schemas without choices. One of another type is not looked into any further."""
        if "type" in reader and not _covers(reader["type"], writer.get("type")):
            yield self._changed(path, "type", reader["type"], writer.get("type", "anything"))
            return
        yield from self._values(reader, writer, path)
        yield from self._bounds(reader, writer, path)
        yield from self._properties(reader, writer, path)
        yield from self._inner("items", reader, writer, f"{path}[]")
        yield from self._inner("additionalProperties", reader, writer, f"{path}{{}}")
        for keyword in sorted((reader.keys() | writer.keys()) - _STRUCTURE - _ANNOTATIONS):
            if keyword in reader and reader[keyword] != writer.get(keyword):
                yield self._changed(path, keyword, reader[keyword], writer.get(keyword, "nothing"))

    def _values(self, reader: Schema, writer: Schema, path: str) -> Iterator[str]:
        known, written = _enumerated(reader), _enumerated(writer)
        if known is None:
            return
        if written is None:
            yield self._changed(path, "enum", known, "any value")
        elif unknown := [value for value in written if value not in known]:
            change = "added" if self.direction is Direction.SENT else "removed"
            yield f"{path or 'all'}: {change} value {', '.join(map(repr, unknown))}"

    def _bounds(self, reader: Schema, writer: Schema, path: str) -> Iterator[str]:
        for keyword in (*_LOWER, *_UPPER):
            if keyword not in reader:
                continue
            bound, written = reader[keyword], writer.get(keyword)
            if written is None or (written < bound if keyword in _LOWER else written > bound):
                yield self._changed(path, keyword, bound, "none" if written is None else written)

    def _properties(self, reader: Schema, writer: Schema, path: str) -> Iterator[str]:
        read, written = reader.get("properties", {}), writer.get("properties", {})
        released, now = (read, written) if self.direction is Direction.SENT else (written, read)
        for name in released:
            if name not in now:
                yield f"{_below(path, name)}: removed"
        closed = reader.get("additionalProperties") is False
        for name in written:
            if name in read:
                yield from self.unread(read[name], written[name], _below(path, name))
            elif closed and name in now:
                yield f"{_below(path, name)}: added, where nothing may be added"
        for name in reader.get("required", ()):
            if name not in writer.get("required", ()) and name in now:
                verb = "may be left out now" if self.direction is Direction.SENT else "is required now"
                yield f"{_below(path, name)}: {verb}"

    def _inner(self, keyword: str, reader: Schema, writer: Schema, path: str) -> Iterator[str]:
        """What stands in an array, or under names that are not declared. Without a word of it, it is anything."""
        read, written = reader.get(keyword, True), writer.get(keyword, True)
        if read is True or written is False:
            return
        if read is False:
            yield f"{path}: nothing more may stand here, which was free" if written is True else f"{path}: removed"
        else:
            yield from self.unread(read, written, path)

    def _changed(self, path: str, keyword: str, read: object, written: object) -> str:
        before, after = (read, written) if self.direction is Direction.SENT else (written, read)
        return f"{path or 'all'}: {keyword} was {before}, is {after}"


def _alternatives(schema: Schema | bool, root: Schema) -> Iterator[Schema]:
    """The schemas without references and choices of which one has to hold."""
    if isinstance(schema, bool):
        yield from [{}] if schema else []
        return
    if "$ref" in schema:
        beside = {keyword: value for keyword, value in schema.items() if keyword != "$ref"}
        yield from _alternatives(_both(_definition(schema["$ref"], root), beside), root)
        return
    for keyword in _CHOICES:
        if keyword in schema:
            beside = {name: value for name, value in schema.items() if name != keyword}
            for choice in schema[keyword]:
                for form in _alternatives(choice, root):
                    yield from _alternatives(_both(form, beside), root)
            return
    types = schema.get("type")
    if isinstance(types, list):
        yield from ({**schema, "type": one} for one in types)
    else:
        yield schema


def _definition(reference: str, root: Schema) -> Schema:
    found: Any = root
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def _both(one: Schema, other: Schema) -> dict[str, Any]:
    """Two schemas that hold together; of what both say, only what they require is joined."""
    required = [*other.get("required", ()), *one.get("required", ())]
    return {**one, **other, **({"required": required} if required else {})}


def _covers(read: str, written: str | None) -> bool:
    return written == read or (read == "number" and written == "integer")


def _enumerated(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
