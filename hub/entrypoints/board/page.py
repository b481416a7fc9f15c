"""The page: laid out once, and kept up to date for as long as it is open."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nicegui import Client, background_tasks, ui
from nicegui.events import GenericEventArguments, ValueChangeEventArguments

from conflict.explain import moment
from hub.application.access import Right
from hub.entrypoints.board.deciding import Deciding
from hub.entrypoints.board.figures import figures
from hub.entrypoints.board.filters import Only, Wanted, tidy, to_address
from hub.entrypoints.board.heading import Heading
from hub.entrypoints.board.model import ticket_list
from hub.entrypoints.board.parts import FigureStrip, QueueLists, TicketTable
from hub.entrypoints.board.queues import queue
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.reading import Reading, nothing
from hub.entrypoints.board.watch import Watch
from hub.entrypoints.board.words import status_named, status_word
from hub.entrypoints.gateway.context import Gateway
from schemas.instant import Instant
from schemas.status import Status

_STYLE: Final = (Path(__file__).parent / "board.css").read_text("utf-8")
_KEYS: Final = (Path(__file__).parent / "keys.js").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Board:
    """What all pages of one process share."""

    gateway: Gateway
    watch: Watch
    yellow_after: Instant


class BoardPage:
    """One reader's page."""

    def __init__(self, board: Board, reader: Reader, wanted: Wanted) -> None:
        self._board = board
        self._reader = reader
        self._wanted = wanted
        self._asked = False
        self._seen: Instant | None = None
        self._bell = asyncio.Event()

    def lay_out(self, client: Client, reading: Reading | None) -> None:
        """Draw everything, with what is known so far."""
        deps, principal = self._board.gateway.deps, self._reader.principal
        assert principal is not None
        shown, now = reading or nothing(deps.clock()), deps.clock()
        words, language = self._reader.words, self._reader.look.language
        ui.add_css(_STYLE)
        ui.add_body_html(f"<script>{_KEYS}</script>")
        self._heading = Heading(self._reader)
        self._strip = FigureStrip(figures(shown.overview, language), words, clock=now // 1000, only=self._wanted.only)
        self._strip.on("only", self._on_only)
        with ui.element("main").classes("sh-main") as main:
            with ui.element("div").classes("sh-left"):
                self._filter_bar()
                self._table = TicketTable(
                    ticket_list(shown, language),
                    words,
                    yellow_after=self._board.yellow_after // 1000,
                    filtered=self._wanted.is_narrow,
                )
            self._queues = QueueLists(queue(shown.overview, language), words, reviews=principal.may(Right.REVIEW))
        self._deciding = Deciding(self._reader, deps)
        self._connect(client)
        self._body = (self._strip, main)
        for part in self._body:
            part.classes("sh-unknown" if reading is None else "")
        if reading is None and not self._board.watch.is_away:
            self._heading.waiting()
        else:
            self._note(reading)

    def _connect(self, client: Client) -> None:
        self._queues.on("claim", lambda event: self._deciding.claim(_text(event)))
        self._queues.on("decide", lambda event: self._deciding.ask(_text(event)))
        self._queues.on("show", self._on_show)
        self._table.on("open", self._on_open)
        follower: list[asyncio.Task[Any]] = []

        def start() -> None:
            if not follower:
                follower.append(background_tasks.create(self._follow(client), name="board page"))

        client.on_connect(start)
        client.on_delete(lambda: [task.cancel() for task in follower])

    # -- the filter -------------------------------------------------------------------------------------------------

    def _filter_bar(self) -> None:
        words, language = self._reader.words, self._reader.look.language
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
        self._wanted, self._asked = wanted, True
        ui.run_javascript(
            f"history.replaceState(history.state, '', location.pathname + {json.dumps(to_address(wanted))})"
        )
        self._bell.set()

    async def _on_open(self, event: GenericEventArguments) -> None:
        """Somebody opens a line: a frozen one leads to its conflict."""
        principal, uid = self._reader.principal, _text(event)
        conflict = self._table.conflict_of(uid)
        if conflict and principal is not None and principal.may(Right.REVIEW):
            await self._deciding.ask(conflict)

    # -- what is new ------------------------------------------------------------------------------------------------

    async def _follow(self, client: Client) -> None:
        """Look again whenever it is worth it, until the page is closed or the session ends."""
        with self._board.watch.bell() as self._bell, client:
            while not client.is_deleted:
                if self._reader.principal is None:
                    ui.navigate.reload()
                    return
                wanted, asked, self._asked = self._wanted, self._asked, False
                reading = await self._board.watch.look(wanted)
                if wanted == self._wanted:
                    self._note(reading)
                    if reading is not None:
                        self._show(reading, asked=asked)
                await self._bell.wait()
                self._bell.clear()

    def _show(self, reading: Reading, *, asked: bool) -> None:
        language = self._reader.look.language
        self._strip.show(figures(reading.overview, language), self._wanted.only)
        self._queues.show(queue(reading.overview, language))
        self._table.show(ticket_list(reading, language), filtered=self._wanted.is_narrow, asked=asked)

    def _note(self, reading: Reading | None) -> None:
        """Say how fresh this is."""
        words = self._reader.words
        if reading is not None:
            self._seen = reading.tickets.at
            self._heading.live()
            for part in self._body:
                part.classes(remove="sh-unknown")
        elif self._seen is None:
            self._heading.away(words.away_never)
        else:
            self._heading.away(words.away_since.format(moment=moment(self._seen).en))


def _text(event: GenericEventArguments) -> str:
    """What a part of the page emitted."""
    given = event.args[0] if isinstance(event.args, list) and event.args else event.args
    return given[:128] if isinstance(given, str) else ""
