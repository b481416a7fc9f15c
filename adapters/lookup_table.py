"""``[lookup]`` of a manifest: where an object is read that an event only names, by the kind of object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from adapters.answered import expression_on_answer
from adapters.errors import Fault
from adapters.expressions import Expression

ID: Final = "{id}"
"""In a path or a parameter: the object's own id."""

_Text = Annotated[str, Meta(min_length=1)]


class ObjectTable(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``[lookup.<kind of object>]`` as it is written. The path is relative to the system's URL."""

    path: _Text
    params: dict[str, str] = {}
    items: str = ""
    id: str = ""
    body: str = "item"
    after: Annotated[float, Meta(ge=0, le=3_600)] = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRead:
    """How one kind of object is read.

    The answer is the object, or a list ``items`` that holds it: the one whose ``id`` is the id that was asked for.
    ``body`` makes of ``{item}`` a body that the ``[webhook]`` shapes read.
    """

    path: str
    params: Mapping[str, str]
    items: Expression | None
    id: Expression | None
    body: Expression
    after: float
    """Seconds behind the event until the object is read: an event may be quicker than what it tells of, and one answer
    does for all events that came meanwhile."""


def read_lookups(tables: Mapping[str, ObjectTable]) -> tuple[dict[str, ObjectRead], list[Fault]]:
    """How objects are read, by their kind, or what is wrong with it."""
    faults: list[Fault] = []
    found = {kind: _read(f'lookup."{kind}"', table, faults) for kind, table in tables.items()}
    return {kind: one for kind, one in found.items() if one is not None}, faults


def _read(place: str, table: ObjectTable, faults: list[Fault]) -> ObjectRead | None:
    if not table.path.startswith("/"):
        faults.append(Fault(f"{place}.path", f"{table.path!r} is no path", "begin it with /, behind the system's URL"))
    if not any(ID in text for text in (table.path, *table.params.values())) and not table.items:
        faults.append(Fault(f"{place}.path", "it does not say which object to read", f"put {ID} into it"))
    if bool(table.items) != bool(table.id):
        faults.append(Fault(f"{place}.id", "a list and the id of its items go together", "give both, or neither"))
    items, native_id = (
        expression_on_answer(f"{place}.{name}", text, faults) if (text := getattr(table, name)) else None
        for name in ("items", "id")
    )
    body = expression_on_answer(f"{place}.body", table.body, faults)
    if body is None:
        return None
    return ObjectRead(path=table.path, params=table.params, items=items, id=native_id, body=body, after=table.after)
