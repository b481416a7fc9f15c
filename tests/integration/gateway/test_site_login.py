"""Logging in by a real OpenID Connect provider, which runs as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from hub.application.access import Principal, Role
from hub.application.site_login import Attempt, NotVouchedFor, RoleRules
from hub.entrypoints.board.door import routes as door
from hub.entrypoints.gateway.app import create_app
from hub.infrastructure.openid import OpenIdLogin, OpenIdSettings
from hub.settings import Settings
from hub.wiring import site_login
from tests.acceptance.running import free_port
from tests.unit.gateway.fakes import FakeHub

BACK = "http://hub/sign-in/openid/back"
PEOPLE = (
    {"sub": "1", "preferred_username": "Li Na", "groups": ["plant", "quality"]},
    {"sub": "2", "preferred_username": "boss", "groups": "hub-admins"},
    {"sub": "3", "preferred_username": "<b>", "groups": ["quality"]},
    {"sub": "4", "email": "guest@site"},
)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    words = [word for person in PEOPLE for word in ("--user-claims", json.dumps(person))]
    log = (tmp_path_factory.mktemp("openid") / "log").open("wb")
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *words]
    process = subprocess.Popen(command, stdout=log, stderr=log)
    address = f"http://localhost:{port}"
    for _ in range(200):
        try:
            httpx.get(address + "/.well-known/openid-configuration")
            break
        except httpx.TransportError:
            assert process.poll() is None, Path(log.name).read_text()
            time.sleep(0.05)
    yield httpx.get(address + "/.well-known/openid-configuration").json()["issuer"]
    process.terminate()
    process.wait(10)
    log.close()


def settings(issuer: str, **more: str) -> OpenIdSettings:
    rules = RoleRules(admins={"hub-admins"}, reviewers={"quality"})
    return replace(OpenIdSettings(issuer=issuer, client="statushub", secret="a-secret", rules=rules), **more)  # type: ignore[arg-type]


def come_back(url: str, sub: str) -> dict[str, str]:
    """What the provider sends the browser back with, once somebody has logged in there."""
    answer = httpx.post(url, data={"sub": sub})
    assert answer.status_code == 302, answer.text
    return dict(httpx.URL(answer.headers["location"]).params)


@pytest.mark.parametrize(
    ("sub", "who"), [("1", Principal("Li Na", Role.REVIEWER)), ("2", Principal("boss", Role.ADMIN))]
)
def test_somebody_gets_the_role_that_their_groups_give(issuer: str, sub: str, who: Principal) -> None:
    login = OpenIdLogin(settings(issuer))
    begun = login.begin(BACK, "/systems")
    assert login.finish(BACK, begun.attempt, come_back(begun.url, sub)) == who
    assert begun.attempt.to == "/systems"


@pytest.mark.parametrize(("sub", "why"), [("3", "a name has"), ("4", "guest@site has no role here")])
def test_somebody_without_a_role_or_a_name_stays_outside(issuer: str, sub: str, why: str) -> None:
    login = OpenIdLogin(settings(issuer))
    begun = login.begin(BACK, "/")
    with pytest.raises(NotVouchedFor, match=why):
        login.finish(BACK, begun.attempt, come_back(begun.url, sub))


def test_what_is_not_of_this_login_lets_nobody_in(issuer: str) -> None:
    login = OpenIdLogin(settings(issuer))
    begun, other = login.begin(BACK, "/"), login.begin(BACK, "/")
    back = come_back(begun.url, "1")

    def refused(attempt: Attempt, query: dict[str, str], why: str) -> None:
        with pytest.raises(NotVouchedFor, match=why):
            login.finish(BACK, attempt, query)

    refused(other.attempt, back, "not begun here")
    refused(begun.attempt, back | {"iss": "https://elsewhere"}, "another provider")
    refused(begun.attempt, {"state": begun.attempt.state, "error": "access_denied"}, "access_denied")
    refused(begun.attempt, back | {"code": "guessed"}, "provider answers 400")
    mixed = Attempt(begun.attempt.state, other.attempt.nonce, begun.attempt.verifier)
    refused(mixed, back, "does not hold")


def test_a_token_for_another_client_or_of_another_issuer_does_not_hold(issuer: str) -> None:
    login = OpenIdLogin(settings(issuer))
    begun = login.begin(BACK, "/")
    token = login._redeem(come_back(begun.url, "1")["code"], BACK, begun.attempt)
    assert login._claims(token, begun.attempt)["sub"] == "1"
    with pytest.raises(NotVouchedFor, match="aud"):
        OpenIdLogin(settings(issuer, client="another"))._claims(token, begun.attempt)
    head, claims, signature = token.split(".")
    for forged in (f"{head}.{claims}.", f"{head}.{claims}.{signature[::-1]}", "eyJhbGciOiJub25lIn0." + claims + "."):
        with pytest.raises(NotVouchedFor, match="does not hold"):
            login._claims(forged, begun.attempt)


def test_a_provider_that_is_away_or_another_is_said_to_be(issuer: str) -> None:
    with pytest.raises(NotVouchedFor, match="cannot be reached"):
        OpenIdLogin(settings(f"http://localhost:{free_port()}")).begin(BACK, "/")
    with pytest.raises(NotVouchedFor, match="STATUSHUB_OPENID_ISSUER"):
        OpenIdLogin(settings(issuer + "/")).begin(BACK, "/")


async def test_a_browser_goes_there_and_comes_back(issuer: str, tmp_path: Path) -> None:
    hub = FakeHub()
    secret = SecretStr("x")
    given = Settings(data=tmp_path, openid_issuer=issuer, openid_secret=secret, openid_reviewers="quality")
    app = create_app(replace(hub.deps, site_login=site_login(given)))
    app.include_router(door.router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub") as browser:
        sent = await browser.get("/sign-in/openid", params={"to": "/systems"})
        assert sent.status_code == 303
        back = come_back(sent.headers["location"], "1")
        stranger = await httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub").get(
            "/sign-in/openid/back", params=back
        )
        assert (stranger.status_code, "not begun here" in stranger.text) == (403, True)
        answer = await browser.get("/sign-in/openid/back", params=back)
        assert (answer.status_code, answer.headers["location"]) == (303, "/systems")
        assert hub.sessions.verify(browser.cookies["statushub_session"]) == Principal("Li Na", Role.REVIEWER)
        assert "statushub_openid" not in browser.cookies


async def test_below_the_path_of_a_proxy_a_browser_comes_back_as_well(issuer: str, tmp_path: Path) -> None:
    given = Settings(data=tmp_path, openid_issuer=issuer, openid_secret=SecretStr("x"), openid_reviewers="quality")
    app = create_app(replace(FakeHub().deps, site_login=site_login(given)))
    app.include_router(door.router)
    transport = httpx.ASGITransport(app, root_path="/plant")
    async with httpx.AsyncClient(transport=transport, base_url="http://hub/plant") as browser:
        sent = await browser.get("/sign-in/openid")
        assert "Path=/plant/sign-in" in sent.headers["set-cookie"]
        answer = await browser.get("/sign-in/openid/back", params=come_back(sent.headers["location"], "1"))
        assert (answer.status_code, answer.headers["location"]) == (303, "/plant/")
        assert "statushub_openid" not in browser.cookies


def test_roles_are_read_from_the_settings(tmp_path: Path) -> None:
    assert site_login(Settings(data=tmp_path)) is None
    rules = RoleRules(admins={"a"}, reviewers={"b"}, viewers={"*"})
    assert [rules.role_of(groups) for groups in (["a", "b"], ["b"], ["c"], [])] == [
        Role.ADMIN,
        Role.REVIEWER,
        Role.VIEWER,
        Role.VIEWER,
    ]
    assert RoleRules(reviewers={"b"}).role_of(["a"]) is None


@pytest.mark.parametrize("to", ["https://elsewhere", "//elsewhere", "/\\elsewhere", "javascript:x", "", "/a\nb"])
def test_nobody_is_sent_elsewhere(to: str) -> None:
    assert door.within(to) == "/"
    assert door.within("/tickets/x?as_of=1") == "/tickets/x?as_of=1"
