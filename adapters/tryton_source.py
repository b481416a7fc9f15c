"""Asks Tryton which records of a model were written or created since the last time: for all adapters of Tryton."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from adapters.contract import NotReached, Page, Piece, Session
from adapters.declarative import read
from adapters.manifest import Manifest
from adapters.tryton_rpc import call, read_time, written
from schemas.instant import Instant, from_datetime, to_datetime, to_iso

_PAGE: Final = 100
_OVERLAP: Final = timedelta(minutes=1)
"""A transaction that began earlier may be committed later: this far behind the newest change the next round begins."""
_QUIET: Final = timedelta(minutes=15)
"""After this long, whatever the clocks of both say, no transaction of then is still open."""
_REACH_BACK: Final = timedelta(days=1)
_FIELDS: Final = ("number", "reference", "state", "create_date", "write_date")


class Reached(msgspec.Struct, frozen=True):
    """Since when changes are asked for, how many of them were read, and the newest of them."""

    since: datetime
    offset: int
    newest: datetime


class TrytonSource:
    """Records with the time of their last write (the port is adapters.contract.Source).

    A round of pages has a fixed beginning. Its pages overlap by half, because a record that changes meanwhile moves to
    the end, and the others move up. What is read twice has the same delivery id.
    """

    def __init__(self, manifest: Manifest, session: Session, model: str) -> None:
        self._manifest = manifest
        self._session = session
        self._model = model

    def poll(self, cursor: str, now: Instant) -> Page:
        """One page of what changed. Raises NotReached, NotAllowed."""
        start = to_datetime(now) - _REACH_BACK
        reached = msgspec.json.decode(cursor, type=Reached) if cursor else Reached(start, 0, start)
        since = written(reached.since)
        domain = ["OR", ["write_date", ">=", since], ["create_date", ">=", since]]
        order = [["write_date", "ASC NULLS FIRST"], ["id", "ASC"]]
        method = f"model.{self._model}.search_read"
        found = call(self._session, method, domain, reached.offset, _PAGE, order, _FIELDS, {})
        records = [_record(item) for item in found]
        newest = max([reached.newest, *(at for at, _ in records)])
        pieces = tuple(self._piece(record, now) for _, record in records)
        more = len(records) == _PAGE
        if more:
            following = Reached(reached.since, reached.offset + _PAGE // 2, newest)
        else:
            following = Reached(max(reached.since, _next_round(newest, to_datetime(now))), 0, newest)
        return Page(pieces=pieces, cursor=msgspec.json.encode(following).decode(), more=more)

    def _piece(self, record: dict[str, Any], now: Instant) -> Piece:
        body = msgspec.json.encode(record)
        return Piece(found=read(self._manifest, body, {}, now), body=body)


def _next_round(newest: datetime, now: datetime) -> datetime:
    """Where a round begins. Once nothing has changed for a while, what was read is not asked for again."""
    return newest + timedelta(microseconds=1) if now - newest > _QUIET else newest - _OVERLAP


def _record(item: Any) -> tuple[datetime, dict[str, Any]]:
    """When it changed, and the record as the adapter's shape knows it. Raises NotReached for what is no record."""
    try:
        at = read_time(item["write_date"]) or read_time(item["create_date"])
        known = {name: item[name] for name in ("id", "number", "reference", "state")}
    except (KeyError, TypeError, ValueError) as error:
        raise NotReached(f"a record of Tryton cannot be read: {error!r}") from error
    if at is None:
        raise NotReached(f"record {known['id']} of Tryton has no time")
    return at, {**known, "changed_at": to_iso(from_datetime(at))}
