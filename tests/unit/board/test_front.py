"""Which paths are the board's, and who sees what."""

import pytest
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.routing import Match

from hub.application.access import Principal, Role
from hub.entrypoints.board.entrance import entrance
from hub.entrypoints.board.front import BoardMount
from hub.entrypoints.board.look import Look, Theme
from hub.entrypoints.board.reader import reader_of
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.sessions import COOKIE, Sessions
from schemas.instant import HOUR
from tests.unit.board.given import NOW


async def nothing(*_: object) -> None:
    """An app that is never called."""


@pytest.mark.parametrize(
    "path", ["/", "/tickets/SRV-20260126-00872-A9F", "/_nicegui/3/static/vue.js", "/_nicegui_ws/x/"]
)
def test_the_board_takes_its_own_paths(path: str) -> None:
    scope = {"type": "http", "path": path, "method": "GET"}
    assert BoardMount("/", app=nothing, pages=["/", "/tickets/{uid}"]).matches(scope)[0] is Match.FULL


@pytest.mark.parametrize("path", ["/api/v1/ticket", "/webhooks/crm/x", "/favicon.ico", "/login2", "/tickets"])
def test_the_board_leaves_every_other_path_to_the_gateway(path: str) -> None:
    scope = {"type": "http", "path": path, "method": "POST"}
    assert BoardMount("/", app=nothing, pages=["/", "/tickets/{uid}"]).matches(scope)[0] is Match.NONE


@pytest.mark.parametrize("look", [Look(language, theme) for language in Language for theme in Theme])
def test_whom_the_hub_does_not_know_learns_how_to_get_in_and_nothing_else(look: Look) -> None:
    answer = entrance(look)
    text = bytes(answer.body).decode()
    assert answer.status_code == 401
    assert "statushub login-link" in text
    assert ("您尚未登录" in text) is (look.language is Language.ZH)
    assert "<script" not in text


class Clock:
    """A clock to be set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


def test_a_session_that_ends_while_the_page_is_open_lets_nobody_read_on() -> None:
    clock = Clock()
    sessions = Sessions("secret", clock, HOUR)
    cookie = _cookie_of(sessions, Principal("ann", Role.REVIEWER))
    headers = [(b"cookie", f"{COOKIE}={cookie}; statushub_board=zh.dark".encode())]
    reader = reader_of(HTTPConnection({"type": "http", "headers": headers}), sessions)
    assert reader.principal == Principal("ann", Role.REVIEWER)
    assert reader.look == Look(Language.ZH, Theme.DARK)
    clock.now += HOUR
    assert reader.principal is None


def test_a_forged_session_lets_nobody_in() -> None:
    forged = _cookie_of(Sessions("another", Clock(), HOUR), Principal("eve", Role.ADMIN))
    headers = [(b"cookie", f"{COOKIE}={forged}".encode())]
    reader = reader_of(HTTPConnection({"type": "http", "headers": headers}), Sessions("secret", Clock(), HOUR))
    assert reader.principal is None


def _cookie_of(sessions: Sessions, principal: Principal) -> str:
    response = Response()
    sessions.start(response, principal, secure=False)
    return response.headers["set-cookie"].split(";")[0].split("=", 1)[1]
