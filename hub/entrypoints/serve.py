"""The hub in one process: store, gateway, board, views that follow the log, and a trend of the consistency rate."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI

from hub.application.access import LoginLinks
from hub.application.ports import Unavailable
from hub.entrypoints.board import mount_board
from hub.entrypoints.following import Following, following
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.reading import StoredQueries
from hub.entrypoints.lock import alone_in
from hub.entrypoints.reads import queries_of
from hub.entrypoints.signals import Stop, stop_on_signals
from hub.settings import Settings, webhook_secrets
from hub.wiring import Clock, Hub, calm_collector, open_hub, session_secret, system_clock
from schemas.instant import SECOND

GRACE: Final = 3
"""Seconds that requests under way, and streams, are given at the end."""
SAMPLE_SECONDS: Final = 60.0
TURN: Final = 0.001
"""Seconds that a busy thread keeps the interpreter before another gets it. With Python's own five milliseconds the
event loop, which needs it often and briefly, waits for the other threads, and a quarter fewer posts are taken."""


class PortTaken(Unavailable):
    """The port cannot be had."""


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
    sys.setswitchinterval(TURN)
    calm_collector()
    with (
        stop_on_signals() as stop,
        alone_in(settings.data) as announce,
        _listening(settings) as listener,
        open_hub(settings, clock=chosen.clock) as hub,
        following(hub, chosen.sample_seconds) as follower,
    ):
        serving = Serving(hub, queries_of(hub), _address(settings, listener), stop)
        app = _app(serving, follower, chosen)

        def tell() -> None:
            announce(serving.address)
            started(serving)

        try:
            _run(app, listener, stop, tell)
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


def _run(app: FastAPI, listener: socket.socket, stop: Stop, started: Callable[[], None]) -> None:
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    server = _Server(config, started, stop)
    stop.tell(server.leave)
    if not stop.asked:
        server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """Says when it answers, and when a signal ends it."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None], stop: Stop) -> None:
        super().__init__(config)
        self._told = started
        self._stop = stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._told()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._stop()

    def leave(self) -> None:
        """Begin the end."""
        self.should_exit = True


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The port, before anything else is started: whoever comes early waits for the first answer."""
    host, port = settings.host, settings.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        cure = "stop what uses it, or choose another with --port (0 takes any that is free)"
        raise PortTaken(f"port {port} on {host} cannot be had: {_why(error)}; {cure}") from error
    with listener:
        yield listener


def _why(error: OSError) -> str:
    """The reason alone: the socket module adds the address, which is said already."""
    return os.strerror(error.errno).lower() if error.errno and error.errno > 0 else str(error)


def _address(settings: Settings, listener: socket.socket) -> str:
    """Where people find the hub."""
    if settings.public_url:
        return settings.public_url
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
