"""The page of systems: how each delivers, how far it agrees, and what waits because of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Final

from nicegui import ui
from starlette.requests import Request

from hub.application.access import Right
from hub.entrypoints.board.live import Board, LivePage, PageSpec
from hub.entrypoints.board.parts import SHARED, PageSheet
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.systems.reading import AskSystems, Systems
from hub.entrypoints.board.systems.sheet import Sheet, sheet_of, silence_about
from hub.entrypoints.board.systems.words import SYSTEM_WORDS
from hub.entrypoints.board.words import WORDS

_STYLE: Final = (Path(__file__).parent / "systems.css").read_text("utf-8")


class SystemSheet(PageSheet, component="systems.js", esm=SHARED):
    """The systems, a row each."""


class SystemsPage(LivePage[Systems]):
    """One reader's look at the systems."""

    def __init__(self, board: Board, reader: Reader) -> None:
        super().__init__(board, reader)
        self._deps = board.gateway.deps

    async def look(self) -> Systems | None:
        return await self.board.watch.look(AskSystems())

    def draw(self, seen: Systems | None) -> None:
        ui.add_css(_STYLE)
        language = self.reader.look.language
        about = {"silence_about": silence_about(self.board.patience, language)}
        self._sheet = SystemSheet(
            self._drawn(seen or Systems((), ())),
            words=asdict(self.reader.words) | asdict(SYSTEM_WORDS[language]) | about,
            clock=self._deps.clock() // 1000,
            zone=self.board.zone,
        )

    def show(self, seen: Systems, *, asked: bool) -> None:  # noqa: ARG002
        self._sheet.show(self._drawn(seen))

    def _drawn(self, seen: Systems) -> Sheet:
        return sheet_of(seen, self.reader.look.language)


def _make(board: Board, reader: Reader, request: Request) -> SystemsPage:  # noqa: ARG001
    return SystemsPage(board, reader)


SPEC: Final = PageSpec("/systems", lambda language: WORDS[language].systems, Right.READ, _make)
