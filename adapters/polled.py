"""A source from its manifest alone: asks for what changed, page by page, and reads it as webhooks are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import msgspec

from adapters.contract import NO_HEADERS, NotReached, Page, Piece, Response, Session, expected
from adapters.cursors import Cursor, Seen, read_cursor, write_cursor
from adapters.declarative import read
from adapters.documents import Unreadable, parse_json
from adapters.expressions import Expression, Sent, UnusableExpression
from adapters.fields import Misfit, scalar
from adapters.manifest import Manifest
from adapters.poll_table import ID, SINCE, Poll
from schemas.instant import SECOND, Instant, to_datetime

_GONE: Final = frozenset({404, 410})


class _Item(NamedTuple):
    native_id: str
    at: Instant
    value: Any


class PolledSource:
    """Asks one system by the ``[poll]`` of its manifest (the port is adapters.contract.Source).

    No change is missed: the list is asked for from a time on, oldest change first, so whatever changes meanwhile moves
    to its end. The next poll begins an overlap before the newest change seen, for what was committed late. Within one
    time it goes on by offset, half a page at a time, for what moves away meanwhile moves the others up.
    """

    def __init__(self, manifest: Manifest, poll: Poll, session: Session) -> None:
        self._manifest = manifest
        self._poll = poll
        self._session = session

    def poll(self, cursor: str, now: Instant) -> Page:
        """One page of what changed. Raises NotReached, NotAllowed."""
        standing = read_cursor(cursor) or Cursor(since=now - int(self._poll.reach_back * SECOND))
        items = self._items(standing)
        wanted = [item for item in items if standing.needs(item.native_id, item.at)]
        pieces = tuple(self._pieces(wanted, now))
        read_now = {item.native_id: standing.sees(item.native_id, item.at, now) for item in items}
        following, more = self._after(standing, items, {**standing.seen, **read_now})
        return Page(pieces=pieces, cursor=write_cursor(following), more=more)

    def _items(self, cursor: Cursor) -> list[_Item]:
        document = self._asked(self._poll.path, self._params(cursor))
        found = self._value(self._poll.items, document)
        if not isinstance(found, list):
            raise NotReached(f"{self._poll.path}: `{self._poll.items.text}` is no list in what the system answers")
        return [self._item(value) for value in found]

    def _params(self, cursor: Cursor) -> dict[str, str]:
        since = self._written(cursor.since)
        params = {name: value.replace(SINCE, since) for name, value in self._poll.params.items()}
        if self._poll.offset:
            params[self._poll.offset] = str(self._poll.first_offset + cursor.offset)
        return params

    def _written(self, since: Instant) -> str:
        """A time as the system reads it: in its own zone, unless the form says that it is in UTC."""
        form = self._poll.since_format
        names_zone = "Z" in form or "%z" in form
        return to_datetime(since).astimezone(UTC if names_zone else self._poll.clock.zone).strftime(form)

    def _item(self, value: Any) -> _Item:
        native_id, at = self._value(self._poll.id, value), self._value(self._poll.at, value)
        try:
            return _Item(scalar("id", native_id), self._poll.clock.read(at), value)
        except (Misfit, ValueError) as error:
            raise NotReached(f"{self._poll.path}: an item cannot be read: {error}") from error

    def _pieces(self, items: list[_Item], now: Instant) -> Iterator[Piece]:
        words = self._asked(self._poll.words) if self._poll.words and items else None
        for item in items:
            each = self._each(item)
            if each is _NOTHING:
                continue  # it was deleted since the list was made
            made = self._value(self._poll.body, {"item": item.value, "each": each, "words": words})
            body = msgspec.json.encode(made)
            yield Piece(found=read(self._manifest, body, NO_HEADERS, now), body=body)

    def _each(self, item: _Item) -> Any:
        if not self._poll.each:
            return None
        path = self._poll.each.replace(ID, quote(item.native_id, safe=""))
        answer = self._session.request("GET", path)
        return _NOTHING if answer.status in _GONE else self._document(path, answer)

    def _asked(self, path: str, params: dict[str, str] | None = None) -> Any:
        return self._document(path, self._session.request("GET", path, params=params or NO_HEADERS))

    def _document(self, path: str, answer: Response) -> Any:
        document = parse_json(expected(answer, path).body)
        if isinstance(document, Unreadable):
            raise NotReached(f"{path}: {document.reason}")
        return document

    def _value(self, expression: Expression, document: Any) -> Any:
        try:
            return expression.of(Sent(document, document, NO_HEADERS))
        except UnusableExpression as error:
            raise NotReached(f"{self._poll.path}: {error}") from error

    def _after(self, cursor: Cursor, items: list[_Item], seen: dict[str, Seen]) -> tuple[Cursor, bool]:
        """Where to go on, and whether there is more at once."""
        newest = max([cursor.newest, *(item.at for item in items)])
        is_full = bool(self._poll.offset) and len(items) >= self._poll.size
        if is_full and self._poll.knows_since and items[-1].at >= cursor.since + SECOND:
            return Cursor(items[-1].at // SECOND * SECOND, 0, newest, seen), True
        if is_full:
            step = 1 if self._poll.counts_pages else max(1, self._poll.size // 2)
            return Cursor(cursor.since, cursor.offset + step, newest, seen), True
        since = newest - int(self._poll.overlap * SECOND) if newest else cursor.since
        kept = {native_id: one for native_id, one in seen.items() if one.at >= since or not self._poll.knows_since}
        return Cursor(since, 0, 0, kept), False


_NOTHING: Final = object()
