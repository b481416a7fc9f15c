"""``[write]`` of a manifest: how a system is told a status, and how it is asked whether it took it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from adapters.errors import Fault
from adapters.expressions import Expression, UnusableExpression, parse_expression

_Text = Annotated[str, Meta(min_length=1)]
_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH"})


class RequestTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One request. ``{id}``, ``{native}`` and ``{key}`` stand for the ticket's own id, the word, and the word's key.

    ``body`` is sent as JSON; with ``form`` as a form, its tables as JSON within it.
    """

    path: _Text
    method: str = "GET"
    params: dict[str, str] = {}
    body: dict[str, Any] = {}
    form: bool = False


class ReadTable(RequestTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the status is read back. ``word`` finds it in the answer."""

    word: _Text


class LookupTable(RequestTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where something is looked up: in ``items``, the one whose ``name`` it is, and its ``key``.

    The key of a word is a status by its name, or the transition that leads there. ``find`` looks up the id by which
    requests name the ticket, where that is not the id in its reports.
    """

    items: _Text
    name: _Text
    key: _Text


class WriteTable(RequestTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[write]`` as it is written: the request itself, and what stands around it."""

    read: ReadTable
    find: LookupTable | None = None
    lookup: LookupTable | None = None
    keys: dict[str, str] = {}
    """The key of each word, where they are known beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Where keys are looked up."""

    request: RequestTable
    items: Expression
    name: Expression
    key: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """How a system is written to."""

    request: RequestTable
    read: RequestTable
    word: Expression
    find: Lookup | None
    lookup: Lookup | None
    keys: Mapping[str, str]


def read_write(table: WriteTable) -> tuple[Write | None, list[Fault]]:
    """How a system is written to, or what is wrong with it."""
    faults: list[Fault] = []
    for name, request in _requests(table):
        if not request.path.startswith("/"):
            faults.append(Fault(f"{name}.path", f"{request.path!r} is no path", "begin it with /, behind the URL"))
        if request.method not in _METHODS:
            faults.append(Fault(f"{name}.method", f"{request.method!r} is not used", "use GET, POST, PUT or PATCH"))
    if table.lookup and table.keys:
        faults.append(Fault("write.keys", "keys are looked up already", "leave [write.lookup] or [write.keys]"))
    word = _expression("write.read.word", table.read.word, faults)
    find = _lookup("write.find", table.find, faults) if table.find else None
    lookup = _lookup("write.lookup", table.lookup, faults) if table.lookup else None
    if faults or word is None:
        return None, faults
    return (
        Write(
            request=table,
            read=table.read,
            word=word,
            find=find,
            lookup=lookup,
            keys=table.keys,
        ),
        [],
    )


def _requests(table: WriteTable) -> list[tuple[str, RequestTable]]:
    all_of_them = [
        ("write", table),
        ("write.read", table.read),
        ("write.find", table.find),
        ("write.lookup", table.lookup),
    ]
    return [(name, request) for name, request in all_of_them if request is not None]


def _lookup(place: str, table: LookupTable, faults: list[Fault]) -> Lookup | None:
    items = _expression(f"{place}.items", table.items, faults)
    name = _expression(f"{place}.name", table.name, faults)
    key = _expression(f"{place}.key", table.key, faults)
    if items is None or name is None or key is None:
        return None
    return Lookup(request=table, items=items, name=name, key=key)


def _expression(name: str, text: str, faults: list[Fault]) -> Expression | None:
    try:
        return parse_expression(text)
    except UnusableExpression as error:
        faults.append(Fault(name, str(error), "try it on a recorded answer at jmespath.org"))
        return None
