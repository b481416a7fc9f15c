"""What the hub adds to the functions of JMESPath, for bodies that are more than plain JSON.

None of them fails on what a system sends: what cannot be read is null, so that ``json(payload) || @`` says what then.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote

import jmespath
import msgspec
from jmespath import functions

from adapters.calls import IN_ADDRESS
from adapters.documents import UTF_8
from adapters.fields import whole
from adapters.loose import parse_loose
from adapters.xml_documents import parse_xml

ON: Final = (True, 1, "X", "x", "true", "True", "1")
"""How systems write that a flag is set."""

HEADERS: Final[ContextVar[Mapping[str, str]]] = ContextVar("headers", default=MappingProxyType({}))
"""The headers that came with the document, names in lower case, and parameters of the address as ``?name``.

JMESPath sees the document alone.
"""

_LONGEST_SPLIT: Final = 4_096
_UID: Final = re.compile(
    r"(?<![A-Z0-9])[A-Z][A-Z0-9]{1,7}-[0-9]{8}-[0-9]{5,18}-[0-9A-F]{3,64}(?![A-Za-z0-9])", re.ASCII
)

_ANY: Final[Any] = {"types": []}
_MANY: Final[Any] = {"types": [], "variadic": True}


class _Functions(functions.Functions):
    """JMESPath finds a function by its name behind ``_func_``, and the number of its arguments by a decorator."""

    @functions.signature(_ANY)
    def _func_header(self, name: object) -> str | None:
        """What stands in a header: ``concat(header('ce-source'), ' ', header('ce-id'))``."""
        return HEADERS.get().get(_text(name).strip().lower())

    @functions.signature(_ANY)
    def _func_query(self, name: object) -> str | None:
        """What a parameter of the address says: ``concat(query('plant'), '/', no)``."""
        return HEADERS.get().get(IN_ADDRESS + _text(name).strip())

    @functions.signature(_ANY)
    def _func_json(self, text: object) -> Any:
        """The document that a text holds: ``json(payload)``."""
        try:
            return msgspec.json.decode(_text(text))
        except (ValueError, RecursionError):
            return None

    @functions.signature(_ANY)
    def _func_base64(self, text: object) -> str | None:
        """The text that Base64 spells: ``json(base64(data_base64))``."""
        return base64_text(text)

    @functions.signature(_ANY)
    def _func_xml(self, text: object) -> Any:
        """The document that a text of XML holds, whatever encoding it names: ``xml(Envelope.Body.Send.message)``."""
        try:
            return parse_xml(_text(text).strip().encode(), UTF_8)
        except ValueError:
            return None

    @functions.signature(_ANY)
    def _func_percent(self, text: object) -> str | None:
        """The text that percent-encoding spells, as headers have it that may hold any letter."""
        return unquote(text) if isinstance(text, str) else None

    @functions.signature(_ANY)
    def _func_loose(self, text: object) -> Any:
        """The document that a text spells without quotes: ``loose(event).status.to``."""
        try:
            return parse_loose(_text(text))
        except ValueError:
            return None

    @functions.signature(_ANY, _ANY)
    def _func_split(self, text: object, mark: object) -> list[str] | None:
        """The parts of a text: ``split(subject, ':')[-1]``."""
        found = _text(text)
        return found.split(_text(mark)) if found and len(found) <= _LONGEST_SPLIT and _text(mark) else None

    @functions.signature(_ANY, _ANY)
    def _func_first(self, text: object, count: object) -> str | None:
        """The first characters of a text: ``first(Id, `15`)``."""
        return text[: max(0, count)] if isinstance(text, str) and isinstance(count, int) else None

    @functions.signature(_MANY)
    def _func_concat(self, *parts: object) -> str | None:
        """Texts and whole numbers as one text, null where one is missing: ``concat(project.path, '#', issue.no)``."""
        found = [part if isinstance(part, str) else whole(part) for part in parts]
        return None if None in found or "" in found else "".join(map(str, found))

    @functions.signature(_ANY)
    def _func_lower(self, text: object) -> str | None:
        """A text in lower case."""
        return text.lower() if isinstance(text, str) else None

    @functions.signature(_ANY)
    def _func_uid(self, text: object) -> str | None:
        """The first UID in a text, as it is written there: ``uid(subject)``. Whether it is valid is not asked here."""
        return uid_in(text)

    @functions.signature(_ANY)
    def _func_flags(self, members: object) -> list[str]:
        """The names of the members that are set: ``flags({REL: OrderIsReleased, CNF: OrderIsConfirmed})``."""
        items = members.items() if isinstance(members, dict) else ()
        return [name for name, value in items if isinstance(value, bool | int | str) and value in ON]

    @functions.signature(_ANY, _ANY, _ANY)
    def _func_named(self, items: object, member: object, words: object) -> list[Any]:
        """Objects whose member is a code, with the name that a list has for it: ``named(changes, 'status', statuses)``.

        The list has objects with ``id`` and ``name``. A code that it does not know stays as it is.
        """
        entries = [word for word in _listed(words) if isinstance(word, dict)]
        names = {str(word.get("id")): word.get("name") for word in entries}
        return [
            {**item, member: names.get(str(item.get(member)), item.get(member))} if isinstance(member, str) else item
            for item in _listed(items)
            if isinstance(item, dict)
        ]

    @functions.signature(_ANY)
    def _func_members(self, members: object) -> list[Any]:
        """The members of an object whose keys are ids: ``members(tickets)[].{id: name, state: value.state}``."""
        items = members.items() if isinstance(members, dict) else ()
        return [{"name": name, "value": value} for name, value in items]

    @functions.signature(_MANY)
    def _func_within(self, *given: object) -> list[Any]:
        """The objects under any of some names, however deep, and however many: ``within(@, 'JobOrder', 'WorkOrder')``.

        They come in the order of the document, each before those inside it.
        """
        names, found = given[1:], []
        waiting: list[tuple[object, Any]] = [("", given[0] if given else None)]
        while waiting:
            name, value = waiting.pop()
            if isinstance(value, dict):
                found += [value] if name in names else []
                waiting += reversed(value.items())
            else:
                waiting += [(name, each) for each in reversed(_listed(value))]
        return found

    @functions.signature(_ANY, _ANY)
    def _func_pairs(self, items: object, member: object) -> list[Any]:
        """What lies in the lists within a list, each with what is around it: ``pairs(orders, 'steps')``.

        JMESPath cannot look outwards, so each pair is an object of ``outer`` and ``inner``.
        """
        outer = [item for item in _listed(items) if isinstance(item, dict) and isinstance(member, str)]
        return [{"outer": item, "inner": inner} for item in outer for inner in _listed(item.get(member))]


def base64_text(text: object) -> str | None:
    """The text that Base64 spells; None where it spells none."""
    try:
        return base64.b64decode(_text(text), validate=True).decode() or None
    except ValueError:
        return None


def uid_in(text: object) -> str | None:
    """The first UID in a text, as it is written there; None where there is none, or no text."""
    found = _UID.search(_text(text))
    return found[0] if found else None


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


NAMES: Final = tuple(sorted(_Functions.FUNCTION_TABLE))
"""Every function that an expression may call."""

OPTIONS: Final = jmespath.Options(custom_functions=_Functions())
"""With these, an expression may use the hub's functions."""
