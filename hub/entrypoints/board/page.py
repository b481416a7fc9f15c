"""The list of tickets, the most troubled first, with what waits for somebody beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from nicegui import ui
from nicegui.events import GenericEventArguments, ValueChangeEventArguments
from starlette.requests import Request

from hub.application.access import Right
from hub.entrypoints.board.deciding import claim
from hub.entrypoints.board.figures import figures
from hub.entrypoints.board.filters import (
    Only,
    Wanted,
    Within,
    from_address,
    tidy,
    to_address,
    within_named,
)
from hub.entrypoints.board.listing import ListPage
from hub.entrypoints.board.live import Board, PageSpec
from hub.entrypoints.board.model import ticket_list
from hub.entrypoints.board.parts import FigureStrip, QueueLists, TicketTable
from hub.entrypoints.board.queues import queue
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.reading import Reading, look_at, nothing
from hub.entrypoints.board.turning import Place
from hub.entrypoints.board.words import WORDS, Words, status_named, status_word
from schemas.status import Status


class TicketsPage(ListPage[Reading, Wanted]):
    """One reader's list."""

    def address_of(self, wanted: Wanted) -> str:
        return to_address(wanted)

    async def look(self) -> Reading | None:
        return await look_at(self.board.watch, self.wanted)

    def draw(self, seen: Reading | None) -> None:
        deps, principal = self.board.gateway.deps, self.reader.principal
        assert principal is not None
        now = deps.clock()
        shown = seen or nothing(now)
        words, language = self.reader.words, self.reader.look.language
        drawn = figures(shown.overview, language)
        self._strip = FigureStrip(drawn, words, clock=now // 1000, zone=self.board.zone, only=self.wanted.only)
        self._strip.on("only", self._on_only)
        with ui.element("div").classes("sh-main"):
            with ui.element("div").classes("sh-left"):
                self._filter_bar(shown)
                self._table = TicketTable(
                    ticket_list(shown, language, self.wanted),
                    words,
                    yellow_after=self.board.yellow_after // 1000,
                    filtered=self.wanted.is_narrow,
                )
            self._queues = QueueLists(queue(shown.overview, language), words, reviews=principal.may(Right.REVIEW))
        self._queues.on("claim", lambda event: claim(self.reader, deps.review, _text(event)))
        self._queues.on("show", self._on_show)
        self._table.on("open", self._on_open)
        self._table.on("turn", self.turn)

    def show(self, seen: Reading, *, asked: bool) -> None:
        language = self.reader.look.language
        self._strip.show(figures(seen.overview, language), self.wanted.only)
        self._queues.show(queue(seen.overview, language))
        self._offer_systems(seen)
        drawn = ticket_list(seen, language, self.wanted)
        self._table.show(drawn, filtered=self.wanted.is_narrow, asked=asked)
        self.arrive(drawn.turns)

    def _filter_bar(self, seen: Reading) -> None:
        words, language = self.reader.words, self.reader.look.language
        with ui.element("div").classes("sh-filter").props('role="search"'):
            find = ui.input(placeholder=words.find, value=self.wanted.text, on_change=self._on_text)
            find.props(f'outlined dense clearable debounce=250 aria-label="{words.find}"').classes("sh-find")
            find.tooltip(words.find_about)
            statuses = {"": words.any_status} | {item.value: status_word(item, language) for item in Status}
            status = self.wanted.status.value if self.wanted.status else ""
            _choice(statuses, status, words.status, self._on_status).classes("sh-status")
            systems = self._systems(seen)
            self._system = _choice(systems, self.wanted.system, words.system, self._on_system).classes("sh-system")
            _choice(_spans(words), self.wanted.within.value, words.within, self._on_within).classes("sh-within")
            shown = {
                Only.ALL.value: words.show_all,
                Only.FROZEN.value: words.show_frozen,
                Only.APART.value: words.show_apart,
                Only.YELLOW.value: words.show_yellow,
            }
            only = ui.toggle(shown, value=self.wanted.only.value, on_change=self._on_toggle)
            only.props("unelevated no-caps dense").classes("sh-only")
        self._find, self._only = find, only

    def _systems(self, seen: Reading) -> dict[str, str]:
        """The systems to choose from; one that only the address knows is shown as it is called there."""
        system = self.wanted.system
        known = {"": self.reader.words.any_system} | {row.system: row.title for row in seen.overview.systems}
        return known if system in known else known | {system: system}

    def _offer_systems(self, seen: Reading) -> None:
        """Systems come up while the page is open, and all of them where the database was away as it was drawn."""
        systems = self._systems(seen)
        if systems != self._system.options:
            self._system.set_options(systems)

    def _on_text(self, event: ValueChangeEventArguments[Any]) -> None:
        self.want(self.wanted._replace(text=tidy(event.value), place=Place()))

    def _on_status(self, event: ValueChangeEventArguments[Any]) -> None:
        self.want(self.wanted._replace(status=status_named(event.value), place=Place()))

    def _on_system(self, event: ValueChangeEventArguments[Any]) -> None:
        self.want(self.wanted._replace(system=tidy(event.value), place=Place()))

    def _on_within(self, event: ValueChangeEventArguments[Any]) -> None:
        self.want(self.wanted._replace(within=within_named(event.value), place=Place()))

    def _on_toggle(self, event: ValueChangeEventArguments[Any]) -> None:
        self.want(self.wanted._replace(only=Only(event.value or ""), place=Place()))

    def _on_only(self, event: GenericEventArguments) -> None:
        self._only.value = _text(event)

    def _on_show(self, event: GenericEventArguments) -> None:
        self._find.value = _text(event)

    def _on_open(self, event: GenericEventArguments) -> None:
        """Somebody opens a line: it leads to its ticket, or a reviewer to its conflict."""
        principal, uid = self.reader.principal, _text(event)
        conflict = self._table.conflict_of(uid)
        if conflict and principal is not None and principal.may(Right.REVIEW):
            ui.navigate.to(f"/conflicts/{conflict}")
        else:
            ui.navigate.to(f"/tickets/{uid}")


def _choice(
    options: dict[str, str], value: str, label: str, on_change: Callable[[ValueChangeEventArguments[Any]], None]
) -> ui.select:
    """One of a few values to filter by."""
    return ui.select(options, value=value, on_change=on_change).props(
        f'outlined dense options-dense aria-label="{label}"'
    )


def _spans(words: Words) -> dict[str, str]:
    return {
        Within.EVER.value: words.within_ever,
        Within.HOUR.value: words.within_hour,
        Within.SHIFT.value: words.within_shift,
        Within.DAY.value: words.within_day,
        Within.WEEK.value: words.within_week,
    }


def _text(event: GenericEventArguments) -> str:
    """What a part of the page emitted."""
    given = event.args[0] if isinstance(event.args, list) and event.args else event.args
    return given[:512] if isinstance(given, str) else ""


def _make(board: Board, reader: Reader, request: Request) -> TicketsPage:
    return TicketsPage(board, reader, from_address(request.query_params))


SPEC: Final = PageSpec("/", lambda language: WORDS[language].tickets, Right.READ, _make)
