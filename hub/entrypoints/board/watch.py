"""Keeps every open page up to date, however many there are: one task asks for all of them whether anything moved.

What moved is read once and shared: equal questions of several pages are answered together. While a read takes long, the
watch goes slower, so that readers never crowd out what is coming in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final, NamedTuple, Protocol, TypeVar, cast

import structlog
from anyio import to_thread
from starlette.concurrency import run_in_threadpool

from hub.application.ports import Unavailable
from hub.entrypoints.gateway.deps import GatewayDeps

_log = structlog.stdlib.get_logger("hub.board")

_PAUSE: Final = 1.0
_REST: Final = 5.0
"""Time alone turns tickets yellow, so everything is read again after so long."""
_SLOWEST: Final = 15.0
_PATIENCE: Final = 3.0
"""A store that does not say its position for so long is away."""
_SHARE: Final = 5
"""Reading takes at most one part in so many of the time."""

Answer = TypeVar("Answer", covariant=True)
_T = TypeVar("_T")


class Question(Hashable, Protocol[Answer]):
    """What a page asks: a value, such as a frozen dataclass, so that equal ones are answered together."""

    def __call__(self, deps: GatewayDeps) -> Answer:
        """Ask the ports. It runs in a thread, may block, and may raise Unavailable.

        What is not there, such as an unknown ticket, is an answer: catch it and say so by value.
        """
        ...


class _Answer(NamedTuple):
    asked_at: float
    task: asyncio.Task[Any]


class Watch:
    """Shared by all pages of one process."""

    def __init__(self, deps: GatewayDeps, *, pause: float = _PAUSE) -> None:
        self._deps = deps
        self._pause = pause
        self._cost = 0.0
        self._bells: set[asyncio.Event] = set()
        self._task: asyncio.Task[None] | None = None
        self._answers: dict[Hashable, _Answer] = {}
        self._is_away = False

    @contextmanager
    def bell(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever it is worth looking again; whoever waits for it clears it."""
        bell = asyncio.Event()
        self._bells.add(bell)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            yield bell
        finally:
            self._bells.discard(bell)

    @property
    def is_away(self) -> bool:
        """Whether the database could not be reached when it was last asked."""
        return self._is_away

    async def look(self, question: Question[_T]) -> _T | None:
        """The answer to a question now; None while the database cannot be reached."""
        if self.is_away and self._bells:
            return None  # the task that rings the bells finds out when it is back
        try:
            return await self._shared(question)
        except Exception as error:  # a page must outlive whatever the store does
            self._note_away(error)
            return None

    async def _shared(self, question: Question[_T]) -> _T:
        """Ask once for everybody who wants the same at about the same time."""
        self._forget_older_than(self._pace())
        found = self._answers.get(question)
        if found is None:
            found = self._answers[question] = _Answer(monotonic(), asyncio.create_task(self._timed(question)))
        return cast(_T, await asyncio.shield(found.task))

    async def _timed(self, question: Question[_T]) -> _T:
        began = monotonic()
        answer = await run_in_threadpool(question, self._deps)
        self._cost = max(monotonic() - began, self._cost * 0.8)
        return answer

    def _forget_older_than(self, seconds: float) -> None:
        limit = monotonic() - seconds
        self._answers = {key: answer for key, answer in self._answers.items() if answer.asked_at > limit}

    async def _run(self) -> None:
        seen, rung_at = -1, 0.0
        while self._bells:
            views = await self._views()
            rests = monotonic() - rung_at >= _REST
            if views is not None and (views != seen or self._is_away or rests):
                self._is_away = False
                seen, rung_at = views, monotonic()
                self._ring()
            await asyncio.sleep(self._pace())

    async def _views(self) -> int | None:
        """The views' position. When the database goes away, everybody learns it once."""
        try:
            asked = to_thread.run_sync(self._deps.queries.positions, abandon_on_cancel=True)
            return (await asyncio.wait_for(asked, _PATIENCE)).views
        except Exception as error:
            if not self._is_away:
                self._note_away(error)
                self._ring()
            return None

    def _pace(self) -> float:
        return min(_SLOWEST, max(self._pause, self._cost * _SHARE))

    def _ring(self) -> None:
        self._answers.clear()
        for bell in self._bells:
            bell.set()

    def _note_away(self, error: Exception) -> None:
        if self._is_away:
            return
        self._is_away = True
        if isinstance(error, Unavailable | TimeoutError):
            _log.warning("board_cannot_read", why=repr(error))
        else:
            _log.error("board_cannot_read", exc_info=error)
