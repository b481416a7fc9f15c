"""What listeners hand over, and waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from adapters.contract import Listener, NotReached, Piece
from adapters.declarative import Reading
from schemas.instant import Instant, from_iso
from schemas.report import with_delivery_id

NOW: Instant = from_iso("2026-01-26T09:40:00Z")


class Hub:
    """Takes pieces, as long as its store is there."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.asked = 0
        self.is_away = False
        self._more = asyncio.Condition()

    async def take(self, piece: Piece) -> None:
        async with self._more:
            self.asked += 1
            self._more.notify_all()
            if self.is_away:
                raise NotReached("the hub's store is away")
            self.pieces.append(piece)

    async def until_asked(self, times: int) -> None:
        async with self._more:
            await asyncio.wait_for(self._more.wait_for(lambda: self.asked >= times), 20)

    async def until_known(self, count: int) -> None:
        """Wait until as many different reports are safe."""
        async with self._more:
            await asyncio.wait_for(self._more.wait_for(lambda: len(self.known()) >= count), 20)

    async def until_heard(self, native_id: str, word: str) -> None:
        """Wait until the last that is known of a job is this word."""
        async with self._more:
            await asyncio.wait_for(self._more.wait_for(lambda: self.words()[-1:] == [(native_id, word)]), 20)

    async def until_known_as(self, native_id: str, word: str) -> None:
        """Wait until a job was said to be in this state, now or earlier."""
        async with self._more:
            await asyncio.wait_for(self._more.wait_for(lambda: (native_id, word) in self.words()), 20)

    async def until_unread(self) -> Piece:
        async with self._more:
            await asyncio.wait_for(self._more.wait_for(lambda: bool(self.unread())), 20)
        return self.unread()[0]

    def unread(self) -> list[Piece]:
        return [piece for piece in self.pieces if not isinstance(piece.found, Reading)]

    def words(self) -> list[tuple[str, str]]:
        """Native id and word of every report that was handed over, repeats included."""
        return [
            (report.native_id, report.native_status)
            for piece in self.pieces
            if isinstance(piece.found, Reading)
            for report in piece.found.reports
        ]

    def known(self) -> set[str]:
        return {
            with_delivery_id(report).delivery_id
            for piece in self.pieces
            if isinstance(piece.found, Reading)
            for report in piece.found.reports
        }


@asynccontextmanager
async def listening(listener: Listener, hub: Hub) -> AsyncIterator[None]:
    """A listener at work, begun again whenever its connection is gone."""
    task = asyncio.create_task(_for_ever(listener, hub))
    try:
        yield
        if task.done():
            await task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _for_ever(listener: Listener, hub: Hub) -> None:
    while True:
        with suppress(NotReached):
            await listener.listen(hub.take)
        await asyncio.sleep(0.05)
