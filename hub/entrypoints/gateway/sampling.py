"""How long it takes until an accepted report can be read: measured on one commit at a time."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Final

from hub.application.ports import Unavailable
from hub.entrypoints.gateway.waiting import Waiting
from hub.telemetry import Metrics

_PAUSE: Final = 0.25
_PATIENCE: Final = 30.0


class ReadableSample:
    """Follows a commit now and then, which tells as much as following all of them and costs next to nothing."""

    def __init__(self, waiting: Waiting, metrics: Metrics) -> None:
        self._waiting = waiting
        self._metrics = metrics
        self._last = 0.0
        self._task: asyncio.Task[None] | None = None

    def committed(self, position: int, since: float) -> None:
        """A commit ended at ``position`` whose reports had been accepted at ``since``."""
        under_way = self._task is not None and not self._task.done()
        if position and not under_way and monotonic() - self._last >= _PAUSE:
            self._last = monotonic()
            self._task = asyncio.create_task(self._follow(position, since))

    async def _follow(self, position: int, since: float) -> None:
        try:
            if await self._waiting.views_at(position, _PATIENCE):
                self._metrics.readable_seconds.observe(monotonic() - since)
        except Unavailable:
            return  # the next scrape says so

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
