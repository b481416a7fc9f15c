"""What every page of the board does alike: the bar at the top, what is new as it happens, and what is known while the
database is away.
"""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from nicegui import Client, background_tasks, ui
from starlette.requests import Request

from conflict.explain import moment
from hub.application.access import Right
from hub.application.ports import Unavailable
from hub.entrypoints.board.heading import Heading, Link
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.watch import Watch
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.context import Gateway
from projections.rhythm import Patience
from schemas.instant import Instant, to_datetime

_STYLE: Final = "".join((Path(__file__).parent / name).read_text("utf-8") for name in ("board.css", "print.css"))
_KEYS: Final = (Path(__file__).parent / "keys.js").read_text("utf-8")

Seen = TypeVar("Seen")


def moment_in(at: Instant, zone: str) -> str:
    """A point in time by the site's clock, as the page shows all others."""
    return moment(at).en if zone == "UTC" else f"{to_datetime(at).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"


def say_address(query: str) -> None:
    """Put what is shown into the address, where it can be sent to somebody; the page stays as it is."""
    ui.run_javascript(f"history.replaceState(history.state, '', location.pathname + {json.dumps(query)})")


@dataclass(frozen=True, slots=True)
class Board:
    """What all pages of one process share."""

    gateway: Gateway
    watch: Watch
    yellow_after: Instant
    """Threshold of yellow in microseconds."""
    zone: str
    """The site's time zone, by its IANA name."""
    patience: Patience
    """How long a system may be silent beyond what is usual."""
    pages: tuple[PageSpec, ...]


class PageSpec(NamedTuple):
    """A page: where it is, how it is called, who may open it, and how it is made."""

    path: str
    """As a route: ``/tickets/{uid}``."""
    title: Callable[[Language], str]
    right: Right
    make: Callable[[Board, Reader, Request], LivePage[Any]]
    is_in_bar: bool = True
    """Whether the bar at the top leads to it; a page about one thing is reached from a list."""


class LivePage(ABC, Generic[Seen]):
    """One reader's page: drawn once, then kept up to date until it is closed or the session ends."""

    def __init__(self, board: Board, reader: Reader) -> None:
        self.board = board
        self.reader = reader
        self._at: Instant | None = None
        self._asks = 0
        self._bell = asyncio.Event()

    @abstractmethod
    async def look(self) -> Seen | None:
        """What there is to see now, by ``self.board.watch.look(question)``; None while it cannot be known."""

    @abstractmethod
    def draw(self, seen: Seen | None) -> None:
        """Lay the page out beneath the bar, once; None where nothing is known yet, which must look as if."""

    @abstractmethod
    def show(self, seen: Seen, *, asked: bool) -> None:
        """Bring what is drawn up to date; ``asked`` where the reader has just asked for something else."""

    def again(self) -> None:
        """Look again at once: the reader wants to see something else, or has changed something."""
        self._asks += 1
        self._bell.set()

    def lay_out(self, client: Client, spec: PageSpec, seen: Seen | None) -> None:
        """Draw everything, with what is known so far."""
        ui.add_css(_STYLE)
        ui.add_body_html(f"<script>{_KEYS}</script>")
        self._heading = Heading(self.reader, self._links(spec))
        with ui.element("div").classes("sh-body") as self._body:
            self.draw(seen)
        if seen is None:
            self._body.classes("sh-unknown")
        if seen is None and not self.board.watch.is_away:
            self._heading.waiting()
        else:
            self._note(seen)
        self._connect(client)

    def _links(self, here: PageSpec) -> list[Link]:
        principal, language = self.reader.principal, self.reader.look.language
        return [
            Link(spec.title(language), spec.path, is_here=spec is here)
            for spec in self.board.pages
            if spec.is_in_bar and principal is not None and principal.may(spec.right)
        ]

    def _connect(self, client: Client) -> None:
        follower: list[asyncio.Task[Any]] = []

        def start() -> None:
            if not follower:
                follower.append(background_tasks.create(self._follow(client), name=f"board page {type(self).__name__}"))

        client.on_connect(start)
        client.on_delete(lambda: [task.cancel() for task in follower])

    async def _follow(self, client: Client) -> None:
        """Look again whenever it is worth it, until the page is closed or the session ends."""
        shown = 0
        with self.board.watch.bell() as self._bell, client:
            while not client.is_deleted:
                # While the database is away, nobody can say whether the session is over, and asking takes its time.
                if not self.board.watch.is_away and await self._is_over():
                    ui.navigate.reload()
                    return
                asks = self._asks
                seen = await self.look()
                if asks == self._asks:  # otherwise it answers what nobody asks any more, and the bell has rung
                    self._note(seen)
                    if seen is not None:
                        self.show(seen, asked=asks != shown)
                        shown = asks
                await self._bell.wait()
                self._bell.clear()

    async def _is_over(self) -> bool:
        """Whether the session is. While that cannot be known, the page stays, and says that it shows what was."""
        try:
            return await self.reader.known() is None
        except Unavailable:
            return False

    def _note(self, seen: Seen | None) -> None:
        """Say how fresh this is."""
        words = self.reader.words
        if seen is not None:
            self._at = self.board.gateway.deps.clock()
            self._heading.live()
            self._body.classes(remove="sh-unknown")
        elif self._at is None:
            self._heading.away(words.away_never)
        else:
            self._heading.away(words.away_since.format(moment=moment_in(self._at, self.board.zone)))
