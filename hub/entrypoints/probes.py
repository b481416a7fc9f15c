"""What a role that serves nobody still answers: /healthz, /readyz and /metrics, beside its work in one event loop."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.entrypoints.listening import answer
from hub.entrypoints.readiness import Impediment
from hub.entrypoints.signals import Stop
from hub.telemetry import Metrics

_PROBLEM_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a role does, as its process sees it."""

    work: Callable[[], AbstractAsyncContextManager[object]]
    """Entered before the first answer, and left at the end: leaving it finishes what is under way."""
    impediments: Callable[[], Awaitable[Sequence[Impediment]]]
    """Why it is not ready; nothing in it: ready."""
    metrics: Metrics
    refresh: Callable[[], Awaitable[None]] | None = None
    """Sets what is measured at the moment of asking."""


def serve_probes(duty: Duty, listener: socket.socket, stop: Stop, started: Callable[[], None]) -> None:
    """Do a duty, and answer for it, until a signal or ``stop`` ends both; ``started`` is called once it answers.

    Raises what the work raised when it was begun or ended.
    """
    failures: list[Exception] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            async with duty.work():
                yield
        except Exception as error:
            failures.append(error)  # the server keeps what went wrong for its log
            raise

    try:
        answer(_app(duty, lifespan), listener, stop, started)
    except SystemExit:
        if not failures:
            raise
    if failures:
        raise failures[0]


def _app(duty: Duty, lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]]) -> Starlette:
    """``/metrics`` needs no key here: whoever runs roles keeps their ports to himself."""

    async def alive(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_request: Request) -> Response:
        found = await duty.impediments()
        return _not_ready(found) if found else JSONResponse({"status": "ok"})

    async def metrics(_request: Request) -> Response:
        if duty.refresh is not None:
            await duty.refresh()
        return Response(generate_latest(duty.metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    routes = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]
    return Starlette(routes=routes, lifespan=lifespan)


def _not_ready(found: Sequence[Impediment]) -> Response:
    problem = {
        "type": "about:blank",
        "title": "Not ready",
        "status": 503,
        "detail": f"{found[0].what}. {found[0].cure}.",
        "errors": [{"problem": impediment.what, "cure": impediment.cure} for impediment in found],
    }
    return JSONResponse(problem, 503, media_type=_PROBLEM_TYPE)
