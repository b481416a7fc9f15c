"""The page of mapping tables: read, tried on what was reported, published, rolled back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from hub.application.access import Right
from hub.application.ports import Published, Unavailable
from hub.application.tables import read_table
from hub.application.what_if.render import Form, render
from hub.application.what_if.trial import Findings
from hub.entrypoints.board.acting import carry_out, why_not
from hub.entrypoints.board.filters import tidy
from hub.entrypoints.board.live import Board, LivePage, PageSpec
from hub.entrypoints.board.mappings.reading import AskMappings, Tables
from hub.entrypoints.board.mappings.sheet import Sheet, result_of, sheet_of, wrong_in
from hub.entrypoints.board.mappings.words import MAPPING_WORDS
from hub.entrypoints.board.parts import SHARED, PageSheet
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.words import WORDS
from mappings.errors import MappingErrors
from schemas.errors import HubError

_STYLE: Final = (Path(__file__).parent / "mappings.css").read_text("utf-8")
_TELLS_EVERY: Final = 0.4
_MOST_DAYS: Final = 3_660.0


class MappingSheet(PageSheet, component="mappings.js", esm=SHARED):
    """The tables. Emits ``choose`` with a system, ``count``, ``try`` with a text and days, ``save`` with a form,
    ``publish`` with a text and a reason, ``back`` with a version."""


class MappingsPage(LivePage[Tables]):
    """One reader's look at the tables."""

    def __init__(self, board: Board, reader: Reader, system: str) -> None:
        super().__init__(board, reader)
        self._system = system
        self._deps = board.gateway.deps
        self._texts = MAPPING_WORDS[reader.look.language]
        self._findings: Findings | None = None
        self._done = (0, 1)

    async def look(self) -> Tables | None:
        return await self.board.watch.look(AskMappings(self._system))

    def draw(self, seen: Tables | None) -> None:
        principal = self.reader.principal
        assert principal is not None
        ui.add_css(_STYLE)
        self._sheet = MappingSheet(
            self._drawn(seen),
            words=asdict(self.reader.words) | asdict(self._texts),
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
        self._system = tidy(str(_given(event)[0]))
        self._findings = None
        query = json.dumps(f"?system={self._system}")
        ui.run_javascript(f"history.replaceState(history.state, '', location.pathname + {query})")
        self.again()

    async def _on_count(self) -> None:
        """Which words the system really says."""
        found = await carry_out(self.reader, Right.READ, lambda _by: self._deps.trials.words_seen(self._system))
        if found is not None:
            self._sheet.run_method("counted", [msgspec.structs.asdict(each) for each in found])

    async def _on_try(self, event: GenericEventArguments) -> None:
        """Try the table, and say meanwhile how far that is."""
        text, days = (*_given(event), "", "")[:2]
        span = _days(days)
        self._findings, self._done = None, (0, 1)
        if await carry_out(self.reader, Right.REVIEW, lambda by: by) is None:
            return
        trial = asyncio.create_task(run_in_threadpool(self._compare, str(text), span))
        while not (await asyncio.wait({trial}, timeout=_TELLS_EVERY))[0]:
            self._sheet.run_method("told", self._done[0] / max(1, self._done[1]))
        try:
            self._findings = trial.result()
        except MappingErrors as errors:
            self._sheet.run_method("wrong", wrong_in(errors, self._texts))
            return
        except (HubError, Unavailable) as error:
            self._sheet.run_method("wrong", [why_not(error, self.reader.words)])
            return
        shown = result_of(self._findings, span, self.reader.look.language)
        self._sheet.run_method("done", msgspec.to_builtins(shown))

    def _compare(self, text: str, days: float) -> Findings:
        table = read_table(self._system, text[: self._deps.limits.table_bytes])
        return self._deps.trials.compare(table, days, self._on_progress)

    def _on_progress(self, done: int, total: int) -> None:
        self._done = done, total

    def _on_save(self, event: GenericEventArguments) -> None:
        if self._findings is not None:
            form = Form.JSON if _given(event)[0] == Form.JSON else Form.CSV
            content = render(self._findings, form)
            mark = "\ufeff" if form is Form.CSV else ""
            ui.download.content(mark + content, f"what-if-{self._system}.{form}")

    async def _on_publish(self, event: GenericEventArguments) -> None:
        text, reason = (*map(str, _given(event)), "", "")[:2]
        publish = partial(self._deps.publish.publish, self._system, text[: self._deps.limits.table_bytes])
        done = await self._carry_out(lambda by: publish(by, reason[:2_000]))
        if done is not None:
            ui.notify(self._texts.published.format(version=done.version), type="positive")
            self._sheet.run_method("published")

    async def _on_back(self, event: GenericEventArguments) -> None:
        version = _given(event)[0]
        if not isinstance(version, int):
            return
        reason = self._texts.roll_back_reason.format(version=version)
        done = await self._carry_out(lambda by: self._deps.publish.roll_back(self._system, version, by, reason))
        if done is not None:
            ui.notify(self._texts.rolled_back.format(version=version), type="positive")
            self._sheet.run_method("published")

    async def _carry_out(self, command: Callable[[str], Published]) -> Published | None:
        """Run an administrator's command; show what is wrong with the table where that is why nothing came of it."""
        try:
            done = await carry_out(self.reader, Right.PUBLISH, command)
        except MappingErrors as errors:
            self._sheet.run_method("wrong", wrong_in(errors, self._texts))
            return None
        if done is not None:
            self.again()
        return done


def _given(event: GenericEventArguments) -> list[object]:
    """What the page emitted, never empty."""
    given = event.args if isinstance(event.args, list) else [event.args]
    flat = given[0] if len(given) == 1 and isinstance(given[0], list) else given
    return list(flat) or [""]


def _days(given: object) -> float:
    try:
        return min(_MOST_DAYS, max(0.01, float(str(given))))
    except ValueError:
        return 30.0


def _make(board: Board, reader: Reader, request: Request) -> MappingsPage:
    return MappingsPage(board, reader, tidy(request.query_params.get("system")))


SPEC: Final = PageSpec("/mappings", lambda language: WORDS[language].mappings, Right.READ, _make)
