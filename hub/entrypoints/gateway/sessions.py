"""The cookie that a person's browser shows: a token, which says nothing by itself."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from schemas.instant import SECOND, Instant

COOKIE: Final = "statushub_session"


def keep_session(response: Response, token: str, lifetime: Instant, *, root: str, secure: bool) -> None:
    """Let the browser keep the token. No script can read it, and no other site's form sends it along.

    ``root`` is the path below which a proxy serves the hub: what else its host serves is not shown the token.
    """
    seconds = lifetime // SECOND
    response.set_cookie(COOKIE, token, max_age=seconds, path=root or "/", secure=secure, httponly=True, samesite="lax")


def cookie_in(connection: HTTPConnection, name: str) -> str:
    """What a browser keeps under a name, or nothing.

    It sends what is kept for our own path first, and behind it what another hub keeps for the whole host.
    """
    for header in connection.headers.getlist("cookie"):
        for pair in header.split(";"):
            key, _, value = pair.strip().partition("=")
            if key == name:
                return value.strip('"')
    return ""


def drop_session(response: Response, *, root: str) -> None:
    """Let the browser forget it."""
    response.delete_cookie(COOKIE, path=root or "/", httponly=True, samesite="lax")


def is_encrypted(connection: HTTPConnection, public_url: str) -> bool:
    """Whether the browser speaks TLS. Behind a proxy that ends it, only the public address says so."""
    return "https" in {connection.url.scheme, urlsplit(public_url).scheme}
