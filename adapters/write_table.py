"""``[write]`` of a manifest: how a system is told a status, and how it is asked whether it took it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from adapters.answered import expression_on_answer
from adapters.contract import Connection
from adapters.errors import Fault
from adapters.expressions import Expression
from adapters.filling import filled_pattern
from adapters.paths import Step

_Text = Annotated[str, Meta(min_length=1)]
_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH"})
_SETTING: Final = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


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


class StepTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"starts": "from"}):
    """One step that a system can make, away from any of the words ``from``. ``of`` is how its tickets' ids begin."""

    starts: Annotated[list[_Text], Meta(min_length=1)]
    to: _Text
    key: _Text
    of: str = ""


class UidTable(RequestTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a ticket that began in the system is told its UID: ``{ticket_uid}``, in a field of the ticket."""

    read: ReadTable
    """``word`` finds the UID in the answer."""
    field: str = ""
    """The setting that names the field, where each site has its own: where it is not set, no UID is told."""


class WriteTable(RequestTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[write]`` as it is written: the request itself, and what stands around it."""

    read: ReadTable
    id: str = ""
    """A pattern that ids have to have; its named groups are names for requests. A setting in it stands for itself."""
    find: LookupTable | None = None
    lookup: LookupTable | None = None
    through: list[_Text] = []
    """The words that may lie on the way to another one, the better ones first, where ``lookup`` finds transitions."""
    keys: dict[str, str] = {}
    """The key of each word, where they are known beforehand."""
    steps: list[StepTable] = []
    """The steps that the system knows, where it has to be led to a word."""
    more: dict[str, dict[str, Any]] = {}
    """What a request for a word says beyond ``body``."""
    settings: dict[str, str] = {}
    """Names for requests that settings of the system replace; an empty one has to be set."""
    uid: UidTable | None = None
    refused: str = ""
    """Finds, in an answer, why this change is not made. There are systems that refuse with 200."""
    forbidden: str = ""
    """Finds, in an answer, what the hub's user may not do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Where keys are looked up."""

    request: RequestTable
    items: Expression
    name: Expression
    key: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class UidWrite:
    """How a UID is told, and where it is found again."""

    request: RequestTable
    read: RequestTable
    word: Expression
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """How a system is written to."""

    request: RequestTable
    read: RequestTable
    word: Expression
    id: str
    find: Lookup | None
    lookup: Lookup | None
    through: Sequence[str]
    keys: Mapping[str, str]
    steps: Sequence[Step]
    more: Mapping[str, Mapping[str, Any]]
    settings: Mapping[str, str]
    uid: UidWrite | None
    refused: Expression | None
    forbidden: Expression | None

    def lacking(self, connection: Connection) -> list[str]:
        """The environment variables that requests need and that are not set."""
        wanted = {name: connection.value(name) or usual for name, usual in self.settings.items()}
        return [f"STATUSHUB_{connection.system.upper()}_{name.upper()}" for name, value in wanted.items() if not value]

    def values(self, connection: Connection) -> dict[str, str]:
        """What its settings say. Some are secret."""
        values = {name: connection.value(name) or usual for name, usual in self.settings.items()}
        field = self.uid.field if self.uid else ""
        return {**values, field: connection.value(field)} if field and connection.value(field) else values

    def id_pattern(self, connection: Connection) -> re.Pattern[str] | None:
        """What the ids of its tickets look like; None where any may be one."""
        return filled_pattern(self.id, self.values(connection)) if self.id else None

    def tells_uids(self, connection: Connection) -> bool:
        """Whether a ticket that began in the system is told its UID."""
        return self.uid is not None and bool(not self.uid.field or connection.value(self.uid.field))


def read_write(table: WriteTable) -> tuple[Write | None, list[Fault]]:
    """How a system is written to, or what is wrong with it."""
    faults = [*_request_faults(table), *_key_faults(table), *_pattern_faults(table)]
    word = expression_on_answer("write.read.word", table.read.word, faults)
    find = _lookup("write.find", table.find, faults) if table.find else None
    lookup = _lookup("write.lookup", table.lookup, faults) if table.lookup else None
    refused = expression_on_answer("write.refused", table.refused, faults) if table.refused else None
    forbidden = expression_on_answer("write.forbidden", table.forbidden, faults) if table.forbidden else None
    uid_word = expression_on_answer("write.uid.read.word", table.uid.read.word, faults) if table.uid else None
    if faults or word is None:
        return None, faults
    return (
        Write(
            request=table,
            read=table.read,
            word=word,
            id=table.id,
            find=find,
            lookup=lookup,
            through=table.through,
            keys=table.keys,
            steps=[Step(step.to, step.key, frozenset(step.starts), step.of) for step in table.steps],
            more=table.more,
            settings=table.settings,
            uid=_uid(table.uid, uid_word),
            refused=refused,
            forbidden=forbidden,
        ),
        [],
    )


def _uid(table: UidTable | None, word: Expression | None) -> UidWrite | None:
    if table is None or word is None:
        return None
    return UidWrite(request=table, read=table.read, word=word, field=table.field)


def _request_faults(table: WriteTable) -> list[Fault]:
    requests = {
        "write": table,
        "write.read": table.read,
        "write.find": table.find,
        "write.lookup": table.lookup,
        "write.uid": table.uid,
        "write.uid.read": table.uid.read if table.uid else None,
    }
    faults = []
    for name, request in requests.items():
        if request is not None and not request.path.startswith("/"):
            faults.append(Fault(f"{name}.path", f"{request.path!r} is no path", "begin it with /, behind the URL"))
        if request is not None and request.method not in _METHODS:
            faults.append(Fault(f"{name}.method", f"{request.method!r} is not used", "use GET, POST, PUT or PATCH"))
    return faults


def _key_faults(table: WriteTable) -> list[Fault]:
    faults = []
    if bool(table.lookup) + bool(table.keys) + bool(table.steps) > 1:
        problem, cure = "keys come from one place", "leave one of lookup, keys and steps"
        faults.append(Fault("write.steps" if table.steps else "write.keys", problem, cure))
    if table.through and not table.lookup:
        faults.append(Fault("write.through", "no steps are looked up", "write [write.lookup], or leave it"))
    wrong = [name for name in table.settings if not _SETTING.fullmatch(name)]
    cure = "use a-z, 0-9 and _, a letter first"
    return faults + [Fault(f"write.settings.{name}", "it is no name", cure) for name in wrong]


def _pattern_faults(table: WriteTable) -> list[Fault]:
    try:
        filled_pattern(table.id, table.settings)
    except re.error as error:
        return [Fault("write.id", f"it is no regular expression: {error}", "correct it, or leave it")]
    return []


def _lookup(place: str, table: LookupTable, faults: list[Fault]) -> Lookup | None:
    items = expression_on_answer(f"{place}.items", table.items, faults)
    name = expression_on_answer(f"{place}.name", table.name, faults)
    key = expression_on_answer(f"{place}.key", table.key, faults)
    if items is None or name is None or key is None:
        return None
    return Lookup(request=table, items=items, name=name, key=key)
