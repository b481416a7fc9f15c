"""Which paths of the app are the board's, and what its answers may load: nothing from any other host."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.routing import Match, Mount, compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.entrypoints.gateway.below import path_in

_ASSETS: Final = "/_nicegui"
_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        # The page's own script is inline, and Vue compiles templates in the browser.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class BoardMount(Mount):
    """Leaves every path that is not the board's to the gateway, which answers it with a problem document."""

    def __init__(self, path: str, app: ASGIApp, *, pages: Iterable[str], **given: Any) -> None:
        super().__init__(path, app, **given)
        self._pages = [compile_path(page)[0] for page in pages]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] in {"http", "websocket"}:
            path = path_in(scope)
            if not path.startswith(_ASSETS) and not any(page.match(path) for page in self._pages):
                return Match.NONE, {}
        return super().matches(scope)


class Sealed:
    """Tells the browser to load nothing from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("Content-Security-Policy", _POLICY)
            await send(message)

        await self._app(scope, receive, sealed if scope["type"] == "http" else send)


def narrow(app: FastAPI, pages: ASGIApp, paths: Iterable[str]) -> None:
    """Put the board's own paths in place of the mount that takes every path left."""
    for place, route in enumerate(app.router.routes):
        if isinstance(route, Mount) and route.app is pages:
            app.router.routes[place] = BoardMount("/", app=Sealed(pages), pages=paths)
            return
    raise AssertionError("the pages are not mounted on this app")
