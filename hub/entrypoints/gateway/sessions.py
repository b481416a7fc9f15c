"""Sessions of people: a signed cookie that says who somebody is and until when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from hub.application.access import Principal, Role
from schemas.instant import SECOND, Instant

COOKIE: Final = "statushub_session"

_PEOPLE: Final = frozenset({Role.VIEWER, Role.REVIEWER, Role.ADMIN})


class Sessions:
    """Writes and reads the cookie. No store knows of sessions: they end by time, by logout, or with the secret."""

    def __init__(self, secret: str, clock: Callable[[], Instant], lifetime: Instant) -> None:
        self._signer = URLSafeSerializer(secret, salt="statushub-session")
        self._clock = clock
        self._lifetime = lifetime

    def start(self, response: Response, principal: Principal, *, secure: bool) -> None:
        """Let the browser keep who it is. No script can read it, and no other site's form sends it along."""
        value = self._signer.dumps([principal.name, principal.role, self._clock() + self._lifetime])
        assert isinstance(value, str)
        seconds = self._lifetime // SECOND
        response.set_cookie(COOKIE, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")

    def end(self, response: Response) -> None:
        """Let the browser forget."""
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")

    def read(self, cookie: str) -> Principal | None:
        """Who somebody is, by their cookie; None where it is forged, expired or from another time of the hub."""
        try:
            name, role, until = self._signer.loads(cookie)
            principal = Principal(str(name), Role(role))
        except (BadSignature, ValueError, TypeError):
            return None
        return principal if principal.role in _PEOPLE and isinstance(until, int) and until > self._clock() else None
