"""In which language and light somebody reads: their own choice, kept in a cookie, else what the browser asks for."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Final, NamedTuple

from starlette.requests import HTTPConnection

from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.sessions import cookie_in

COOKIE: Final = "statushub_board"
"""Holds ``zh.dark`` and the like. It is no secret and lets nobody in, so a script may write it."""

_YEAR: Final = 365 * 86_400


class Theme(StrEnum):
    """Light, dark, or as the browser's system has it."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"

    @property
    def is_dark(self) -> bool | None:
        """None leaves it to the browser."""
        return {Theme.LIGHT: False, Theme.DARK: True}.get(self)


class Look(NamedTuple):
    """A reader's choice."""

    language: Language = Language.EN
    theme: Theme = Theme.AUTO

    def script(self, root: str) -> str:
        """JavaScript that keeps the choice in the browser, below the path at which a proxy serves the hub."""
        kept = f"{COOKIE}={self.language}.{self.theme}; path={root or '/'}; max-age={_YEAR}; samesite=lax"
        return f"document.cookie = {json.dumps(kept)}"


def look_at(connection: HTTPConnection) -> Look:
    """In which a browser is to be answered."""
    return look_of(cookie_in(connection, COOKIE), connection.headers.get("accept-language", ""))


def look_of(cookie: str, accept_language: str) -> Look:
    """The choice in a cookie; without one, the first language of the browser's that the board has."""
    language, _, theme = cookie.partition(".")
    return Look(
        next((known for known in Language if known == language), preferred(accept_language)),
        next((known for known in Theme if known == theme), Theme.AUTO),
    )


def preferred(accept_language: str) -> Language:
    """The first language of an Accept-Language header that the board has; English otherwise.

    Browsers list languages in the order of preference, so the weights need no reading.
    """
    for item in accept_language.split(","):
        code = item.split(";")[0].strip().lower().split("-")[0]
        for language in Language:
            if language == code:
                return language
    return Language.EN
