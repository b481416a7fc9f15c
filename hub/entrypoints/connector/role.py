"""``statushub connector``: one process that asks, listens and writes, for the systems whose URL is set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from hub.entrypoints.connector.activities import activities_of
from hub.entrypoints.connector.turns import Turns
from hub.entrypoints.garbage import calm_collector
from hub.entrypoints.listening import address_of, listening
from hub.entrypoints.patience import open_hub_when_possible
from hub.entrypoints.probes import Duty, serve_probes
from hub.entrypoints.readiness import Impediment
from hub.entrypoints.signals import Stop, stop_on_signals
from hub.settings import Settings
from hub.wiring import Hub


def connect(settings: Settings, started: Callable[[str], None]) -> None:
    """Do what there is to do at the edge until a signal ends it; ``started`` is told the address of the probes.

    In the end: 1. What each activity has under way is stored, and its cursor. 2. The leases are given back, so another
    connector goes on at once. 3. Connections are closed. A kill at any moment costs nothing but a few questions asked
    twice.

    Raises Unavailable for a port that is taken, and what hub.entrypoints.patience.open_hub_when_possible raises.
    """
    calm_collector()
    with (
        stop_on_signals() as stop,
        listening(settings) as listener,
        open_hub_when_possible(settings, stop) as hub,
    ):
        serve_probes(_duty(hub, stop), listener, stop, lambda: started(address_of(settings, listener)))


@contextmanager
def connecting(hub: Hub) -> Iterator[None]:
    """The same within another process, for the length of a block."""
    with Turns(hub, activities_of(hub), Stop()).taken():
        yield


def _duty(hub: Hub, stop: Stop) -> Duty:
    turns = Turns(hub, activities_of(hub), stop)

    async def impediments() -> Sequence[Impediment]:
        return ()  # what a system at the edge does wrong is no reason to take this process away

    @asynccontextmanager
    async def work() -> AsyncIterator[None]:
        taken = turns.taken()
        await asyncio.to_thread(taken.__enter__)
        try:
            yield
        finally:
            await asyncio.to_thread(taken.__exit__, None, None, None)

    return Duty(work=work, impediments=impediments, metrics=hub.metrics)
