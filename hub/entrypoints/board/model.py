"""What the page shows, as plain values: every label in the reader's language, every age as the moment it counts from.

Pure: what the port answered goes in, what the browser draws comes out. The browser counts ages on by itself, so that a
system turns yellow on the screen with nothing sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import msgspec

from conflict.explain import duration, moment
from hub.entrypoints.board.filters import Wanted, to_address
from hub.entrypoints.board.reading import Reading
from hub.entrypoints.board.turning import Turns, count_of, turns_of
from hub.entrypoints.board.words import WORDS, Language, status_word
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.tickets import SystemState, TicketRow
from projections.strips import HUB, Change
from schemas.instant import Instant
from schemas.status import Status

Millis = int
"""Milliseconds since 1970, as browsers count."""

_LONGEST_NATIVE: Final = 60
_ANY: Final = Wanted()
_DRAWN: Final = 8
"""Lists that are kept, by what was seen, language and filter: most readers look at the same one."""


class Column(msgspec.Struct, frozen=True):
    """A system, as the list's heading names it."""

    system: str
    title: str


class Stretch(msgspec.Struct, frozen=True, array_like=True):
    """From a moment on a lane stood at a status, up to the next stretch or to now."""

    since: Millis
    tone: str


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """Where one system stands with a ticket."""

    status: str
    tone: str
    """The status as a name for a style."""
    native: str
    behind: Millis | None
    """Since when it differs from the canonical status."""
    title: str
    strip: list[Stretch] = []


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket in the list; ``cells`` stand in the order of the columns, None where a system reported nothing."""

    uid: str
    status: str
    tone: str
    since: Millis | None
    frozen: bool
    conflict: str
    apart: Millis | None
    title: str
    cells: list[Cell | None]
    first: Millis | None = None
    """Where the strips of the row begin."""
    strip: list[Stretch] = []
    """The canonical status."""


class TicketList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list."""

    columns: list[Column]
    lines: list[Line]
    turns: Turns
    count: str
    """Which of how many they are."""

    def looks_like(self, other: TicketList) -> bool:
        """Whether a reader sees the same; the places at which its pages meet move on with time alone."""
        turns, others = self.turns, other.turns
        same_turns = (turns.number, turns.next is None) == (others.number, others.next is None)
        return same_turns and (self.columns, self.lines, self.count) == (other.columns, other.lines, other.count)


@lru_cache(maxsize=_DRAWN)
def ticket_list(reading: Reading, language: Language, wanted: Wanted = _ANY) -> TicketList:
    """The tickets, in the order in which the port gave them: the most troubled first.

    Drawn once for all pages that show the same, because two hundred rows take as long as all else that a page does.
    """
    rows, titles = reading.tickets.page.items, titles_of(reading.overview.systems)
    columns = columns_of(reading.overview.systems, rows)
    turns = turns_of(reading.tickets.page, wanted.place, lambda place: to_address(wanted.at(place)))
    return TicketList(
        columns=columns,
        lines=[
            line_of(row, [column.system for column in columns], titles, language, reading.tickets.strips)
            for row in rows
        ],
        turns=turns,
        count=count_of(turns.number, len(rows), reading.total, language),
    )


def titles_of(systems: Iterable[SystemRow]) -> dict[str, str]:
    """How people call each system."""
    return {row.system: row.title or row.system for row in systems}


def columns_of(systems: Sequence[SystemRow], rows: Iterable[TicketRow]) -> list[Column]:
    """A column for every system that was ever heard or stands in a row."""
    titles = titles_of(systems)
    heard = [row.system for row in systems if row.last_seen is not None]
    seen = (state.system for row in rows for state in row.systems)
    return [Column(system, titles.get(system, system)) for system in dict.fromkeys([*heard, *seen])]


def line_of(
    row: TicketRow,
    systems: Sequence[str],
    titles: Mapping[str, str],
    language: Language,
    strips: Mapping[str, Mapping[str, Sequence[Change]]] = MappingProxyType({}),
) -> Line:
    """One ticket."""
    words = WORDS[language]
    states = {state.system: state for state in row.systems}
    lanes = strips.get(row.uid, {})
    status = status_word(row.status, language) if row.status else words.no_status
    title = ""
    if row.since is not None:
        title = words.canonical_since.format(status=status, moment=moment(row.since).en)
    return Line(
        uid=row.uid,
        status=status,
        tone=tone_of(row.status),
        since=millis(row.since),
        frozen=row.frozen,
        conflict=row.conflict,
        apart=millis(row.apart_since),
        title=title,
        cells=[cell_of(states.get(system), titles, language, lanes.get(system, ())) for system in systems],
        first=min((change.at // 1000 for lane in lanes.values() for change in lane), default=None),
        strip=strip_of(lanes.get(HUB, ())),
    )


def cell_of(
    state: SystemState | None, titles: Mapping[str, str], language: Language, lane: Sequence[Change] = ()
) -> Cell | None:
    """One system beside the canonical status."""
    if state is None:
        return None
    system = titles.get(state.system, state.system)
    if state.native_id:
        system = f"{system} {state.native_id}"
    return Cell(
        status=status_word(state.status, language),
        tone=tone_of(state.status),
        native=shortened(state.native),
        behind=millis(state.behind_since),
        title=WORDS[language].reported.format(system=system, native=state.native, moment=moment(state.since).en),
        strip=strip_of(lane),
    )


def strip_of(lane: Iterable[Change]) -> list[Stretch]:
    """A lane as a small picture; a change to the status that it is in is none."""
    found: list[Stretch] = []
    for change in lane:
        stretch = Stretch(change.at // 1000, tone_of(change.status))
        if not found or found[-1].tone != stretch.tone:
            found.append(stretch)
    return found


def changed(before: TicketList, after: TicketList) -> dict[str, object]:
    """What a browser that shows ``before`` needs to show ``after``: the order, and the lines that are not the same."""
    known = {line.uid: line for line in before.lines} if before.columns == after.columns else {}
    return {
        "columns": msgspec.to_builtins(after.columns),
        "order": [line.uid for line in after.lines],
        "lines": [msgspec.to_builtins(line) for line in after.lines if known.get(line.uid) != line],
        "turns": msgspec.to_builtins(after.turns),
        "count": after.count,
    }


def tone_of(status: Status | None) -> str:
    """The status as a name for a style: ``in-progress``."""
    return status.value.lower().replace(" ", "-") if status else "none"


def shortened(text: str) -> str:
    """A system's word, which may be anything."""
    return text if len(text) <= _LONGEST_NATIVE else text[: _LONGEST_NATIVE - 1] + "…"


def millis(at: Instant | None) -> Millis | None:
    return None if at is None else at // 1000


def span(seconds: float | None, language: Language) -> str:
    """A span of time as people read it."""
    if seconds is None:
        return "–"
    said = duration(round(seconds * 1_000_000))
    return said.zh if language is Language.ZH else said.en
