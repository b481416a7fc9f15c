"""``statushub relay``: one process that publishes the event log while it leads, and stands by while another does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

from hub.application.ports import Unavailable
from hub.entrypoints.garbage import calm_collector
from hub.entrypoints.listening import address_of, listening
from hub.entrypoints.patience import open_hub_when_possible
from hub.entrypoints.probes import Duty, serve_probes
from hub.entrypoints.readiness import Impediment
from hub.entrypoints.relay.watch import RelayWatch, measure
from hub.entrypoints.signals import Stop, stop_on_signals
from hub.infrastructure.relay_lease import PostgresRelayLease
from hub.settings import Settings
from hub.wiring import Hub, open_relay, relay_lease


def relay(settings: Settings, started: Callable[[str], None]) -> None:
    """Publish the log until a signal ends it; ``started`` is told the address of the probes.

    In the end: 1. The batch under way is published and its position stored. 2. The lease is given back, so another
    relay goes on at once. 3. Connections are closed. A kill at any moment costs nothing but the repetition of a batch.

    Raises Unavailable for a port that is taken, and what hub.entrypoints.patience.open_hub_when_possible raises.
    """
    calm_collector()
    with (
        stop_on_signals() as stop,
        listening(settings) as listener,
        open_hub_when_possible(settings, stop) as hub,
    ):
        duty = _duty(hub, relay_lease(hub), stop)
        serve_probes(duty, listener, stop, lambda: started(address_of(settings, listener)))


def _duty(hub: Hub, lease: PostgresRelayLease, stop: Stop) -> Duty:
    watch = RelayWatch(hub.metrics)

    async def impediments() -> Sequence[Impediment]:
        return watch.impediments()

    async def refresh() -> None:
        with suppress(Unavailable):  # what was measured last stands, and the relay says what it lacks
            await asyncio.to_thread(measure, hub, lease.standing)

    @asynccontextmanager
    async def work() -> AsyncIterator[None]:
        publishing = _Publishing(hub, lease, watch, stop)
        publishing.start()
        try:
            yield
        finally:
            await asyncio.to_thread(publishing.finish)

    return Duty(work=work, impediments=impediments, metrics=hub.metrics, refresh=refresh)


class _Publishing(threading.Thread):
    """The relay in its thread. An error that nobody expected ends the process: whoever starts it again sees why."""

    def __init__(self, hub: Hub, lease: PostgresRelayLease, watch: RelayWatch, stop: Stop) -> None:
        super().__init__(name="relay")
        self._open = partial(open_relay, hub, lease, watch, lambda: stop.asked)
        self._stop_all = stop
        self._failure: Exception | None = None

    def run(self) -> None:
        try:
            with self._open() as relay:
                relay.run(self._stop_all)
        except Exception as error:
            self._failure = error
            self._stop_all()

    def finish(self) -> None:
        """Wait until it has ended in order. Raises what ended it else."""
        self._stop_all()
        self.join()
        if self._failure is not None:
            raise self._failure
