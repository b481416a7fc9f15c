"""The door's pages where something else than the person is in the way."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request

from hub.application.ports import Unavailable
from hub.entrypoints.board.door import routes as door
from hub.entrypoints.gateway.app import create_app
from tests.unit.gateway.fakes import FakeHub


def gone(*_: object) -> None:
    raise Unavailable("the database cannot be reached")


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    hub = FakeHub()
    monkeypatch.setattr(hub.deps.entering.people, "invited", gone)
    monkeypatch.setattr(hub.deps.entering, "by_invitation", gone)
    monkeypatch.setattr(hub.sessions, "verify", gone)
    app = create_app(hub.deps)
    app.include_router(door.router)
    return app


@pytest.mark.parametrize("path", ["/welcome?token=t", "/password"])
@pytest.mark.parametrize(("language", "said"), [("en", "database"), ("zh", "数据库")])
async def test_the_door_waits_for_a_database_that_is_away(app: FastAPI, path: str, language: str, said: str) -> None:
    headers = {"Accept-Language": language, "Cookie": "statushub_session=s"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub", headers=headers) as browser:
        answer = await browser.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert answer.headers["retry-after"] == "3"
    assert 'http-equiv="refresh"' in answer.text
    assert said in answer.text


async def test_a_password_is_not_changed_while_the_database_is_away(app: FastAPI) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Cookie": "statushub_session=s"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub", headers=headers) as browser:
        answer = await browser.post("/password", data={"old": "o", "password": "a sentence nobody guesses"})
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert answer.headers["retry-after"] == "3"


async def test_a_password_that_cannot_be_stored_now_is_asked_for_again(app: FastAPI) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub", headers=headers) as browser:
        answer = await browser.post("/welcome", data={"token": "t", "password": "a sentence nobody guesses"})
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert answer.headers["retry-after"] == "3"
    assert 'value="t"' in answer.text


@pytest.mark.parametrize(("root", "path"), [("", "/tickets/X"), ("/plant", "/plant/tickets/X")])
def test_what_was_asked_for_is_named_below_the_path_of_a_proxy(root: str, path: str) -> None:
    scope = {
        "type": "http",
        "path": path,
        "root_path": root,
        "query_string": b"as_of=1",
        "headers": [],
        "server": ("h", 80),
    }
    assert door.asked_for(Request(scope)) == "/tickets/X?as_of=1"
