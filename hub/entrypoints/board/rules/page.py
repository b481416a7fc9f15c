"""The page of conflict rules: read, tried on what was reported, published, rolled back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from conflict.loader import parse_rules
from hub.application.access import Right
from hub.application.rules import SOURCE
from hub.application.what_if.trial import Findings, Progress
from hub.entrypoints.board.acting import given
from hub.entrypoints.board.drafting.trying import DRAFT_STYLE, DRAFTING, Trying
from hub.entrypoints.board.drafting.words import DRAFT_WORDS
from hub.entrypoints.board.live import Board, LivePage, PageSpec
from hub.entrypoints.board.parts import PageSheet
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.rules.reading import AskRules, from_address
from hub.entrypoints.board.rules.sheet import Sheet, sheet_of
from hub.entrypoints.board.rules.words import RULE_WORDS
from hub.entrypoints.board.words import WORDS
from hub.entrypoints.gateway.views import RulesView

_STYLE: Final = (Path(__file__).parent / "rules.css").read_text("utf-8")


class RuleSheet(PageSheet, component="rules.js", esm=DRAFTING):
    """The rules. Emits ``count`` with days, ``try`` with a text and days, ``save`` with a form, ``publish`` with a text
    and a reason, ``back`` with a version."""


class RulesPage(LivePage[RulesView]):
    """One reader's look at the rules."""

    def __init__(self, board: Board, reader: Reader, days: int) -> None:
        super().__init__(board, reader)
        self._days = days
        self._deps = board.gateway.deps
        self._texts = RULE_WORDS[reader.look.language]
        self._trying = Trying(reader)

    async def look(self) -> RulesView | None:
        return await self.board.watch.look(AskRules(self._days))

    def draw(self, seen: RulesView | None) -> None:
        principal = self.reader.principal
        assert principal is not None
        ui.add_css(DRAFT_STYLE)
        ui.add_css(_STYLE)
        self._sheet = RuleSheet(
            self._drawn(seen),
            words=asdict(self.reader.words) | asdict(DRAFT_WORDS[self.reader.look.language]) | asdict(self._texts),
            clock=self._deps.clock() // 1000,
            zone=self.board.zone,
            tries=principal.may(Right.REVIEW),
            publishes=principal.may(Right.PUBLISH),
        )
        self._sheet.on("count", self._on_count)
        self._sheet.on("try", self._on_try)
        self._sheet.on("save", self._on_save)
        self._sheet.on("publish", self._on_publish)
        self._sheet.on("back", self._on_back)

    def show(self, seen: RulesView, *, asked: bool) -> None:  # noqa: ARG002
        self._sheet.show(self._drawn(seen))

    def _drawn(self, seen: RulesView | None) -> Sheet:
        return Sheet() if seen is None else sheet_of(seen, self.reader.look.language)

    def _on_count(self, event: GenericEventArguments) -> None:
        self._days = from_address({"days": str(given(event)[0])})
        query = json.dumps(f"?days={self._days}")
        ui.run_javascript(f"history.replaceState(history.state, '', location.pathname + {query})")
        self.again()

    async def _on_try(self, event: GenericEventArguments) -> None:
        text, days = (*given(event), "", "")[:2]

        def compare(span: float, progress: Progress) -> Findings:
            rules = parse_rules(str(text)[: self._deps.limits.table_bytes], SOURCE)
            return self._deps.trials.compare_rules(rules, span, progress)

        await self._trying.attempt(self._sheet, days, compare)

    def _on_save(self, event: GenericEventArguments) -> None:
        self._trying.save(given(event)[0], "what-if-rules")

    async def _on_publish(self, event: GenericEventArguments) -> None:
        text, reason = (*map(str, given(event)), "", "")[:2]
        rules, why = text[: self._deps.limits.table_bytes], reason[:2_000]
        publish = self._deps.publish_rules.publish
        if await self._trying.put_in_force(self._sheet, lambda by: publish(rules, by, why), self._texts.published):
            self.again()

    async def _on_back(self, event: GenericEventArguments) -> None:
        if await self._trying.roll_back(self._sheet, given(event)[0], self._deps.publish_rules.roll_back):
            self.again()


def _make(board: Board, reader: Reader, request: Request) -> RulesPage:
    return RulesPage(board, reader, from_address(request.query_params))


SPEC: Final = PageSpec("/rules", lambda language: WORDS[language].rules, Right.READ, _make)
