"""Whoever has a page open: who they are, for as long as their session lasts, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from hub.application.access import Principal, Right, Role
from hub.entrypoints.board.look import COOKIE as LOOK_COOKIE
from hub.entrypoints.board.look import Look, look_of
from hub.entrypoints.board.words import WORDS, Words
from hub.entrypoints.gateway.sessions import COOKIE, Sessions


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the session anew each time: it may end while the page is open."""

    sessions: Sessions
    cookie: str
    look: Look

    @property
    def principal(self) -> Principal | None:
        """Who it is; None once the session is over."""
        found = self.sessions.read(self.cookie)
        return found if found is not None and found.may(Right.READ) else None

    @property
    def words(self) -> Words:
        return WORDS[self.look.language]


def reader_of(connection: HTTPConnection, sessions: Sessions) -> Reader:
    """Whoever asks for a page."""
    cookies = connection.cookies
    look = look_of(cookies.get(LOOK_COOKIE, ""), connection.headers.get("accept-language", ""))
    return Reader(sessions, cookies.get(COOKIE, ""), look)


def role_word(role: Role, words: Words) -> str:
    """The role as people read it."""
    named = {Role.VIEWER: words.role_viewer, Role.REVIEWER: words.role_reviewer, Role.ADMIN: words.role_admin}
    return named.get(role, role.value)
