"""A port, and a server on it that says when it answers and ends when it is asked to."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from hub.application.ports import Unavailable
from hub.entrypoints.signals import Stop
from hub.settings import Settings

GRACE: Final = 3
"""Seconds that requests under way, and streams, are given at the end."""
TURN: Final = 0.001
"""Seconds that a busy thread keeps the interpreter before another gets it. With Python's own five milliseconds the
event loop, which needs it often and briefly, waits for the other threads, and a quarter fewer posts are taken."""


class PortTaken(Unavailable):
    """The port cannot be had."""


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """The port, before anything else is started: whoever comes early waits for the first answer. Raises PortTaken."""
    host, port = settings.host, settings.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        cure = "stop what uses it, or choose another with --port (0 takes any that is free)"
        raise PortTaken(f"port {port} on {host} cannot be had: {_why(error)}; {cure}") from error
    with listener:
        yield listener


def address_of(settings: Settings, listener: socket.socket) -> str:
    """Where people find what listens."""
    if settings.public_url:
        return settings.public_url
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def answer(app: ASGIApp, listener: socket.socket, stop: Stop, started: Callable[[], None]) -> None:
    """Serve an app until a signal or ``stop`` ends it; ``started`` is called once it answers."""
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
    sys.setswitchinterval(TURN)
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


def _why(error: OSError) -> str:
    """The reason alone: the socket module adds the address, which is said already."""
    return os.strerror(error.errno).lower() if error.errno and error.errno > 0 else str(error)
