"""Who is asking: by API key or by session, and whether they may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from hub.application.access import Keys, Principal, Right
from hub.application.sessions import Sessions
from hub.entrypoints.gateway.problems import CROSS_SITE, UNAUTHENTICATED, Problem
from hub.entrypoints.gateway.sessions import COOKIE, cookie_in

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST_KEY: Final = 256
_HOW: Final = "Send an API key as Authorization: Bearer <key> or X-API-Key, or log in with a link."


class Access:
    """Tells who is asking."""

    def __init__(self, keys: Keys, sessions: Sessions) -> None:
        self._keys = keys
        self._sessions = sessions

    async def principal(self, connection: HTTPConnection) -> Principal:
        """Whoever is asking. Raises Problem where that is not known, or where another site is asking in their name."""
        secret = key_in(connection)
        if secret:
            return await self.holder_of(secret)
        principal = await self.visitor(cookie_in(connection, COOKIE))
        if principal is None:
            raise Problem(UNAUTHENTICATED, _HOW)
        demand_same_origin(connection)
        return principal

    async def visitor(self, token: str) -> Principal | None:
        """Whose session it is, if it is not over. Raises Unavailable where that cannot be known now."""
        if not token or len(token) > _LONGEST_KEY:
            return None
        return self._sessions.recall(token) or await run_in_threadpool(self._sessions.verify, token)

    async def holder_of(self, secret: str) -> Principal:
        """The owner of a key. Raises Problem for one that is not in force."""
        principal = None
        if len(secret) <= _LONGEST_KEY:
            principal = self._keys.recall(secret) or await run_in_threadpool(self._keys.verify, secret)
        if principal is None:
            raise Problem(UNAUTHENTICATED, "This key is not in force. Ask the hub's operator for another.")
        return principal


def key_in(connection: HTTPConnection) -> str:
    """The API key that a request shows, or nothing."""
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        return secret.strip()
    return connection.headers.get("x-api-key", "").strip()


def demand_same_origin(connection: HTTPConnection) -> None:
    """A browser sends the cookie by itself, so what changes something must come from our own pages. Raises Problem."""
    if connection.scope.get("method", "GET") in _SAFE:
        return
    headers = connection.headers
    site = headers.get("sec-fetch-site")
    same = site == "same-origin" if site else urlsplit(headers.get("origin", "")).netloc == headers.get("host", "-")
    if not same:
        raise Problem(CROSS_SITE, "Send it from the hub's own pages, or with an API key instead of the session.")


def access_of(request: HTTPConnection) -> Access:
    access = request.app.state.access
    assert isinstance(access, Access)
    return access


def demand(right: Right) -> Callable[[Request], Awaitable[Principal]]:
    """A dependency: whoever is asking, if they have the right."""

    async def principal(request: Request) -> Principal:
        found = await access_of(request).principal(request)
        found.demand(right)
        return found

    return principal


# Made once: routes name the right they ask for, and get whoever has it.
Reader = Depends(demand(Right.READ))
Follower = Depends(demand(Right.FOLLOW))
Minter = Depends(demand(Right.MINT))
Tracer = Depends(demand(Right.TRACE))
Reviewer = Depends(demand(Right.REVIEW))
