"""The page of mapping tables: read, tried on what was reported, published, rolled back."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from hub.application.access import Right
from hub.application.tables import read_table
from hub.application.what_if.trial import Findings, Progress
from hub.entrypoints.board.acting import carry_out, given
from hub.entrypoints.board.drafting.trying import DRAFT_STYLE, DRAFTING, Trying
from hub.entrypoints.board.drafting.words import DRAFT_WORDS
from hub.entrypoints.board.filters import tidy
from hub.entrypoints.board.live import Board, LivePage, PageSpec
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


class MappingsPage(LivePage[Tables]):
    """One reader's look at the tables."""

    def __init__(self, board: Board, reader: Reader, system: str) -> None:
        super().__init__(board, reader)
        self._system = system
        self._deps = board.gateway.deps
        self._texts = MAPPING_WORDS[reader.look.language]
        self._trying = Trying(reader)

    async def look(self) -> Tables | None:
        return await self.board.watch.look(AskMappings(self._system))

    def draw(self, seen: Tables | None) -> None:
        principal = self.reader.principal
        assert principal is not None
        ui.add_css(DRAFT_STYLE)
        ui.add_css(_STYLE)
        self._sheet = MappingSheet(
            self._drawn(seen),
            words=asdict(self.reader.words) | asdict(DRAFT_WORDS[self.reader.look.language]) | asdict(self._texts),
            clock=self._deps.clock() // 1000,
            zone=self.board.zone,
            tries=principal.may(Right.REVIEW),
            publishes=principal.may(Right.PUBLISH),
        )
        self._sheet.on("choose", self._on_choose)
        self._sheet.on("count", self._on_count)
        self._sheet.on("try", self._on_try)
        self._sheet.on("save", self._on_save)
        self._sheet.on("publish", self._on_publish)
        self._sheet.on("back", self._on_back)

    def show(self, seen: Tables, *, asked: bool) -> None:  # noqa: ARG002
        self._sheet.show(self._drawn(seen))

    def _drawn(self, seen: Tables | None) -> Sheet:
        if seen is None:
            return Sheet()
        if seen.view is not None:
            self._system = seen.view.mapping.system
        return sheet_of(seen, self.reader.look.language)

    def _on_choose(self, event: GenericEventArguments) -> None:
        self._system = tidy(str(given(event)[0]))
        self._trying.forget()
        query = json.dumps(f"?system={self._system}")
        ui.run_javascript(f"history.replaceState(history.state, '', location.pathname + {query})")
        self.again()

    async def _on_count(self) -> None:
        """Which words the system really says."""
        found = await carry_out(self.reader, Right.READ, lambda _by: self._deps.trials.words_seen(self._system))
        if found is not None:
            self._sheet.run_method("counted", [msgspec.structs.asdict(each) for each in found])

    async def _on_try(self, event: GenericEventArguments) -> None:
        text, days = (*given(event), "", "")[:2]

        def compare(span: float, progress: Progress) -> Findings:
            table = read_table(self._system, str(text)[: self._deps.limits.table_bytes])
            return self._deps.trials.compare(table, span, progress)

        await self._trying.attempt(self._sheet, days, compare)

    def _on_save(self, event: GenericEventArguments) -> None:
        self._trying.save(given(event)[0], f"what-if-{self._system}")

    async def _on_publish(self, event: GenericEventArguments) -> None:
        text, reason = (*map(str, given(event)), "", "")[:2]
        publish = partial(self._deps.publish.publish, self._system, text[: self._deps.limits.table_bytes])
        said = self._texts.published
        if await self._trying.put_in_force(self._sheet, lambda by: publish(by, reason[:2_000]), said):
            self.again()

    async def _on_back(self, event: GenericEventArguments) -> None:
        back = partial(self._deps.publish.roll_back, self._system)
        if await self._trying.roll_back(self._sheet, given(event)[0], back):
            self.again()


def _make(board: Board, reader: Reader, request: Request) -> MappingsPage:
    return MappingsPage(board, reader, tidy(request.query_params.get("system")))


SPEC: Final = PageSpec("/mappings", lambda language: WORDS[language].mappings, Right.READ, _make)
