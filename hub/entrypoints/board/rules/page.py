"""The page of conflict rules: read, tried on what was reported, published, rolled back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from nicegui.events import GenericEventArguments
from starlette.requests import Request

from conflict.loader import parse_rules
from hub.application.access import Right
from hub.application.ports import Published
from hub.application.rules import SOURCE
from hub.application.what_if.trial import Findings, Progress
from hub.entrypoints.board.acting import given
from hub.entrypoints.board.drafting.page import DraftPage
from hub.entrypoints.board.drafting.trying import DRAFTING
from hub.entrypoints.board.live import Board, PageSpec
from hub.entrypoints.board.parts import PageSheet
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.rules.reading import AskRules, from_address
from hub.entrypoints.board.rules.sheet import Sheet, sheet_of
from hub.entrypoints.board.rules.words import RULE_WORDS
from hub.entrypoints.board.words import WORDS
from hub.entrypoints.gateway.views.rules import RulesView

_STYLE: Final = (Path(__file__).parent / "rules.css").read_text("utf-8")


class RuleSheet(PageSheet, component="rules.js", esm=DRAFTING):
    """The rules. Emits ``count`` with days, ``try`` with a text and days, ``save`` with a form, ``publish`` with a text
    and a reason, ``back`` with a version."""


class RulesPage(DraftPage[RulesView]):
    """One reader's look at the rules."""

    SHEET = RuleSheet
    STYLE = _STYLE
    file = "what-if-rules"

    def __init__(self, board: Board, reader: Reader, days: int) -> None:
        texts = RULE_WORDS[reader.look.language]
        super().__init__(board, reader, texts, texts.published)
        self._days = days

    async def look(self) -> RulesView | None:
        return await self.board.watch.look(AskRules(self._days))

    def sheet_of(self, seen: RulesView | None) -> Sheet:
        return Sheet() if seen is None else sheet_of(seen, self.reader.look.language)

    def try_out(self, text: str, span: float, progress: Progress) -> Findings:
        return self._deps.trials.compare_rules(parse_rules(text, SOURCE), span, progress)

    def publish(self) -> Callable[[str, str, str], Published]:
        return self._deps.publish_rules.publish

    def put_back(self) -> Callable[[int, str, str], Published]:
        return self._deps.publish_rules.roll_back

    async def _on_count(self, event: GenericEventArguments) -> None:
        self._days = from_address({"days": str(given(event)[0])})
        self.address(f"?days={self._days}")


def _make(board: Board, reader: Reader, request: Request) -> RulesPage:
    return RulesPage(board, reader, from_address(request.query_params))


SPEC: Final = PageSpec("/rules", lambda language: WORDS[language].rules, Right.READ, _make)
