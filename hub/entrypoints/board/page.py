"""The list of tickets, the most troubled first, with what waits for somebody beside it."""

from __future__ import annotations

import json
from typing import Any, Final

from nicegui import ui
from nicegui.events import GenericEventArguments, ValueChangeEventArguments
from starlette.requests import Request

from hub.application.access import Right
from hub.entrypoints.board.deciding import claim
from hub.entrypoints.board.figures import figures
from hub.entrypoints.board.filters import Only, Wanted, from_address, tidy, to_address
from hub.entrypoints.board.live import Board, LivePage, PageSpec
from hub.entrypoints.board.model import ticket_list
from hub.entrypoints.board.parts import FigureStrip, QueueLists, TicketTable
from hub.entrypoints.board.queues import queue
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.reading import Reading, look_at, nothing
from hub.entrypoints.board.words import WORDS, status_named, status_word
from schemas.status import Status


class TicketsPage(LivePage[Reading]):
    """One reader's list."""

    def __init__(self, board: Board, reader: Reader, wanted: Wanted) -> None:
        super().__init__(board, reader)
        self._wanted = wanted

    async def look(self) -> Reading | None:
        return await look_at(self.board.watch, self._wanted)

    def draw(self, seen: Reading | None) -> None:
        deps, principal = self.board.gateway.deps, self.reader.principal
        assert principal is not None
        now = deps.clock()
        shown = seen or nothing(now)
        words, language = self.reader.words, self.reader.look.language
        drawn = figures(shown.overview, language)
        self._strip = FigureStrip(drawn, words, clock=now // 1000, zone=self.board.zone, only=self._wanted.only)
        self._strip.on("only", self._on_only)
        with ui.element("main").classes("sh-main"):
            with ui.element("div").classes("sh-left"):
                self._filter_bar()
                self._table = TicketTable(
                    ticket_list(shown, language),
                    words,
                    yellow_after=self.board.yellow_after // 1000,
                    filtered=self._wanted.is_narrow,
                )
            self._queues = QueueLists(queue(shown.overview, language), words, reviews=principal.may(Right.REVIEW))
        self._queues.on("claim", lambda event: claim(self.reader, deps.review, _text(event)))
        self._queues.on("show", self._on_show)
        self._table.on("open", self._on_open)

    def show(self, seen: Reading, *, asked: bool) -> None:
        language = self.reader.look.language
        self._strip.show(figures(seen.overview, language), self._wanted.only)
        self._queues.show(queue(seen.overview, language))
        self._table.show(ticket_list(seen, language), filtered=self._wanted.is_narrow, asked=asked)

    def _filter_bar(self) -> None:
        words, language = self.reader.words, self.reader.look.language
        with ui.element("div").classes("sh-filter").props('role="search"'):
            find = ui.input(placeholder=words.find, value=self._wanted.text, on_change=self._on_text)
            find.props(f'outlined dense clearable debounce=250 aria-label="{words.find}"').classes("sh-find")
            find.tooltip(words.find_about)
            statuses = {"": words.any_status} | {item.value: status_word(item, language) for item in Status}
            status = self._wanted.status.value if self._wanted.status else ""
            chosen = ui.select(statuses, value=status, on_change=self._on_status)
            chosen.props(f'outlined dense options-dense aria-label="{words.status}"').classes("sh-status")
            shown = {
                Only.ALL.value: words.show_all,
                Only.FROZEN.value: words.show_frozen,
                Only.APART.value: words.show_apart,
                Only.YELLOW.value: words.show_yellow,
            }
            only = ui.toggle(shown, value=self._wanted.only.value, on_change=self._on_toggle)
            only.props("unelevated no-caps dense").classes("sh-only")
        self._find, self._only = find, only

    def _on_text(self, event: ValueChangeEventArguments[Any]) -> None:
        self._want(self._wanted._replace(text=tidy(event.value)))

    def _on_status(self, event: ValueChangeEventArguments[Any]) -> None:
        self._want(self._wanted._replace(status=status_named(event.value)))

    def _on_toggle(self, event: ValueChangeEventArguments[Any]) -> None:
        self._want(self._wanted._replace(only=Only(event.value or "")))

    def _on_only(self, event: GenericEventArguments) -> None:
        self._only.value = _text(event)

    def _on_show(self, event: GenericEventArguments) -> None:
        self._find.value = _text(event)

    def _want(self, wanted: Wanted) -> None:
        """The reader wants to see something else: say so in the address, and look."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        ui.run_javascript(
            f"history.replaceState(history.state, '', location.pathname + {json.dumps(to_address(wanted))})"
        )
        self.again()

    def _on_open(self, event: GenericEventArguments) -> None:
        """Somebody opens a line: it leads to its ticket, or a reviewer to its conflict."""
        principal, uid = self.reader.principal, _text(event)
        conflict = self._table.conflict_of(uid)
        if conflict and principal is not None and principal.may(Right.REVIEW):
            ui.navigate.to(f"/conflicts/{conflict}")
        else:
            ui.navigate.to(f"/tickets/{uid}")


def _text(event: GenericEventArguments) -> str:
    """What a part of the page emitted."""
    given = event.args[0] if isinstance(event.args, list) and event.args else event.args
    return given[:128] if isinstance(given, str) else ""


def _make(board: Board, reader: Reader, request: Request) -> TicketsPage:
    return TicketsPage(board, reader, from_address(request.query_params))


SPEC: Final = PageSpec("/", lambda language: WORDS[language].tickets, Right.READ, _make)
