"""A request as its sender signed it: method and address belong to that, beside headers and body."""

from __future__ import annotations

from starlette.requests import Request

from adapters.calls import Call
from hub.entrypoints.gateway.below import path_in, root_of


def call_of(request: Request, body: bytes, public_url: str) -> Call:
    """The call, with its address as the sender wrote it.

    Behind a proxy only ``public_url`` tells what that was; without one, the request's own scheme and Host stand in.
    """
    headers = dict(request.headers)
    scope = request.scope
    base = public_url.rstrip("/") or f"{scope['scheme']}://{headers.get('host', '')}{root_of(request)}"
    path = path_in(scope, as_sent=True)
    query = scope["query_string"].decode("latin-1")
    url = f"{base}{path}?{query}" if query else base + path
    return Call(body=body, headers=headers, method=scope["method"], url=url)
