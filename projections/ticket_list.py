"""The list of tickets, the most troubled first: frozen, contradicting, yellow, then the most recent.

Of a moment in the past, it says which tickets there were; how they stood, their events say.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec
from psycopg import Connection

from projections import tables
from projections.consistency import Side
from projections.deviation import THRESHOLD
from projections.paging import BEFORE_ALL, BEHIND_ALL, page_of, query
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
    """Some tickets, and what to ask with for the pages before and behind them; empty where there is none."""

    tickets: list[ListedTicket]
    previous: str
    next: str


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

_TROUBLES: Final = [section.trouble for section in _SECTIONS]


class _Cursor(NamedTuple):
    """A place in the list, and whether the page ends in front of it (``back``) or begins behind it.

    The pages of one list are all judged at the ``now`` of the first, or tickets would slip.
    """

    now: Instant
    section: int
    key: int
    uid: str
    back: bool


def list_tickets(
    conn: Connection[Any],
    now: Instant,
    filters: Filters | None = None,
    *,
    cursor: str = "",
    limit: int = 50,
    threshold: int = THRESHOLD,
    views: str = VIEWS,
) -> Page:
    """A page of tickets, the most troubled first; ``cursor`` is the ``next`` or ``previous`` of another page.

    Raises ValueError for a cursor that no page gave.
    """
    place = _read_cursor(cursor) if cursor else _edge(now, 0, back=False)
    filters = filters or Filters()
    params = _params(filters, place.now - threshold)
    found: list[ListedTicket] = []
    for section in range(place.section, -1, -1) if place.back else range(place.section, len(_SECTIONS)):
        start = place if section == place.section else _edge(place.now, section, back=place.back)
        wanted = {**params, "key": start.key, "uid": start.uid, "limit": limit + 1 - len(found)}
        found += tables.select(conn, _query(section, filters, views, back=place.back), wanted, ListedTicket)
        if len(found) > limit:
            break
    return _page(found, limit, place, is_first=not cursor)


def count_tickets(
    conn: Connection[Any],
    now: Instant,
    filters: Filters,
    most: int,
    *,
    threshold: int = THRESHOLD,
    views: str = VIEWS,
) -> int:
    """How many tickets the filters leave at ``now``, counted no further than ``most``."""
    parts = (("filters", _condition(filters, views)),)
    params = {**_params(filters, now - threshold), "most": most}
    [[found]] = conn.execute(query("tickets_count", views, parts=parts), params).fetchall()
    return int(found)


def known_by(
    conn: Connection[Any], moment: Instant, filters: Filters, *, after: str = "", limit: int = 50, views: str = VIEWS
) -> list[str]:
    """UIDs behind ``after``, in order, of which something was recorded at or before a moment.

    What the filters ask is looked at only where it holds for good once it holds (system, text, the last record): a
    ticket that is left out did not match at the moment, one that is given may not have.
    """
    params = {**_params(filters, 0), "moment": moment, "after": after, "limit": limit}
    return [uid for (uid,) in conn.execute(statement("tickets_known_by", views), params)]


def _params(chosen: Filters, until: Instant) -> dict[str, object]:
    return {
        "until": until,
        "status": [status.value for status in chosen.status] or None,
        "system": chosen.system,
        "frozen": chosen.frozen,
        "yellow": chosen.yellow,
        "apart": chosen.apart,
        "since": chosen.updated_since or 0,
        "text": chosen.text.strip().lower().replace("\0", ""),
    }


def _page(found: list[ListedTicket], limit: int, place: _Cursor, *, is_first: bool) -> Page:
    """What was found on the way from a place."""
    tickets, has_previous, has_next = page_of(found, limit, back=place.back, is_first=is_first)
    # A page that all tickets have left meanwhile leads to the end of the list that it stands at.
    before, behind = (
        (_place_of(tickets[0], place.now, back=True), _place_of(tickets[-1], place.now, back=False))
        if tickets
        else (_edge(place.now, len(_SECTIONS) - 1, back=True), _edge(place.now, 0, back=False))
    )
    return Page(tickets, _write_cursor(before) if has_previous else "", _write_cursor(behind) if has_next else "")


def _edge(now: Instant, section: int, *, back: bool) -> _Cursor:
    """Where a walk enters a section."""
    return _Cursor(now, section, BEHIND_ALL if back else BEFORE_ALL, "", back)


def _place_of(ticket: ListedTicket, now: Instant, *, back: bool) -> _Cursor:
    return _Cursor(now, _TROUBLES.index(ticket.trouble), ticket.key, ticket.uid, back)


def _query(section: int, filters: Filters, views: str, *, back: bool) -> bytes:
    trouble, condition, key = _SECTIONS[section]
    parts = {"trouble": f"'{trouble}'", "condition": condition, "filters": _condition(filters, views)}
    return query("tickets_list", views, back=back, parts=(*parts.items(), ("key", key)))


def _condition(filters: Filters, views: str) -> str:
    """What stands for the filters in a statement."""
    names = ("tickets_filters", "tickets_of_system") if filters.system else ("tickets_filters",)
    return "\n".join(statement(name, views).decode() for name in names)


def _write_cursor(cursor: _Cursor) -> str:
    return f"{'~' if cursor.back else ''}{cursor.now}.{cursor.section}.{cursor.key}.{cursor.uid}"


def _read_cursor(text: str) -> _Cursor:
    parts = text.removeprefix("~").split(".", 3)
    try:
        now, section, key = (int(part) for part in parts[:3])
    except ValueError:
        raise ValueError(f"{text[:80]!r} is no place in the list; take it from another page") from None
    if len(parts) != 4 or not 0 <= section < len(_SECTIONS):
        raise ValueError(f"{text[:80]!r} is no place in the list; take it from another page")
    return _Cursor(now, section, key, parts[3], text.startswith("~"))
