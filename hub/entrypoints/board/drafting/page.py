"""A page with a draft: what is in force beside it, tried on what was reported, published and rolled back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, ClassVar, TypeVar

import msgspec
from nicegui import ui
from nicegui.events import GenericEventArguments

from hub.application.access import Right
from hub.application.ports import Published
from hub.application.what_if.trial import Findings, Progress
from hub.entrypoints.board.acting import given
from hub.entrypoints.board.drafting.trying import DRAFT_STYLE, Trying
from hub.entrypoints.board.drafting.words import DRAFT_WORDS
from hub.entrypoints.board.live import Board, LivePage, say_address
from hub.entrypoints.board.parts import PageSheet
from hub.entrypoints.board.reader import Reader

Seen = TypeVar("Seen")
_LONGEST_REASON = 2_000


class DraftPage(LivePage[Seen]):
    """One reader's look at such a page. Its sheet emits ``count``, ``try`` with a text and days, ``save`` with a form,
    ``publish`` with a text and a reason, and ``back`` with a version."""

    SHEET: ClassVar[type[PageSheet]]
    STYLE: ClassVar[str]

    def __init__(self, board: Board, reader: Reader, texts: Any, published: str) -> None:
        """``texts`` are the words of the page itself; ``published`` says that a version is in force."""
        super().__init__(board, reader)
        self._deps = board.gateway.deps
        self._texts = texts
        self._published = published
        self._trying = Trying(reader)

    @property
    @abstractmethod
    def file(self) -> str:
        """How a file with what was found is called."""

    @abstractmethod
    def sheet_of(self, seen: Seen | None) -> msgspec.Struct:
        """What is drawn."""

    @abstractmethod
    def try_out(self, text: str, span: float, progress: Progress) -> Findings:
        """Try a draft over so many days. Raises MappingErrors or RulesError for one with something wrong."""

    # Commands are made at once, for what the reader sees now: they may choose something else before one is run.

    @abstractmethod
    def publish(self) -> Callable[[str, str, str], Published]:
        """The command that publishes a text, by whom and why. Raises the same."""

    @abstractmethod
    def put_back(self) -> Callable[[int, str, str], Published]:
        """The command that puts an earlier version in force again, by whom and why."""

    @abstractmethod
    async def _on_count(self, event: GenericEventArguments) -> None:
        """Count something else."""

    def draw(self, seen: Seen | None) -> None:
        principal = self.reader.principal
        assert principal is not None
        ui.add_css(DRAFT_STYLE)
        ui.add_css(self.STYLE)
        self._sheet = self.SHEET(
            self.sheet_of(seen),
            words=asdict(self.reader.words) | asdict(DRAFT_WORDS[self.reader.look.language]) | asdict(self._texts),
            clock=self._deps.clock() // 1000,
            zone=self.board.zone,
            tries=principal.may(Right.REVIEW),
            publishes=principal.may(Right.PUBLISH),
        )
        self._sheet.on("count", self._on_count)
        self._sheet.on("try", self._on_try)
        self._sheet.on("save", lambda event: self._trying.save(given(event)[0], self.file))
        self._sheet.on("publish", self._on_publish)
        self._sheet.on("back", self._on_back)

    def show(self, seen: Seen, *, asked: bool) -> None:  # noqa: ARG002
        self._sheet.show(self.sheet_of(seen))

    def address(self, query: str) -> None:
        """Say in the address what the reader has chosen, and look again."""
        say_address(query)
        self.again()

    async def _on_try(self, event: GenericEventArguments) -> None:
        text, days = (*given(event), "", "")[:2]
        draft = self._bounded(text)
        await self._trying.attempt(self._sheet, days, lambda span, progress: self.try_out(draft, span, progress))

    async def _on_publish(self, event: GenericEventArguments) -> None:
        text, reason = (*given(event), "", "")[:2]
        draft, why = self._bounded(text), str(reason)[:_LONGEST_REASON]
        publish = self.publish()
        if await self._trying.put_in_force(self._sheet, lambda by: publish(draft, by, why), self._published):
            self.again()

    async def _on_back(self, event: GenericEventArguments) -> None:
        if await self._trying.roll_back(self._sheet, given(event)[0], self.put_back()):
            self.again()

    def _bounded(self, text: object) -> str:
        return str(text)[: self._deps.limits.table_bytes]
