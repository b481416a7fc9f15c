"""The page of parked reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Final

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from hub.application.access import Right
from hub.application.ports import Outcome
from hub.entrypoints.board.acting import carry_out
from hub.entrypoints.board.filters import tidy
from hub.entrypoints.board.listing import ListPage
from hub.entrypoints.board.live import Board, PageSpec
from hub.entrypoints.board.parked.reading import AskParked, Lot, Wanted, from_address, to_address
from hub.entrypoints.board.parked.retrying import retry_all
from hub.entrypoints.board.parked.sheet import Sheet, body_of, sheet_of, told
from hub.entrypoints.board.parked.words import PARKED_WORDS, why_of
from hub.entrypoints.board.parts import SHARED, PagedSheet
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.words import WORDS
from hub.entrypoints.gateway.views.parked import ParkedBody, ParkedPage

_STYLE: Final = (Path(__file__).parent / "parked.css").read_text("utf-8")


class ParkedSheet(PagedSheet, component="parked.js", esm=SHARED):
    """The filter and the list. Emits ``filter`` with a reason and a system, ``retry`` with ids, ``look`` with an id,
    ``retryAll`` and ``stop``. It is told by ``tell`` how many were tried; None when that is over.
    """


class ParkedReportsPage(ListPage[Lot, Wanted]):
    """One reader's look at what is parked."""

    def __init__(self, board: Board, reader: Reader, wanted: Wanted) -> None:
        super().__init__(board, reader, wanted)
        self._deps = board.gateway.deps
        self._titles = {system: manifest.title for system, manifest in self._deps.manifests.items()}
        self._texts = PARKED_WORDS[reader.look.language]
        self._is_trying = False

    def address_of(self, wanted: Wanted) -> str:
        return to_address(wanted)

    async def look(self) -> Lot | None:
        return await self.board.watch.look(AskParked(self.wanted))

    def draw(self, seen: Lot | None) -> None:
        principal = self.reader.principal
        assert principal is not None
        ui.add_css(_STYLE)
        self._sheet = ParkedSheet(
            self._drawn(seen or Lot(ParkedPage(items=()), ())),
            words=asdict(self.reader.words) | asdict(self._texts),
            clock=self._deps.clock() // 1000,
            reviews=principal.may(Right.REVIEW),
        )
        self._dialog = ui.dialog().props(f'aria-label="{self._texts.sent}"')
        self._sheet.on("filter", self._on_filter)
        self._sheet.on("retry", self._on_retry)
        self._sheet.on("retryAll", self._on_retry_all)
        self._sheet.on("stop", self._on_stop)
        self._sheet.on("look", self._on_look)
        self._sheet.on("turn", self.turn)

    def show(self, seen: Lot, *, asked: bool) -> None:
        drawn = self._drawn(seen)
        self._sheet.show(drawn, asked=asked)
        self.arrive(drawn.turns)

    def _drawn(self, seen: Lot) -> Sheet:
        return sheet_of(seen, self.wanted, self._titles, self.reader.look.language)

    def _on_filter(self, event: GenericEventArguments) -> None:
        reason, system = _texts_of(event)[:2]
        self.want(Wanted(tidy(reason), tidy(system)))

    async def _on_retry(self, event: GenericEventArguments) -> None:
        ids = _texts_of(event)
        await self._carry_out(lambda by: self._deps.parking.retry(ids, by))

    async def _on_retry_all(self) -> None:
        """Try all that the filter leaves, on whichever page, and say meanwhile how far that is."""
        if self._is_trying:
            return
        self._is_trying = True
        try:
            outcomes = await retry_all(self._deps, self.reader, self.wanted, self._goes_on)
        finally:
            self._is_trying = False
        if not self._sheet.is_deleted:
            self._sheet.run_method("tell", None)
            self._tell(outcomes)

    def _goes_on(self, count: int) -> bool:
        """Say how many were tried, as long as the reader is there and has not stopped it."""
        goes_on = self._is_trying and not self._sheet.is_deleted
        if goes_on:
            self._sheet.run_method("tell", count)
        return goes_on

    def _on_stop(self) -> None:
        self._is_trying = False

    async def _on_look(self, event: GenericEventArguments) -> None:
        """Show what was sent, to whoever may decide about it."""
        [parked_id] = _texts_of(event)[:1] or [""]
        found = await carry_out(self.reader, Right.REVIEW, lambda _by: self._deps.queries.parked_one(parked_id))
        if found is None:
            return
        self._dialog.clear()
        with self._dialog, ui.element("div").classes("sh-dialog pk-dialog"):
            self._fill(found)
        self._dialog.open()

    def _fill(self, found: ParkedBody) -> None:
        texts, row = self._texts, found.parked
        body, note = body_of(found, self._deps.limits.shown_body_bytes, texts)
        ui.label(row.id).classes("sh-dialog-name")
        ui.label(why_of(row.reason, row.detail, self.reader.look.language)).classes("sh-said")
        ui.label(texts.body_of.format(system=self._titles.get(row.system, row.system))).classes("sh-label")
        ui.label(body).classes("pk-body").props('tabindex="0"')
        if note:
            ui.label(note).classes("sh-note")
        if row.reason == "unlinked" and row.native_id:
            self._offer_link(row.system, (row.native_id,), texts.link_uid.format(native_id=row.native_id))
        elif row.reason == "uid-clash":
            self._offer_link(row.system, found.ids, texts.link_uids.format(ids=", ".join(found.ids)), force=True)
        with ui.element("div").classes("sh-dialog-acts"):
            ui.button(texts.close, on_click=self._dialog.close).props("flat no-caps")
            retry = ui.button(texts.retry_one, on_click=lambda: self._retry_one(row.id))
            retry.props("unelevated no-caps color=primary")

    def _offer_link(self, system: str, ids: Sequence[str], label: str, *, force: bool = False) -> None:
        """``force`` the links, or else ask by a check box whether to. What one id alone did not release, all may."""
        uid = ui.input(label).props("outlined dense")
        also = ui.checkbox(self._texts.link_also, value=force)
        also.visible = not force

        async def link() -> None:
            text = tidy(uid.value)
            links = [partial(self._deps.parking.link, system, native_id, text, force=also.value) for native_id in ids]
            if await self._carry_out(lambda by: _last_of_each(outcome for said in links for outcome in said(by))):
                ui.notify(self._texts.linked.format(native_id=", ".join(ids), uid=text), type="positive")
                self._dialog.close()

        ui.button(self._texts.link, on_click=link).props("outline no-caps")

    async def _retry_one(self, parked_id: str) -> None:
        if await self._carry_out(lambda by: self._deps.parking.retry([parked_id], by)):
            self._dialog.close()

    async def _carry_out(self, command: Callable[[str], Sequence[Outcome]]) -> bool:
        """Run a reviewer's command, and say what became of it."""
        outcomes = await carry_out(self.reader, Right.REVIEW, command)
        if outcomes is None:
            return False
        self._tell(outcomes)
        return True

    def _tell(self, outcomes: Sequence[Outcome]) -> None:
        """Say what became of another try, and look what is left."""
        stays = any(outcome.reason for outcome in outcomes)
        if outcomes:
            ui.notify(
                told(outcomes, self.reader.look.language), type="warning" if stays else "positive", multi_line=True
            )
        self.again()


def _last_of_each(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """What became of each parked report in the end."""
    return list({outcome.parked_id: outcome for outcome in outcomes}.values())


def _texts_of(event: GenericEventArguments) -> list[str]:
    """The texts that a part of the page emitted, each no longer than an id can be."""
    given = event.args if isinstance(event.args, list) else [event.args]
    flat = given[0] if len(given) == 1 and isinstance(given[0], list) else given
    return [item[:128] for item in flat if isinstance(item, str)]


def _make(board: Board, reader: Reader, request: Request) -> ParkedReportsPage:
    return ParkedReportsPage(board, reader, from_address(request.query_params))


SPEC: Final = PageSpec("/parked", lambda language: WORDS[language].parked, Right.READ, _make)
