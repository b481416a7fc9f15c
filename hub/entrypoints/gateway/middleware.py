"""What surrounds every request: its id, a log line, metrics, security headers, and the last net below all errors."""

from __future__ import annotations

import re
from time import perf_counter
from typing import Final
from uuid import uuid4

import structlog
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.entrypoints.gateway.below import path_in
from hub.entrypoints.gateway.problems import INTERNAL, Problem, answer, problem_of
from hub.telemetry import Metrics

_log = structlog.stdlib.get_logger("hub.http")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_OURS: Final = ("/api/", "/webhooks/")
_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

_HEADERS: Final = (  # as they go over the wire
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
)
_API_HEADERS: Final = (
    *_HEADERS,
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)


class Surroundings:
    """Pure ASGI, because a stream of events must pass through it untouched."""

    def __init__(self, app: ASGIApp, metrics: Metrics, body_limit: int) -> None:
        self._app = app
        self._metrics = metrics
        self._body_limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Request(scope, send)
        with structlog.contextvars.bound_contextvars(request_id=request.id):
            try:
                await self._app(scope, self._bounded(scope, receive), request.send)
            except Exception as error:
                await self._rescue(request, error, receive)
            finally:
                self._observe(request)

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """Bodies for commands are small; what is larger is cut off where it is read. Intake has bounds of its own."""
        if not path_in(scope).startswith("/api/"):
            return receive
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._body_limit:
                raise HTTPException(413, f"A body here has at most {self._body_limit} bytes.")
            return message

        return counted

    async def _rescue(self, request: _Request, error: Exception, receive: Receive) -> None:
        """An error that nobody expected: the log says all of it, the answer only where to look."""
        if problem_of(error) is None:
            _log.exception("request_failed", path=request.path)
        if request.status:
            return  # the answer is under way, and cannot be taken back
        detail = f"It is in the hub's log under the request id {request.id}; tell its operator."
        problem = problem_of(error) or Problem(INTERNAL, detail)
        await answer(problem, request.id)(request.scope, receive, request.send)

    def _observe(self, request: _Request) -> None:
        seconds = perf_counter() - request.started
        method, route = request.method, request.route
        self._metrics.requests.labels(method, route, str(request.status)).inc()
        self._metrics.request_seconds.labels(method, route).observe(seconds)
        line = {"level": "debug" if request.path in _QUIET else "info", **request.scope.get("log", {})}
        level = line.pop("level")
        # Without the query: it may hold a token to log in with.
        line |= {"method": method, "path": request.path, "status": request.status}
        (_log.debug if level == "debug" else _log.info)("request", milliseconds=round(seconds * 1e3, 2), **line)


class _Request:
    """One request under way."""

    def __init__(self, scope: Scope, send: Send) -> None:
        given = Headers(scope=scope).get("x-request-id", "")
        self.id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        self.scope = scope
        self.path = path_in(scope)
        self.started = perf_counter()
        self.status = 0
        self._send = send
        scope["request_id"] = self.id

    @property
    def method(self) -> str:
        """The method, or one word for all that anybody may invent."""
        method: str = self.scope["method"]
        return method if method in _METHODS else "other"

    @property
    def route(self) -> str:
        """The path with its parameters left open, so that metrics do not grow with the number of tickets."""
        route = self.scope.get("route")
        return str(getattr(route, "path", "")) or "(none)"

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = list(message.get("headers", ()))
            names = {name for name, _ in given}
            added = _API_HEADERS if self.path.startswith(_OURS) else _HEADERS
            message["headers"] = [
                *given,
                (b"x-request-id", self.id.encode()),
                *(header for header in added if header[0] not in names),
            ]
        await self._send(message)
