"""Whoever has a page open: who they are, for as long as their session lasts, and what they may do."""

from __future__ import annotations

from typing import Final

from starlette.requests import HTTPConnection

from hub.application.access import Principal, Right, Role
from hub.entrypoints.board.look import Look, look_at
from hub.entrypoints.board.soon import soon
from hub.entrypoints.board.words import WORDS, Words
from hub.entrypoints.gateway.auth import Access
from hub.entrypoints.gateway.sessions import COOKIE, cookie_in

_PATIENCE: Final = 1.5
"""Seconds; a page that takes three to come about is answered as an error by NiceGUI."""


class Reader:
    """One browser. The session may end while the page is open, so it is asked for anew before anything is done."""

    def __init__(self, access: Access, token: str, look: Look) -> None:
        self._access = access
        self._token = token
        self.look = look
        self.principal: Principal | None = None
        """Who it is, as last asked."""

    async def known(self) -> Principal | None:
        """Who it is now; None once the session is over. Raises Unavailable where that cannot be known soon."""
        found = await soon(_PATIENCE, self._access.visitor(self._token))
        self.principal = found if found is not None and found.may(Right.READ) else None
        return self.principal

    @property
    def words(self) -> Words:
        return WORDS[self.look.language]


def reader_of(connection: HTTPConnection, access: Access) -> Reader:
    """Whoever asks for a page."""
    return Reader(access, cookie_in(connection, COOKIE), look_at(connection))


def role_word(role: Role, words: Words) -> str:
    """The role as people read it."""
    named = {Role.VIEWER: words.role_viewer, Role.REVIEWER: words.role_reviewer, Role.ADMIN: words.role_admin}
    return named.get(role, role.value)
