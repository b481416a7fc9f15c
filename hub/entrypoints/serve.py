"""The hub in one process: store, gateway, board, views that follow the log, and a trend of the consistency rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import FastAPI

from hub.application.access import LoginLinks
from hub.entrypoints.board import mount_board
from hub.entrypoints.following import Following, following
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.reading import StoredQueries
from hub.entrypoints.listening import address_of, answer, listening
from hub.entrypoints.lock import alone_in
from hub.entrypoints.reads import queries_of
from hub.entrypoints.signals import Stop, stop_on_signals
from hub.settings import Settings, webhook_secrets
from hub.wiring import Clock, Hub, calm_collector, open_hub, session_secret, system_clock
from schemas.instant import SECOND

SAMPLE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Serving:
    """A hub that answers; ``stop`` may be called from any thread."""

    hub: Hub
    queries: StoredQueries
    address: str
    stop: Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What differs between a hub for work and one for show."""

    clock: Clock = system_clock
    secrets: Mapping[str, Sequence[str]] | None = None
    """Webhook secrets by system, in place of those of the environment."""
    links: Callable[[Hub], LoginLinks] = lambda hub: hub.links
    sample_seconds: float = SAMPLE_SECONDS
    finished: Callable[[], None] = lambda: None
    """Called when no request is answered any more, while the hub is still open."""


def serve(settings: Settings, started: Callable[[Serving], None], options: Options | None = None) -> None:
    """Run a hub until a signal or :attr:`Serving.stop` ends it; ``started`` is called once it answers.

    In the end: 1. No new connections; requests under way are answered. 2. What was taken in is committed. 3. The views'
    thread finishes its batch. 4. Connections are given back, and the hub's own PostgreSQL stops. A kill at any moment
    costs none of what was answered; the next start takes over.

    Raises Unavailable for a folder or a port that is taken, and what hub.wiring.open_hub raises.
    """
    chosen = options or Options()
    calm_collector()
    with (
        stop_on_signals() as stop,
        alone_in(settings.data) as announce,
        listening(settings) as listener,
        open_hub(settings, clock=chosen.clock) as hub,
        following(hub, chosen.sample_seconds) as follower,
    ):
        serving = Serving(hub, queries_of(hub), address_of(settings, listener), stop)
        app = _app(serving, follower, chosen)

        def tell() -> None:
            announce(serving.address)
            started(serving)

        try:
            answer(app, listener, stop, tell)
        finally:
            stop()
            chosen.finished()


def _app(serving: Serving, follower: Following, chosen: Options) -> FastAPI:
    hub = serving.hub
    secrets = webhook_secrets() if chosen.secrets is None else chosen.secrets
    deps = GatewayDeps(
        ingest=hub.ingestion,
        review=hub.review,
        parking=hub.parking,
        uids=hub.mint,
        queries=serving.queries,
        manifests=hub.manifests,
        secrets=lambda system: secrets.get(system, ()),
        keys=hub.keys,
        links=chosen.links(hub),
        session_secret=session_secret(hub.settings.data),
        clock=hub.clock,
        readiness=follower.impediments,
        metrics=hub.metrics,
        open_metrics=hub.settings.open_metrics,
    )
    app = create_app(deps)
    mount_board(app, yellow_after=hub.settings.yellow_after * SECOND)
    return app
