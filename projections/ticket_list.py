"""The list of tickets, the most troubled first: frozen, contradicting, yellow, then the most recent."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec
from psycopg import Connection

from projections import tables
from projections.consistency import Side
from projections.deviation import THRESHOLD
from projections.schema import VIEWS, statement
from schemas.instant import Instant
from schemas.status import Status


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which tickets are asked for; what is left out lets everything through.

    ``system`` asks for tickets with a track of that system, ``updated_since`` for those about which something was
    recorded at or after it, ``text`` for a part of the UID or of a native id.
    """

    status: tuple[Status, ...] = ()
    system: str = ""
    frozen: bool | None = None
    yellow: bool | None = None
    apart: bool | None = None
    updated_since: Instant | None = None
    text: str = ""


class ListedTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket in the list. ``trouble`` is ``frozen``, ``apart``, ``yellow`` or empty: the worst that holds of it."""

    uid: str
    status: Status | None
    previous: Status | None
    since: Instant | None
    system: str
    native: str
    frozen: bool
    frozen_at: Instant | None
    conflict: str
    version: int
    broadcast: Status | None
    reports: int
    first_recorded_at: Instant
    last_recorded_at: Instant
    behind_since: Instant | None
    apart_since: Instant | None
    sides: list[Side]
    trouble: str
    key: int


class Page(msgspec.Struct, frozen=True):
    """Some tickets, and what to ask for the page behind them with; empty on the last page."""

    tickets: list[ListedTicket]
    after: str


class _Section(NamedTuple):
    """A part of the list: which tickets stand in it (each in exactly one), and by what they are ordered."""

    trouble: str
    condition: str
    key: str


# Every condition and key is that of an index (sql/tables/tickets.sql), so a page costs what it shows.
_SECTIONS: Final = (
    _Section("frozen", "frozen", "frozen_at"),
    _Section("apart", "NOT frozen AND apart_since < %(until)s", "apart_since"),
    _Section(
        "yellow",
        "NOT frozen AND behind_since < %(until)s AND (apart_since IS NULL OR apart_since >= %(until)s)",
        "behind_since",
    ),
    _Section("", "NOT frozen AND (behind_since IS NULL OR behind_since >= %(until)s)", "(- last_recorded_at)"),
)

_BEFORE_ALL: Final = -(2**62)


class _Cursor(NamedTuple):
    """Where a page ended. The pages of one list are all judged at the ``now`` of the first, or tickets would slip."""

    now: Instant
    section: int
    key: int
    uid: str


def list_tickets(
    conn: Connection[Any],
    now: Instant,
    filters: Filters | None = None,
    *,
    after: str = "",
    limit: int = 50,
    threshold: int = THRESHOLD,
    views: str = VIEWS,
) -> Page:
    """A page of tickets, the most troubled first; ``after`` is what the page before it ended with.

    Raises ValueError for an ``after`` that no page gave.
    """
    cursor = _read_cursor(after) if after else _Cursor(now, 0, _BEFORE_ALL, "")
    chosen = filters or Filters()
    params = {
        "until": cursor.now - threshold,
        "status": [status.value for status in chosen.status] or None,
        "system": chosen.system,
        "frozen": chosen.frozen,
        "yellow": chosen.yellow,
        "apart": chosen.apart,
        "since": chosen.updated_since or 0,
        "text": chosen.text.strip().lower().replace("\0", ""),
    }
    found: list[ListedTicket] = []
    for section in range(cursor.section, len(_SECTIONS)):
        key, uid = (cursor.key, cursor.uid) if section == cursor.section else (_BEFORE_ALL, "")
        wanted = {**params, "key": key, "uid": uid, "limit": limit - len(found)}
        found += tables.select(conn, _query(section, views), wanted, ListedTicket)
        if len(found) == limit:
            return Page(found, _write_cursor(_Cursor(cursor.now, section, found[-1].key, found[-1].uid)))
    return Page(found, "")


@lru_cache(maxsize=16)
def _query(section: int, views: str) -> bytes:
    trouble, condition, key = _SECTIONS[section]
    # All parts are texts of this package; only the parameters come from outside.
    text = statement("tickets_list", views).decode()
    for name, part in (("trouble", f"'{trouble}'"), ("condition", condition), ("key", key)):
        text = text.replace(f"/*{name}*/", part)
    return text.encode()


def _write_cursor(cursor: _Cursor) -> str:
    return f"{cursor.now}.{cursor.section}.{cursor.key}.{cursor.uid}"


def _read_cursor(text: str) -> _Cursor:
    parts = text.split(".", 3)
    try:
        now, section, key = (int(part) for part in parts[:3])
    except ValueError:
        raise ValueError(f"{text[:80]!r} is no place in the list; take it from the page before") from None
    if len(parts) != 4 or not 0 <= section < len(_SECTIONS):
        raise ValueError(f"{text[:80]!r} is no place in the list; take it from the page before")
    return _Cursor(now, section, key, parts[3])
