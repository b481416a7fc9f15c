"""The review page: one conflict, side by side, and what a decision would lead to before it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from hub.application.access import Right
from hub.application.ports import Choice
from hub.entrypoints.board.acting import carry_out
from hub.entrypoints.board.conflict.reading import AskConflict, Known, Missing
from hub.entrypoints.board.conflict.sheet import Sheet, sheet_of
from hub.entrypoints.board.conflict.words import REVIEW_WORDS
from hub.entrypoints.board.deciding import claim, decision_of, missing_in
from hub.entrypoints.board.live import Board, LivePage, PageSpec
from hub.entrypoints.board.parts import SHARED, PageSheet
from hub.entrypoints.board.raw import raw_for
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.words import WORDS

_STYLE: Final = (Path(__file__).parent / "conflict.css").read_text("utf-8")
_LONGEST: Final = 2_000


class ReviewSheet(PageSheet, component="conflict.js", esm=SHARED):
    """The conflict. Emits ``claim``, ``hand`` with a name and a note, ``comment`` with a text, ``decide`` with a choice
    and a reason; its method ``done`` empties the field that was carried out."""


class ReviewPage(LivePage[Known | Missing]):
    """One reader's look at one conflict."""

    def __init__(self, board: Board, reader: Reader, conflict: str) -> None:
        super().__init__(board, reader)
        self._conflict = conflict
        self._uid = ""
        self._deps = board.gateway.deps
        self._review = self._deps.review
        self._texts = REVIEW_WORDS[reader.look.language]
        self._titles = {system: manifest.title for system, manifest in self._deps.manifests.items()}

    async def look(self) -> Known | Missing | None:
        return await self.board.watch.look(AskConflict(self._conflict))

    def draw(self, seen: Known | Missing | None) -> None:
        principal = self.reader.principal
        assert principal is not None
        ui.add_css(_STYLE)
        self._sheet = ReviewSheet(
            self._drawn(seen),
            words=asdict(self.reader.words) | asdict(self._texts),
            clock=self._deps.clock() // 1000,
            zone=self.board.zone,
            reviews=principal.may(Right.REVIEW),
            me=principal.name,
        )
        self._sheet.on("claim", self._on_claim)
        self._sheet.on("hand", self._on_hand)
        self._sheet.on("comment", self._on_comment)
        self._sheet.on("decide", self._on_decide)
        self._sheet.on("body", self._on_body)

    def show(self, seen: Known | Missing, *, asked: bool) -> None:  # noqa: ARG002
        self._sheet.show(self._drawn(seen))

    def _drawn(self, seen: Known | Missing | None) -> Sheet:
        if isinstance(seen, Known):
            self._uid = seen.view.conflict.uid
            me = self.reader.principal.name if self.reader.principal else ""
            return sheet_of(seen, me, self._titles, self.reader.look.language)
        return Sheet(conflict=self._conflict[:64], missing=seen is not None)

    async def _on_body(self, event: GenericEventArguments) -> None:
        """The body that one of the reports came in."""
        system, delivery_id = _texts_of(event, 2)
        found = await raw_for(self.reader, self._deps.queries, self._uid, system, delivery_id)
        if found is not None:
            self._sheet.run_method("came", [system, delivery_id], *found)

    async def _on_claim(self) -> None:
        await claim(self.reader, self._review, self._conflict)
        self.again()

    async def _on_hand(self, event: GenericEventArguments) -> None:
        to, note = _texts_of(event, 2)
        done = self._texts.handed.format(conflict=self._conflict)
        if await self._carry_out(lambda by: self._review.hand_over(self._conflict, by, to[:256], note), done):
            self._sheet.run_method("done", "hand")

    async def _on_comment(self, event: GenericEventArguments) -> None:
        [text] = _texts_of(event, 1)
        if await self._carry_out(lambda by: self._review.comment(self._conflict, by, text), self._texts.commented):
            self._sheet.run_method("done", "comment")

    async def _on_decide(self, event: GenericEventArguments) -> None:
        value, reason = _texts_of(event, 2)
        choice, _, status = value.partition(":") if value.startswith(f"{Choice.SET.value}:") else (value, "", "")
        if wrong := missing_in(choice, status, reason, self.reader.words):
            ui.notify(wrong, type="negative")
            return
        done = self.reader.words.decided.format(conflict=self._conflict)
        decide = lambda by: self._review.decide(self._conflict, decision_of(by, choice, status or None, reason))  # noqa: E731
        if await self._carry_out(decide, done):
            self._sheet.run_method("done", "decide")

    async def _carry_out(self, command: Callable[[str], object], done: str) -> bool:
        """Run a reviewer's command, and look at what is there now, whatever became of it."""
        found = await carry_out(self.reader, Right.REVIEW, command)
        if found is not None:
            ui.notify(done, type="positive")
        self.again()
        return found is not None


def _texts_of(event: GenericEventArguments, count: int) -> list[str]:
    """So many texts that the page emitted, each bounded and such as can be stored."""
    given = event.args if isinstance(event.args, list) else [event.args]
    flat = given[0] if len(given) == 1 and isinstance(given[0], list) else given
    texts = [item.replace("\0", "")[:_LONGEST] if isinstance(item, str) else "" for item in flat]
    return (texts + [""] * count)[:count]


def _make(board: Board, reader: Reader, request: Request) -> ReviewPage:
    return ReviewPage(board, reader, request.path_params["conflict"])


SPEC: Final = PageSpec(
    "/conflicts/{conflict}", lambda language: WORDS[language].conflicts, Right.READ, _make, is_in_bar=False
)
