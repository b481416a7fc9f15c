"""The path below which a proxy serves the hub: ``/statushub`` of https://intranet.example/statushub/."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.datastructures import URL
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.application.ports import Unavailable

_FORWARDED: Final = b"x-forwarded-prefix"


class Below:
    """Serves an app below a path, whether the proxy takes that path away from what it passes on or not.

    What comes without the path is taken as well, so probes and programs beside the hub need not know of it. Raises
    Unavailable for a path that begins like one of the app's ``own``: what comes could not be told apart.
    """

    def __init__(self, app: ASGIApp, root: str, own: Iterable[str]) -> None:
        first = root.split("/")[1]
        if any(path.startswith(f"/{first}/") or path == f"/{first}" for path in own):
            raise Unavailable(
                f"STATUSHUB_PUBLIC_URL: /{first} is a path of the hub's own; choose another for the proxy"
            )
        self._app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == self._root:  # where relative links would lead elsewhere
            query = scope["query_string"].decode("latin-1")
            home = URL(path=self._root + "/", query=query)
            await RedirectResponse(home, 308)(scope, receive, send)
        else:
            await self._app(self._placed(scope), receive, send)

    def _placed(self, scope: Scope) -> Scope:
        """The scope as ASGI has it: the path holds what stands before it."""
        missing = "" if scope["path"].startswith(self._root + "/") else self._root
        return {
            **scope,
            "root_path": self._root,
            "path": missing + scope["path"],
            "raw_path": missing.encode("ascii") + scope["raw_path"],
            # It would be put before every address a second time.
            "headers": [header for header in scope["headers"] if header[0] != _FORWARDED],
        }


def root_of(connection: HTTPConnection) -> str:
    """What stands before every path of the hub's, where a proxy serves it below one."""
    return str(connection.scope.get("root_path", ""))


def path_in(scope: Scope, *, as_sent: bool = False) -> str:
    """The path as the hub's routes know it, without what stands before it; ``as_sent``, with its percent signs."""
    raw: bytes | None = scope.get("raw_path") if as_sent else None
    path: str = scope["path"] if raw is None else raw.decode("latin-1")
    return path.removeprefix(scope.get("root_path", ""))
