"""Waiting for positions: for the log to grow, and for the views to catch up with it.

However many wait, one task asks, and only while somebody waits. It asks often while things move, and seldom when they
rest; a commit of this process wakes it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Final

from starlette.concurrency import run_in_threadpool

from hub.entrypoints.gateway.queries import Positions

_SOONEST: Final = 0.01
_LATEST: Final = 0.25
_EASE: Final = 1.3


class Waiting:
    """Shared by all requests of one gateway."""

    def __init__(self, positions: Callable[[], Positions]) -> None:
        self._positions = positions
        self._people = 0
        self._asker: asyncio.Task[None] | None = None
        self._turn: asyncio.Future[Positions] | None = None
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Something was stored: ask again at once."""
        self._nudged.set()

    async def settled(self, seconds: float) -> Positions:
        """Positions once the views have reached the log as it is now, or when the time is over.

        So a client reads its own writes, and an overloaded view is shown as it is rather than not at all.
        """
        first = await run_in_threadpool(self._positions)
        if first.views >= first.log:
            return first
        return await self._until(lambda now: now.views >= first.log, seconds) or first

    async def views_at(self, position: int, seconds: float) -> bool:
        """Whether the views reached a position in time."""
        return await self._until(lambda now: now.views >= position, seconds) is not None

    async def log_beyond(self, position: int, seconds: float) -> Positions | None:
        """Positions once the log has grown beyond one; None where it did not in time."""
        return await self._until(lambda now: now.log > position, seconds)

    async def _until(self, holds: Callable[[Positions], bool], seconds: float) -> Positions | None:
        deadline = monotonic() + seconds
        self._people += 1
        self._nudged.set()
        try:
            while (left := deadline - monotonic()) > 0:
                try:
                    async with asyncio.timeout(left):  # wait_for would lose a cancellation that comes with an answer
                        now = await asyncio.shield(self._next_answer())
                except TimeoutError:
                    return None
                if holds(now):
                    return now
            return None
        finally:
            self._people -= 1

    def _next_answer(self) -> asyncio.Future[Positions]:
        if self._turn is None or self._turn.done():
            self._turn = asyncio.get_running_loop().create_future()
        if self._asker is None or self._asker.done():
            self._asker = asyncio.create_task(self._ask())
        return self._turn

    async def _ask(self) -> None:
        pause, before = _SOONEST, None
        while self._people:
            self._nudged.clear()
            turn = self._turn
            try:
                now = await run_in_threadpool(self._positions)
            except Exception as error:
                _answer(turn, error)
                return  # whoever waits learns it, and starts a new asker by waiting again
            pause = _SOONEST if now != before else min(_LATEST, pause * _EASE)
            before = now
            _answer(turn, now)
            try:
                async with asyncio.timeout(pause):
                    await self._nudged.wait()
            except TimeoutError:
                continue


def _answer(turn: asyncio.Future[Positions] | None, found: Positions | Exception) -> None:
    if turn is None or turn.done():
        return
    if isinstance(found, Exception):
        turn.set_exception(found)
        turn.exception()  # nobody may be left to hear it
    else:
        turn.set_result(found)
