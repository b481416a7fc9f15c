"""Which paths are the board's, and who sees what."""

import asyncio

import pytest
from starlette.requests import HTTPConnection
from starlette.routing import Match

from hub.application.access import Principal, Role
from hub.application.sessions import Way
from hub.entrypoints.board.door.forms import entrance
from hub.entrypoints.board.front import BoardMount
from hub.entrypoints.board.look import Look, Theme
from hub.entrypoints.board.reader import reader_of
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.auth import Access
from hub.entrypoints.gateway.sessions import COOKIE
from schemas.instant import HOUR
from tests.unit.gateway.fakes import FakeHub


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


def test_a_session_that_ends_while_the_page_is_open_lets_nobody_read_on() -> None:
    hub = FakeHub()
    token = hub.sessions.start(Principal("ann", Role.REVIEWER), Way.LINK)
    reader = reader_of(showing(token), Access(hub.keys, hub.sessions))
    assert asyncio.run(reader.known()) == reader.principal == Principal("ann", Role.REVIEWER)
    assert reader.look == Look(Language.ZH, Theme.DARK)
    hub.clock.now += 12 * HOUR
    assert asyncio.run(reader.known()) is reader.principal is None


@pytest.mark.parametrize("token", ["guessed", "", "x" * 100_000])
def test_a_guessed_session_lets_nobody_in(token: str) -> None:
    hub = FakeHub()
    assert asyncio.run(reader_of(showing(token), Access(hub.keys, hub.sessions)).known()) is None


def showing(token: str) -> HTTPConnection:
    """A browser that shows a session's token."""
    headers = [(b"cookie", f"{COOKIE}={token}; statushub_board=zh.dark".encode())]
    return HTTPConnection({"type": "http", "headers": headers})
