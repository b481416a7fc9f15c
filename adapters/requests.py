"""Requests of a manifest, filled in and asked, and what their answers say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from adapters.contract import NO_HEADERS, NotAllowed, NotReached, Response, Session, expected
from adapters.documents import Unreadable, parse_json
from adapters.expressions import Expression, Sent, UnusableExpression
from adapters.fields import Misfit, scalar
from adapters.filling import encoded, filled, filled_path, merged
from adapters.write_table import Lookup, RequestTable, UidWrite, Write

_GONE: Final = frozenset({404, 410})
_REFUSALS: Final = frozenset(range(400, 500)) - {401, 403, 408, 423, 425, 429}
_SHOWN: Final = 160
"""Characters of a refusal that are shown."""


class Requests:
    """Asks one system what its manifest says, with the names that its settings give."""

    def __init__(self, write: Write, session: Session, settings: Mapping[str, str]) -> None:
        self._write = write
        self._session = session
        self._settings = settings

    def word(self, values: Mapping[str, Any]) -> str | None:
        """The word that a ticket shows now; None where there is no such ticket. Raises NotReached, NotAllowed."""
        document = self._document(self._write.read, values)
        return None if document is None else _scalar(self._write.word, document)

    def uid(self, uid: UidWrite, values: Mapping[str, Any]) -> str | None:
        """What the field of a ticket's UID holds; None where there is no such ticket. Raises NotReached, NotAllowed."""
        document = self._document(uid.read, values)
        return None if document is None else _scalar(uid.word, document) or ""

    def looked_up(self, lookup: Lookup, values: Mapping[str, Any]) -> Iterator[tuple[str | None, Any]]:
        """The name and the key of each item. Raises NotReached, NotAllowed."""
        items = _value(lookup.items, self._document(lookup.request, values))
        for item in items if isinstance(items, list) else ():
            yield _scalar(lookup.name, item), _value(lookup.key, item)

    def told(self, request: RequestTable, values: Mapping[str, Any], more: Mapping[str, Any] = NO_HEADERS) -> str:
        """Ask for a change; what the system says that it did with it. Raises Refusal, NotReached, NotAllowed."""
        answer = self._asked(request, values, more)
        if why := self._why(self._write.refused, answer):
            raise Refusal(f"the system refuses it: {why}")
        self._check_rights(answer, request)
        if answer.status in _REFUSALS:
            raise Refusal(f"the system answers {answer.status}: {_shown(answer.body.decode(errors='replace'))}")
        expected(answer, f"{request.method} {request.path}")
        return f"the system answers {answer.status}"

    def _document(self, request: RequestTable, values: Mapping[str, Any]) -> Any:
        """What the system answers; None where it knows no such ticket. Raises NotReached, NotAllowed."""
        answer = self._asked(request, values, NO_HEADERS)
        if answer.status in _GONE:
            return None
        self._check_rights(answer, request)
        if why := self._why(self._write.refused, answer):
            raise NotAllowed(f"{request.path}: the system refuses to be asked: {why}")
        document = parse_json(expected(answer, request.path).body)
        if isinstance(document, Unreadable):
            raise NotReached(f"{request.path}: {document.reason}")
        return document

    def _check_rights(self, answer: Response, request: RequestTable) -> None:
        if why := self._why(self._write.forbidden, answer):
            raise NotAllowed(f"{request.path}: {why}; check the user, password and rights of the hub there")

    @staticmethod
    def _why(expression: Expression | None, answer: Response) -> str:
        """What an answer says to be wrong; empty where it says nothing."""
        document = None if expression is None else parse_json(answer.body)
        if expression is None or isinstance(document, Unreadable):
            return ""
        found = _value(expression, document)
        return _shown(str(found)) if found else ""

    def _asked(self, request: RequestTable, values: Mapping[str, Any], more: Mapping[str, Any]) -> Response:
        known = {**self._settings, **values}
        params = {name: str(filled(value, known)) for name, value in request.params.items()}
        try:
            made = filled(merged(request.body, more), known)
        except ValueError as error:
            raise NotAllowed(f"{request.path}: {error}; correct the setting, or the id") from error
        body, content_type = encoded(made, form=request.form)
        headers = {"Content-Type": content_type} if body else NO_HEADERS
        path = filled_path(request.path, known)
        return self._session.request(request.method, path, headers=headers, params=params, body=body)


class Refusal(Exception):
    """The system does not make a change, whatever else it does; the text says why."""


def _shown(text: str) -> str:
    return text[:_SHOWN]


def _scalar(expression: Expression, document: Any) -> str | None:
    value = _value(expression, document)
    try:
        return None if value is None else scalar("status", value)
    except Misfit as error:
        raise NotReached(f"`{expression.text}`: {error}") from error


def _value(expression: Expression, document: Any) -> Any:
    try:
        return expression.of(Sent(document, document, NO_HEADERS))
    except UnusableExpression as error:
        raise NotReached(str(error)) from error
