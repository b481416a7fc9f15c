"""The hub below a path of a proxy, which takes the path away or leaves it."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from starlette.types import ASGIApp

from hub.application.access import Role
from hub.application.ports import Unavailable
from hub.entrypoints.board.door import links
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.below import Below
from hub.entrypoints.gateway.deps import Limits
from hub.settings import Settings
from tests.unit.gateway.fakes import FakeHub

OWN = ("/", "/api/v1/tickets", "/tickets/{uid}")
ROOT = "/plant/statushub"


@pytest.fixture
def app() -> ASGIApp:
    hub = FakeHub()
    return Below(create_app(replace(hub.deps, public_url="https://hub.example" + ROOT)), ROOT, OWN)


async def get(app: ASGIApp, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub") as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize("before", ["", ROOT], ids=["taken away", "left"])
async def test_a_path_is_found_whether_the_proxy_takes_away_what_stands_before_it(app: ASGIApp, before: str) -> None:
    assert (await get(app, f"{before}/healthz")).json() == {"status": "ok"}
    refused = await get(app, f"{before}/api/v1/tickets")
    assert refused.status_code == 401
    assert refused.headers["content-security-policy"].startswith("default-src 'none'"), "it is known as the API's"


async def test_programs_are_told_of_the_path(app: ASGIApp) -> None:
    assert (await get(app, "/openapi.json")).json()["servers"] == [{"url": ROOT}]


@pytest.mark.parametrize("path", ["/plant/healthz", "/plant/statushubs/healthz", ROOT + ROOT + "/healthz"])
async def test_another_path_is_not_the_hub_s(app: ASGIApp, path: str) -> None:
    assert (await get(app, path)).status_code == 404


async def test_the_bare_path_leads_to_the_one_below_which_relative_links_lead_on(app: ASGIApp) -> None:
    answer = await get(app, f"{ROOT}?system=crm")
    assert (answer.status_code, answer.headers["location"]) == (308, f"{ROOT}/?system=crm")


async def test_a_body_for_the_api_is_bounded_below_the_path_too() -> None:
    hub = FakeHub()
    key = hub.keys.issue("li.na", Role.ADMIN)
    app = Below(create_app(replace(hub.deps, limits=Limits(api_bytes=100))), ROOT, OWN)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub") as client:
        answer = await client.post(f"{ROOT}/api/v1/uids", content=b" " * 101, headers={"X-API-Key": key})
    assert answer.status_code == 413


async def test_a_session_s_cookie_is_shown_to_nothing_else_on_the_host() -> None:
    hub = FakeHub()
    app = create_app(hub.deps)
    app.include_router(links.router)
    token = hub.links.issue("Li Na", Role.REVIEWER)
    answer = await get(Below(app, ROOT, OWN), f"/login?token={token}")
    assert f"Path={ROOT};" in answer.headers["set-cookie"]


async def test_what_a_proxy_says_of_the_path_is_not_put_before_addresses_again() -> None:
    seen: list[list[tuple[bytes, bytes]]] = []

    async def app(scope: dict[str, object], *_: object) -> None:
        seen.append(scope["headers"])  # type: ignore[arg-type]

    scope = {
        "type": "websocket",
        "path": "/x",
        "raw_path": b"/x",
        "headers": [(b"x-forwarded-prefix", b"/plant"), (b"host", b"hub")],
    }
    await Below(app, ROOT, OWN)(scope, None, None)  # type: ignore[arg-type]
    assert seen == [[(b"host", b"hub")]]


def test_a_path_of_the_hub_s_own_is_refused() -> None:
    with pytest.raises(Unavailable, match="/api is a path of the hub's own"):
        Below(create_app(FakeHub().deps), "/api", OWN)


@pytest.mark.parametrize(
    ("given", "kept", "root"),
    [
        ("", "", ""),
        ("https://hub.example/", "https://hub.example", ""),
        ("http://[::1]:8600", "http://[::1]:8600", ""),
        (" https://intranet.example/statushub/ ", "https://intranet.example/statushub", "/statushub"),
    ],
)
def test_the_public_address_says_the_path(given: str, kept: str, root: str) -> None:
    settings = Settings(public_url=given)
    assert (settings.public_url, settings.root) == (kept, root)


@pytest.mark.parametrize(
    "given",
    ["intranet.example/statushub", "https://h/a b", "https://h/a?b", "https://h//a", "https://h/%61", "ftp://h"],
)
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="is no address; write"):
        Settings(public_url=given)
