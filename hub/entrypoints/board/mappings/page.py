"""The page of mapping tables: read, tried on what was reported, published, rolled back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from hub.application.access import Right
from hub.application.ports import Published
from hub.application.tables import read_table
from hub.application.what_if.trial import Findings, Progress
from hub.entrypoints.board.acting import carry_out, given
from hub.entrypoints.board.drafting.page import DraftPage
from hub.entrypoints.board.drafting.trying import DRAFTING
from hub.entrypoints.board.filters import tidy
from hub.entrypoints.board.live import Board, PageSpec
from hub.entrypoints.board.mappings.reading import AskMappings, Tables
from hub.entrypoints.board.mappings.sheet import Sheet, sheet_of
from hub.entrypoints.board.mappings.words import MAPPING_WORDS
from hub.entrypoints.board.parts import PageSheet
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.words import WORDS

_STYLE: Final = (Path(__file__).parent / "mappings.css").read_text("utf-8")


class MappingSheet(PageSheet, component="mappings.js", esm=DRAFTING):
    """The tables. Emits ``choose`` with a system, ``count``, ``try`` with a text and days, ``save`` with a form,
    ``publish`` with a text and a reason, ``back`` with a version."""


class MappingsPage(DraftPage[Tables]):
    """One reader's look at the tables."""

    SHEET = MappingSheet
    STYLE = _STYLE

    def __init__(self, board: Board, reader: Reader, system: str) -> None:
        texts = MAPPING_WORDS[reader.look.language]
        super().__init__(board, reader, texts, texts.published)
        self._system = system

    @property
    def file(self) -> str:
        return f"what-if-{self._system}"

    async def look(self) -> Tables | None:
        return await self.board.watch.look(AskMappings(self._system))

    def draw(self, seen: Tables | None) -> None:
        super().draw(seen)
        self._sheet.on("choose", self._on_choose)

    def sheet_of(self, seen: Tables | None) -> Sheet:
        if seen is None:
            return Sheet()
        if seen.view is not None:
            self._system = seen.view.mapping.system
        return sheet_of(seen, self.reader.look.language)

    def try_out(self, text: str, span: float, progress: Progress) -> Findings:
        return self._deps.trials.compare(read_table(self._system, text), span, progress)

    def publish(self) -> Callable[[str, str, str], Published]:
        return partial(self._deps.publish.publish, self._system)

    def put_back(self) -> Callable[[int, str, str], Published]:
        return partial(self._deps.publish.roll_back, self._system)

    def _on_choose(self, event: GenericEventArguments) -> None:
        self._system = tidy(str(given(event)[0]))
        self._trying.forget()
        self.address(f"?system={self._system}")

    async def _on_count(self, _event: GenericEventArguments) -> None:
        """Which words the system really says."""
        found = await carry_out(self.reader, Right.READ, lambda _by: self._deps.trials.words_seen(self._system))
        if found is not None:
            self._sheet.run_method("counted", [msgspec.structs.asdict(each) for each in found])


def _make(board: Board, reader: Reader, request: Request) -> MappingsPage:
    return MappingsPage(board, reader, tidy(request.query_params.get("system")))


SPEC: Final = PageSpec("/mappings", lambda language: WORDS[language].mappings, Right.READ, _make)
