"""The page of the quality team's queue."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Final

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from hub.application.access import Right
from hub.entrypoints.board.acting import given
from hub.entrypoints.board.conflicts.reading import AskConflicts, Lot, Shown, Wanted, from_address, to_address
from hub.entrypoints.board.conflicts.sheet import Sheet, sheet_of
from hub.entrypoints.board.conflicts.words import QUEUE_WORDS
from hub.entrypoints.board.deciding import claim
from hub.entrypoints.board.listing import ListPage
from hub.entrypoints.board.live import Board, PageSpec
from hub.entrypoints.board.parts import SHARED, PagedSheet
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.words import WORDS
from hub.entrypoints.gateway.views.conflicts import ConflictPage

_STYLE: Final = (Path(__file__).parent / "conflicts.css").read_text("utf-8")


class QueueSheet(PagedSheet, component="conflicts.js", esm=SHARED):
    """The queue. Emits ``choose`` with what to show, and ``claim`` with a conflict, too."""


class QueuePage(ListPage[Lot, Wanted]):
    """One reader's look at the queue."""

    def __init__(self, board: Board, reader: Reader, wanted: Wanted) -> None:
        super().__init__(board, reader, wanted)
        self._deps = board.gateway.deps
        self._titles = {system: manifest.title for system, manifest in self._deps.manifests.items()}

    def address_of(self, wanted: Wanted) -> str:
        return to_address(wanted)

    async def look(self) -> Lot | None:
        principal = self.reader.principal
        me = principal.name if principal and self.wanted.shown is Shown.MINE else ""
        return await self.board.watch.look(AskConflicts(self.wanted, me))

    def draw(self, seen: Lot | None) -> None:
        principal = self.reader.principal
        assert principal is not None
        ui.add_css(_STYLE)
        self._sheet = QueueSheet(
            self._drawn(seen or Lot(ConflictPage(items=()), 0)),
            words=asdict(self.reader.words) | asdict(QUEUE_WORDS[self.reader.look.language]),
            clock=self._deps.clock() // 1000,
            zone=self.board.zone,
            reviews=principal.may(Right.REVIEW),
        )
        self._sheet.on("choose", self._on_choose)
        self._sheet.on("claim", self._on_claim)
        self._sheet.on("turn", self.turn)

    def show(self, seen: Lot, *, asked: bool) -> None:
        drawn = self._drawn(seen)
        self._sheet.show(drawn, asked=asked)
        self.arrive(drawn.turns)

    def _drawn(self, seen: Lot) -> Sheet:
        return sheet_of(seen, self.wanted, self._titles, self.reader.look.language)

    def _on_choose(self, event: GenericEventArguments) -> None:
        self.want(from_address({"show": str(given(event)[0])}))

    async def _on_claim(self, event: GenericEventArguments) -> None:
        await claim(self.reader, self._deps.review, str(given(event)[0])[:128])
        self.again()


def _make(board: Board, reader: Reader, request: Request) -> QueuePage:
    return QueuePage(board, reader, from_address(request.query_params))


SPEC: Final = PageSpec("/conflicts", lambda language: WORDS[language].conflicts, Right.READ, _make)
