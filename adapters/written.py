"""A sink from its manifest alone: tells a system a status, and reads back whether it took it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from adapters.contract import (
    NO_HEADERS,
    Change,
    Done,
    Forbidden,
    GaveUp,
    Later,
    NotAllowed,
    NotReached,
    Response,
    Session,
    Standing,
    Written,
    expected,
)
from adapters.documents import Unreadable, parse_json
from adapters.expressions import Expression, Sent, UnusableExpression
from adapters.fields import Misfit, scalar
from adapters.write_table import Lookup, RequestTable, Write

_GONE: Final = frozenset({404, 410})
_SHOWN: Final = 160
"""Characters of a refusal that are shown."""


class WrittenSink:
    """Writes to one system by the ``[write]`` of its manifest (the port is adapters.contract.Sink)."""

    def __init__(self, write: Write, session: Session) -> None:
        self._write = write
        self._session = session

    def write(self, change: Change) -> Written:
        """Bring a ticket to a status, and read back whether it got there.

        The system is read first, so repeating a write changes nothing; and it is read afterwards, because there are
        systems that answer 204 to what they ignore.
        """
        try:
            return self._written(change)
        except NotReached as error:
            return Later(str(error), error.after_seconds)
        except NotAllowed as error:
            return Forbidden(str(error))

    def current(self, native_id: str) -> Standing | None:
        """How a ticket stands there now; None where there is no such ticket. Raises NotReached, NotAllowed."""
        found = self._found(native_id)
        return None if found is None else self._current(found)

    def _written(self, change: Change) -> Written:
        found = self._found(change.native_id)
        before = None if found is None else self._current(found)
        if found is None or before is None:
            return GaveUp(f"{change.native_id} is not there, or not shown to the hub's user")
        if before.native == change.native:
            return Done(before.native)
        values = {"id": found, "native": change.native}
        key = self._key(change.native, values)
        if key is None:
            return GaveUp(f"no way leads from {before.native!r} to {change.native!r} for the hub's user")
        answer = self._asked(self._write.request, {**values, "key": key})
        if 400 <= answer.status < 500 and answer.status not in {401, 403, 408, 423, 425, 429}:
            return GaveUp(f"the system answers {answer.status}: {answer.body[:_SHOWN].decode(errors='replace')}")
        expected(answer, f"{self._write.request.method} {self._write.request.path}")
        after = self._current(found)
        if after is not None and after.native == change.native:
            return Done(after.native)
        shown = "nothing" if after is None else repr(after.native)
        return GaveUp(
            f"the system answers {answer.status} and shows {shown}: its workflow may not let the hub's user do this"
        )

    def _found(self, native_id: str) -> str | None:
        if self._write.find is None:
            return native_id
        found = self._looked_up(self._write.find, native_id, {"id": native_id})
        return None if found is None else str(found)

    def _current(self, found: str) -> Standing | None:
        document = self._document(self._write.read, {"id": found})
        word = None if document is None else self._scalar(self._write.word, document)
        return None if word is None else Standing(native=word)

    def _key(self, native: str, values: Mapping[str, str]) -> Any:
        """What the request says for a word; None where there is nothing that leads there."""
        lookup = self._write.lookup
        if lookup is None:
            return self._write.keys.get(native) if self._write.keys else native
        return self._looked_up(lookup, native, values)

    def _looked_up(self, lookup: Lookup, wanted: str, values: Mapping[str, str]) -> Any:
        items = _value(lookup.items, self._document(lookup.request, values))
        for item in items if isinstance(items, list) else ():
            if self._scalar(lookup.name, item) == wanted:
                return _value(lookup.key, item)
        return None

    def _document(self, request: RequestTable, values: Mapping[str, str]) -> Any:
        """What the system answers; None where it knows no such ticket. Raises NotReached, NotAllowed."""
        answer = self._asked(request, values)
        if answer.status in _GONE:
            return None
        document = parse_json(expected(answer, request.path).body)
        if isinstance(document, Unreadable):
            raise NotReached(f"{request.path}: {document.reason}")
        return document

    def _asked(self, request: RequestTable, values: Mapping[str, Any]) -> Response:
        path = request.path
        for name, value in values.items():
            path = path.replace("{" + name + "}", quote(str(value), safe=""))
        params = {name: str(_filled(value, values)) for name, value in request.params.items()}
        body, content_type = _body(request, values)
        headers = {"Content-Type": content_type} if body else NO_HEADERS
        return self._session.request(request.method, path, headers=headers, params=params, body=body)

    @staticmethod
    def _scalar(expression: Expression, document: Any) -> str | None:
        value = _value(expression, document)
        try:
            return None if value is None else scalar("status", value)
        except Misfit as error:
            raise NotReached(f"`{expression.text}`: {error}") from error


def _body(request: RequestTable, values: Mapping[str, Any]) -> tuple[bytes, str]:
    if not request.body:
        return b"", ""
    filled = _filled(request.body, values)
    if not request.form:
        return msgspec.json.encode(filled), "application/json"
    fields = {
        name: value if isinstance(value, str) else msgspec.json.encode(value).decode() for name, value in filled.items()
    }
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _filled(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with its names replaced. A text that is one name alone becomes the value, number or not."""
    if isinstance(template, dict):
        return {name: _filled(value, values) for name, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, values) for value in template]
    if not isinstance(template, str):
        return template
    for name, value in values.items():
        if template == "{" + name + "}":
            return value
        template = template.replace("{" + name + "}", str(value))
    return template


def _value(expression: Expression, document: Any) -> Any:
    try:
        return expression.of(Sent(document, document, NO_HEADERS))
    except UnusableExpression as error:
        raise NotReached(str(error)) from error
