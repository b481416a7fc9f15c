"""The page of one ticket."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Final

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from hub.application.access import Right
from hub.entrypoints.board.acting import given
from hub.entrypoints.board.live import Board, LivePage, PageSpec
from hub.entrypoints.board.model import tone_of
from hub.entrypoints.board.parts import SHARED, PageSheet
from hub.entrypoints.board.raw import raw_for
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.ticket.export import as_csv, as_json
from hub.entrypoints.board.ticket.reading import AskTicket, Known, Missing
from hub.entrypoints.board.ticket.sheet import CODES, Sheet, moments, sheet_of
from hub.entrypoints.board.ticket.words import TICKET_WORDS
from hub.entrypoints.board.words import WORDS, status_word
from schemas.instant import Instant
from schemas.status import Status

_STYLE: Final = (Path(__file__).parent / "ticket.css").read_text("utf-8")
_GANTT: Final = SHARED | {"statushub-gantt": str(Path(__file__).parent / "gantt")}


class TicketSheet(PageSheet, component="ticket.js", esm=_GANTT):
    """The gantt and what stands beside it.

    Emits ``step`` with a place among the steps or null, and ``save`` with ``csv`` or ``json``.
    """


class TicketPage(LivePage[Known | Missing]):
    """One reader's look at one ticket."""

    def __init__(self, board: Board, reader: Reader, uid: str) -> None:
        super().__init__(board, reader)
        self._uid = uid
        self._as_of: Instant | None = None
        self._seen: Known | Missing | None = None
        self._titles = {system: manifest.title for system, manifest in board.gateway.deps.manifests.items()}

    async def look(self) -> Known | Missing | None:
        return await self.board.watch.look(AskTicket(self._uid, self._as_of))

    def draw(self, seen: Known | Missing | None) -> None:
        language, principal = self.reader.look.language, self.reader.principal
        assert principal is not None
        ui.add_css(_STYLE)
        self._seen = seen
        self._sheet = TicketSheet(
            self._drawn(seen),
            words=asdict(self.reader.words) | asdict(TICKET_WORDS[language]),
            legend=[
                {"tone": tone_of(status), "code": CODES[status], "status": status_word(status, language)}
                for status in Status
            ],
            yellowAfter=self.board.yellow_after // 1000,
            clock=self.board.gateway.deps.clock() // 1000,
            zone=self.board.zone,
            reviews=principal.may(Right.REVIEW),
        )
        self._sheet.on("step", self._on_step)
        self._sheet.on("save", self._on_save)
        self._sheet.on("body", self._on_body)

    def show(self, seen: Known | Missing, *, asked: bool) -> None:  # noqa: ARG002
        self._seen = seen
        self._sheet.show(self._drawn(seen))

    def _drawn(self, seen: Known | Missing | None) -> Sheet:
        if isinstance(seen, Known):
            return sheet_of(seen, self._as_of, self.board.yellow_after, self._titles, self.reader.look.language)
        return Sheet(uid=self._uid[:64], missing=seen is not None)

    def _on_step(self, event: GenericEventArguments) -> None:
        """Show what was known at one of the steps; the last one is now."""
        step, events = _first(event), self._seen.events if isinstance(self._seen, Known) else ()
        known = moments(events)
        self._as_of = known[step] if isinstance(step, int) and 0 <= step < len(known) - 1 else None
        self.again()

    def _on_save(self, event: GenericEventArguments) -> None:
        if not isinstance(self._seen, Known):
            return
        if _first(event) == "csv":
            ui.download.content("\ufeff" + as_csv(self._seen, self._as_of), f"{self._uid}.csv", "text/csv")
        else:
            ui.download.content(as_json(self._seen), f"{self._uid}.json", "application/json")

    async def _on_body(self, event: GenericEventArguments) -> None:
        """The body that a report came in."""
        system, delivery_id = (*map(str, given(event)), "", "")[:2]
        found = await raw_for(self.reader, self.board.gateway.deps.queries, self._uid, system, delivery_id)
        if found is not None:
            self._sheet.run_method("came", [system, delivery_id], *found)


def _first(event: GenericEventArguments) -> object:
    return event.args[0] if isinstance(event.args, list) and event.args else event.args


def _make(board: Board, reader: Reader, request: Request) -> TicketPage:
    return TicketPage(board, reader, request.path_params["uid"])


SPEC: Final = PageSpec("/tickets/{uid}", lambda language: WORDS[language].ticket, Right.READ, _make, is_in_bar=False)
