"""Listening to a system: from what a listener hands over to stored reports, and back to its acknowledgement."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from adapters.contract import Listener, NotAllowed, NotReached, Piece
from hub.application.backing_off import pause_after
from hub.application.ports import Ingest, Unavailable
from hub.application.reading import deliveries_of_piece
from hub.application.relay import Stopping
from schemas.instant import Instant

_GLANCE: Final = 0.2
"""Seconds between two looks at whether to stop."""


class HearingWatch(Protocol):
    """Sees how listening to a system fares."""

    def heard(self, deliveries: int) -> None: ...
    def fails(self, why: str, *, pause: float, needs_a_person: bool) -> None: ...


class Hearing:
    """Listens to one system for as long as it is asked to, and begins again when the connection is gone."""

    def __init__(
        self,
        system: str,
        listener: Listener,
        ingest: Ingest,
        clock: Callable[[], Instant],
        watch: HearingWatch,
        jitter: Callable[[], float],
        *,
        keeps_bodies: bool = False,
    ) -> None:
        """``keeps_bodies``: what was heard is kept beside its report for a while."""
        self._system = system
        self._keeps_bodies = keeps_bodies
        self._listener = listener
        self._ingest = ingest
        self._clock = clock
        self._watch = watch
        self._jitter = jitter
        self._waiting: list[tuple[Piece, asyncio.Future[None]]] = []
        self._storing = asyncio.Lock()
        self._failures = 0

    @property
    def name(self) -> str:
        return f"listen/{self._system}"

    def run(self, stop: Stopping) -> None:
        """Listen until asked to stop. Raises Unavailable when the hub's own store is away."""
        while not stop.asked:
            self._waiting, self._storing = [], asyncio.Lock()
            try:
                asyncio.run(self._listen(stop))
            except (NotReached, NotAllowed) as error:
                pause = pause_after(self._failures, self._jitter())
                self._failures += 1
                self._watch.fails(str(error), pause=pause, needs_a_person=isinstance(error, NotAllowed))
                stop.wait(pause)
            except Unavailable as error:
                self._watch.fails(f"the hub's store: {error}", pause=0.0, needs_a_person=False)
                raise

    async def _listen(self, stop: Stopping) -> None:
        listening = asyncio.create_task(self._listener.listen(self.take))
        try:
            while not listening.done() and not stop.asked:
                await asyncio.wait([listening], timeout=_GLANCE)
            if listening.done():
                await listening
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def take(self, piece: Piece) -> None:
        """Store what a piece came to, together with everything else that waits by then.

        1. The deliveries are stored, or parked, in one batch. 2. This returns, and the listener acknowledges. A crash
        in between brings the same again, and the delivery ids tell that it is known. Raises Unavailable.
        """
        safe: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((piece, safe))
        async with self._storing:
            if not safe.done():
                await self._store()
        await safe

    async def _store(self) -> None:
        batch, self._waiting = self._waiting, []
        now = self._clock()
        deliveries = [
            each
            for piece, _ in batch
            for each in deliveries_of_piece(self._system, piece, now, keeps_body=self._keeps_bodies)
        ]
        try:
            await asyncio.to_thread(self._ingest.ingest, deliveries)
        except Exception as error:  # whatever it is, nobody may wait for ever, and nothing may be acknowledged
            for _, safe in batch:
                safe.set_exception(error)
            return
        for _, safe in batch:
            safe.set_result(None)
        self._failures = 0
        self._watch.heard(len(deliveries))
