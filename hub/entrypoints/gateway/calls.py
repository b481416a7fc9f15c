"""A request as its sender signed it: method and address belong to that, beside headers and body."""

from __future__ import annotations

from starlette.requests import Request

from adapters.calls import Call
from hub.entrypoints.gateway.below import root_of


def call_of(request: Request, body: bytes, public_url: str) -> Call:
    """The call, with its address as the sender wrote it.

    Behind a proxy only ``public_url`` tells what that was; without one, the request's own scheme and Host stand in.
    """
    headers = dict(request.headers)
    scope = request.scope
    root = root_of(request)
    base = public_url.rstrip("/") or f"{scope['scheme']}://{headers.get('host', '')}{root}"
    raw_path = scope.get("raw_path")
    path = (request.url.path if raw_path is None else raw_path.decode("latin-1")).removeprefix(root)
    query = scope["query_string"].decode("latin-1")
    url = f"{base}{path}?{query}" if query else base + path
    return Call(body=body, headers=headers, method=scope["method"], url=url)
