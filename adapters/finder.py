"""A finder from its manifest alone: reads the one object that an event has named, as webhooks are read."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote

import msgspec

from adapters.contract import NO_HEADERS, NotOffered, NotReached, Piece, Session, expected
from adapters.declarative import read
from adapters.documents import Unreadable, parse_json
from adapters.expressions import Expression, Sent, UnusableExpression
from adapters.fields import Misfit, scalar
from adapters.lookup_table import ID, ObjectRead
from adapters.manifest import Manifest
from schemas.instant import Instant

_GONE: Final = frozenset({404, 410})
_MISLEADING: Final = re.compile(r"[\x00-\x1f\x7f'\"\\]|\A\.{1,2}\Z")
"""In an id: what could make another request of the one that is meant, where ids stand between quotes or slashes."""


class ManifestFinder:
    """Reads objects by the ``[lookup]`` of a manifest (the port is adapters.contract.Finder)."""

    def __init__(self, manifest: Manifest, session: Session) -> None:
        self._manifest = manifest
        self._session = session

    def find(self, what: str, native_id: str, now: Instant) -> Piece | None:
        """What the object says of itself now; None where there is none. Raises NotReached, NotAllowed, NotOffered."""
        lookup = self._manifest.lookups.get(what)
        if lookup is None:
            raise NotOffered(f'{self._manifest.source} does not say where a {what} is read; give it [lookup."{what}"]')
        if _MISLEADING.search(native_id):
            raise NotOffered(f"{native_id!r} holds marks that no id has, so it is not asked for")
        item = self._item(lookup, native_id)
        if item is None:
            return None
        body = msgspec.json.encode(_value(lookup.body, {"item": item}))
        return Piece(found=read(self._manifest, body, NO_HEADERS, now), body=body)

    def _item(self, lookup: ObjectRead, native_id: str) -> Any:
        path = lookup.path.replace(ID, quote(native_id, safe=""))
        params = {name: value.replace(ID, native_id) for name, value in lookup.params.items()}
        answer = self._session.request("GET", path, params=params)
        if answer.status in _GONE:
            return None
        document = parse_json(expected(answer, path).body)
        if isinstance(document, Unreadable):
            raise NotReached(f"{path}: {document.reason}")
        if lookup.items is None or lookup.id is None:
            return document
        items = _value(lookup.items, document)
        if not isinstance(items, list):
            raise NotReached(f"{path}: `{lookup.items.text}` is no list in what the system answers")
        return next((item for item in items if _is(native_id, _value(lookup.id, item))), None)


def _is(native_id: str, value: Any) -> bool:
    try:
        return scalar("id", value) == native_id
    except Misfit:
        return False


def _value(expression: Expression, document: Any) -> Any:
    try:
        return expression.of(Sent(document, document, NO_HEADERS))
    except UnusableExpression as error:
        raise NotReached(str(error)) from error
