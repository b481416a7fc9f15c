"""The page of the quality team's queue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from hub.application.access import Right
from hub.entrypoints.board.conflicts.reading import AskConflicts, Shown, from_address
from hub.entrypoints.board.conflicts.sheet import Sheet, sheet_of
from hub.entrypoints.board.conflicts.words import QUEUE_WORDS
from hub.entrypoints.board.deciding import claim
from hub.entrypoints.board.live import Board, LivePage, PageSpec
from hub.entrypoints.board.parts import SHARED, PageSheet
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.words import WORDS
from hub.entrypoints.gateway.views.conflicts import ConflictRow

_STYLE: Final = (Path(__file__).parent / "conflicts.css").read_text("utf-8")


class QueueSheet(PageSheet, component="conflicts.js", esm=SHARED):
    """The queue. Emits ``choose`` with what to show, and ``claim`` with a conflict."""


class QueuePage(LivePage[Sequence[ConflictRow]]):
    """One reader's look at the queue."""

    def __init__(self, board: Board, reader: Reader, shown: Shown) -> None:
        super().__init__(board, reader)
        self._shown = shown
        self._deps = board.gateway.deps
        self._titles = {system: manifest.title for system, manifest in self._deps.manifests.items()}

    async def look(self) -> Sequence[ConflictRow] | None:
        return await self.board.watch.look(AskConflicts(self._shown is Shown.SETTLED))

    def draw(self, seen: Sequence[ConflictRow] | None) -> None:
        principal = self.reader.principal
        assert principal is not None
        ui.add_css(_STYLE)
        self._sheet = QueueSheet(
            self._drawn(seen or ()),
            words=asdict(self.reader.words) | asdict(QUEUE_WORDS[self.reader.look.language]),
            clock=self._deps.clock() // 1000,
            zone=self.board.zone,
            reviews=principal.may(Right.REVIEW),
        )
        self._sheet.on("choose", self._on_choose)
        self._sheet.on("claim", self._on_claim)

    def show(self, seen: Sequence[ConflictRow], *, asked: bool) -> None:  # noqa: ARG002
        self._sheet.show(self._drawn(seen))

    def _drawn(self, seen: Sequence[ConflictRow]) -> Sheet:
        me = self.reader.principal.name if self.reader.principal else ""
        return sheet_of(seen, self._shown, me, self._titles, self.reader.look.language)

    def _on_choose(self, event: GenericEventArguments) -> None:
        self._shown = from_address({"show": str(_first(event))})
        query = json.dumps(f"?show={self._shown.value}" if self._shown.value else "")
        ui.run_javascript(f"history.replaceState(history.state, '', location.pathname + {query})")
        self.again()

    async def _on_claim(self, event: GenericEventArguments) -> None:
        await claim(self.reader, self._deps.review, str(_first(event))[:128])
        self.again()


def _first(event: GenericEventArguments) -> object:
    return event.args[0] if isinstance(event.args, list) and event.args else event.args


def _make(board: Board, reader: Reader, request: Request) -> QueuePage:
    return QueuePage(board, reader, from_address(request.query_params))


SPEC: Final = PageSpec("/conflicts", lambda language: WORDS[language].conflicts, Right.READ, _make)
