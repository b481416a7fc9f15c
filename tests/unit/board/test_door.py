"""The door's pages where something else than the person is in the way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request

from hub.application.access import Principal, Role
from hub.application.ports import Unavailable
from hub.application.sessions import Way
from hub.application.site_login import Attempt, Begun
from hub.entrypoints.board.door import links
from hub.entrypoints.board.door import routes as door
from hub.entrypoints.board.door.forms import denied
from hub.entrypoints.board.door.ways import show_nowhere
from hub.entrypoints.board.look import Look
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.app import create_app
from tests.unit.gateway.fakes import FakeHub


def gone(*_: object) -> None:
    raise Unavailable("the database cannot be reached")


class Vouches:
    """A site's login that knows everybody."""

    def begin(self, back: str, to: str) -> Begun:
        raise AssertionError("it is begun already")

    def finish(self, back: str, attempt: Attempt, query: Mapping[str, str]) -> Principal:
        return Principal("Li Na", Role.REVIEWER)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    hub = FakeHub()
    monkeypatch.setattr(hub.deps.entering.people, "invited", gone)
    monkeypatch.setattr(hub.deps.entering, "by_invitation", gone)
    monkeypatch.setattr(hub.deps.entering, "by_link", gone)
    monkeypatch.setattr(hub.deps.entering, "let_in", gone)
    monkeypatch.setattr(hub.sessions, "verify", gone)
    app = create_app(replace(hub.deps, site_login=Vouches()))
    app.include_router(links.router)
    app.include_router(door.router)
    show_nowhere(app)
    return app


@asynccontextmanager
async def asking(app: FastAPI, root: str = "", **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, root_path=root)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub", headers=headers) as client:
        yield client


PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""What a browser accepts where somebody typed an address."""


@pytest.mark.parametrize(
    ("path", "status"), [("/tickets", 404), ("/api/v1/nothing", 404), ("/login2?token=t", 404), ("/sign-in", 405)]
)
@pytest.mark.parametrize(
    ("language", "said", "back"),
    [("en", "There is nothing here", "Back to the board"), ("zh", "此处没有内容", "返回看板")],
)
@pytest.mark.parametrize("root", ["", "/plant"])
async def test_an_address_that_leads_nowhere_is_said_to_by_a_page_with_a_way_back(
    app: FastAPI, path: str, status: int, language: str, said: str, back: str, root: str
) -> None:
    async with asking(app, root, **{"Accept": PAGE, "Accept-Language": language}) as browser:
        answer = await browser.get(root + path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert said in answer.text
    assert f'<a href="{root}/">{back}</a>' in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("accepts", ["*/*", "application/json", ""])
@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/tickets", 404), ("PUT", "/sign-in", 405)])
async def test_a_program_gets_the_problem_document_as_before(
    app: FastAPI, accepts: str, method: str, path: str, status: int
) -> None:
    async with asking(app, Accept=accepts) as program:
        answer = await program.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_what_is_sent_by_a_wrong_method_is_no_address_that_somebody_typed(app: FastAPI) -> None:
    async with asking(app, Accept=PAGE) as browser:
        answer = await browser.post("/healthz")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")


@pytest.mark.parametrize(("language", "said"), [("en", "You are not logged in"), ("zh", "您尚未登录")])
async def test_a_link_without_its_token_says_how_to_get_in(language: str, said: str) -> None:
    app = create_app(FakeHub().deps)
    app.include_router(links.router)
    async with asking(app, **{"Accept": PAGE, "Accept-Language": language}) as browser:
        answer = await browser.get("/login")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert said in answer.text
    assert "statushub login-link" in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_who_is_in_already_needs_no_link() -> None:
    hub = FakeHub()
    app = create_app(hub.deps)
    app.include_router(links.router)
    token = hub.sessions.start(Principal("ann", Role.REVIEWER), Way.LINK)
    async with asking(app, "/plant", Accept=PAGE, Cookie=f"statushub_session={token}") as browser:
        answer = await browser.get("/plant/login?token=")
    assert (answer.status_code, answer.headers["location"]) == (303, "/plant/")


async def test_a_program_without_a_token_is_told_what_is_missing(app: FastAPI) -> None:
    async with asking(app, Accept="*/*") as program:
        answer = await program.get("/login")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert "statushub login-link" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/welcome?token=t", "/password", "/login?token=t", "/login"])
@pytest.mark.parametrize(("language", "said"), [("en", "database"), ("zh", "数据库")])
async def test_the_door_waits_for_a_database_that_is_away(app: FastAPI, path: str, language: str, said: str) -> None:
    headers = {"Accept": PAGE, "Accept-Language": language, "Cookie": "statushub_session=s"}
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


@pytest.mark.parametrize(("language", "said"), [("en", "cannot be reached"), ("zh", "无法连接数据库")])
async def test_the_site_s_login_is_to_be_begun_anew_once_the_database_is_back(
    app: FastAPI, language: str, said: str
) -> None:
    headers = {"Accept-Language": language}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub", headers=headers) as browser:
        answer = await browser.get("/sign-in/openid/back?code=c&state=s")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert answer.headers["retry-after"] == "3"
    assert 'http-equiv="refresh"' not in answer.text, "a code works once"
    assert said in answer.text
    assert 'href="/sign-in/openid?to=/"' in answer.text


@pytest.mark.parametrize(
    ("language", "said", "back"),
    [
        (Language.EN, "Your role does not permit this.", "Back to the board"),
        (Language.ZH, "您的角色无权执行此操作。", "返回看板"),
    ],
)
def test_a_page_for_others_says_that_the_role_is_missing_and_leads_back(
    language: Language, said: str, back: str
) -> None:
    answer = denied(Look(language), "/plant")
    text = bytes(answer.body).decode()
    assert answer.status_code == 403
    assert said in text
    assert f'<a href="/plant/">{back}</a>' in text


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
