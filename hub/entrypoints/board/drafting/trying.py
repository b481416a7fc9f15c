"""What pages with a draft do alike: try it and tell meanwhile, keep what was found, publish it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from nicegui import ui
from starlette.concurrency import run_in_threadpool

from conflict.loader import RulesError
from hub.application.access import Right
from hub.application.ports import Published, Unavailable
from hub.application.what_if.render import Form, render
from hub.application.what_if.trial import Findings, Progress
from hub.entrypoints.board.acting import carry_out, why_not
from hub.entrypoints.board.drafting.sheet import result_of, wrong_in
from hub.entrypoints.board.drafting.words import DRAFT_WORDS
from hub.entrypoints.board.parts import SHARED, PageSheet
from hub.entrypoints.board.reader import Reader
from mappings.errors import MappingErrors
from schemas.errors import HubError

DRAFTING: Final = SHARED | {"statushub-drafting": str(Path(__file__).parent / "shared")}
"""What such a page imports in the browser."""
DRAFT_STYLE: Final = (Path(__file__).parent / "drafting.css").read_text("utf-8")
_TELLS_EVERY: Final = 0.4
_MOST_DAYS: Final = 3_660.0

Compare = Callable[[float, Progress], Findings]
"""Reads a draft and tries it over so many days. Raises MappingErrors or RulesError for one with something wrong."""


class Trying:
    """One reader's draft. The sheet is told ``told`` with a share, ``wrong`` with lines, ``done`` with a result, and
    ``published``."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._texts = DRAFT_WORDS[reader.look.language]
        self._findings: Findings | None = None
        self._done = (0, 1)

    def forget(self) -> None:
        """What was found is about something else."""
        self._findings = None

    async def attempt(self, sheet: PageSheet, days: object, compare: Compare) -> None:
        """Try the draft, and say meanwhile how far that is."""
        span = days_in(days)
        self._findings, self._done = None, (0, 1)
        if await carry_out(self._reader, Right.REVIEW, lambda by: by) is None:
            return
        trial = asyncio.create_task(run_in_threadpool(compare, span, self._on_progress))
        while not (await asyncio.wait({trial}, timeout=_TELLS_EVERY))[0]:
            sheet.run_method("told", self._done[0] / max(1, self._done[1]))
        try:
            self._findings = trial.result()
        except (MappingErrors, RulesError) as errors:
            sheet.run_method("wrong", wrong_in(errors.problems, self._reader.look.language))
        except (HubError, Unavailable) as error:
            sheet.run_method("wrong", [why_not(error, self._reader.look.language)])
        else:
            shown = result_of(self._findings, span, self._reader.look.language)
            sheet.run_method("done", msgspec.to_builtins(shown))

    def _on_progress(self, done: int, total: int) -> None:
        self._done = done, total

    def save(self, wanted: object, name: str) -> None:
        """Hand what was found over as a file."""
        if self._findings is not None:
            form = next((form for form in Form if form == wanted), Form.CSV)
            mark = "\ufeff" if form is Form.CSV else ""
            end = "txt" if form is Form.TEXT else form.value
            ui.download.content(mark + render(self._findings, form), f"{name}.{end}")

    async def put_in_force(self, sheet: PageSheet, command: Callable[[str], Published], said: str) -> bool:
        """Run an administrator's command; show what is wrong with the draft where that is why nothing came of it."""
        try:
            done = await carry_out(self._reader, Right.PUBLISH, command)
        except (MappingErrors, RulesError) as errors:
            sheet.run_method("wrong", wrong_in(errors.problems, self._reader.look.language))
            return False
        if done is None:
            return False
        ui.notify(said.format(version=done.version), type="positive")
        sheet.run_method("published")
        return True

    async def roll_back(self, sheet: PageSheet, version: object, command: Callable[[int, str, str], Published]) -> bool:
        """Put an earlier version in force again: by its number, whose name, and why."""
        if not isinstance(version, int):
            return False
        reason = self._texts.roll_back_reason.format(version=version)
        said = self._texts.rolled_back.format(version=version)
        return await self.put_in_force(sheet, lambda by: command(version, by, reason), said)


def days_in(typed: object) -> float:
    """So many days as somebody has typed them."""
    try:
        return min(_MOST_DAYS, max(0.01, float(str(typed))))
    except ValueError:
        return 30.0
