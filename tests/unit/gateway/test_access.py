"""Who gets in, by key, by link and by session, and what each role may do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from hub.application.access import RIGHTS, KeyRecord, KeyRing, Principal, Right, Role
from hub.application.ports import Unavailable
from hub.entrypoints.board.door import links
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.sessions import COOKIE
from schemas.errors import NotAllowed, Refused
from schemas.instant import HOUR, MINUTE, SECOND
from tests.unit.gateway.conftest import problem
from tests.unit.gateway.fakes import UID, Chance, FakeClock, FakeHub, FakeWitness, MemoryKeyStore

Key = Callable[..., dict[str, str]]

CLOSED = [
    ("GET", "/api/v1/tickets"),
    ("GET", f"/api/v1/tickets/{UID}"),
    ("GET", f"/api/v1/tickets/{UID}/history"),
    ("GET", f"/api/v1/tickets/{UID}/explain"),
    ("GET", "/api/v1/conflicts"),
    ("GET", f"/api/v1/conflicts/{UID}"),
    ("POST", f"/api/v1/conflicts/{UID}/claim"),
    ("GET", f"/api/v1/conflicts/{UID}/prospects"),
    ("GET", f"/api/v1/conflicts/{UID}/similar"),
    ("POST", f"/api/v1/conflicts/{UID}/hand-over"),
    ("POST", f"/api/v1/conflicts/{UID}/comment"),
    ("POST", f"/api/v1/conflicts/{UID}/decide"),
    ("GET", "/api/v1/parked"),
    ("GET", "/api/v1/parked/PRK-00"),
    ("POST", "/api/v1/parked/retry"),
    ("POST", "/api/v1/links"),
    ("POST", "/api/v1/uids"),
    ("POST", "/api/v1/uid-blocks"),
    ("GET", f"/api/v1/uids/{UID}"),
    ("GET", "/api/v1/mappings"),
    ("GET", f"/api/v1/mappings/{UID}"),
    ("GET", f"/api/v1/tickets/{UID}/body"),
    ("GET", "/api/v1/rules"),
    ("POST", "/api/v1/rules/what-if"),
    ("POST", "/api/v1/rules/publish"),
    ("POST", "/api/v1/rules/roll-back"),
    ("GET", f"/api/v1/mappings/{UID}/words"),
    ("POST", f"/api/v1/mappings/{UID}/what-if"),
    ("POST", f"/api/v1/mappings/{UID}/publish"),
    ("POST", f"/api/v1/mappings/{UID}/roll-back"),
    ("GET", "/api/v1/people"),
    ("POST", "/api/v1/people"),
    ("POST", f"/api/v1/people/{UID}/invite"),
    ("POST", f"/api/v1/people/{UID}/role"),
    ("POST", f"/api/v1/people/{UID}/sign-out"),
    ("POST", f"/api/v1/people/{UID}/remove"),
    ("GET", "/api/v1/deeds"),
    ("GET", "/api/v1/systems"),
    ("GET", "/api/v1/consistency"),
    ("GET", "/api/v1/contradictions"),
    ("GET", "/api/v1/writes"),
    ("GET", "/api/v1/feed"),
    ("POST", "/api/v1/reports"),
]


@pytest.mark.parametrize(("method", "path"), CLOSED)
async def test_nothing_of_the_api_is_open_to_a_stranger(client: httpx.AsyncClient, method: str, path: str) -> None:
    problem(await client.request(method, path, json={}), 401, "unauthenticated")


def test_the_list_of_closed_routes_is_whole(app: FastAPI) -> None:
    listed = {(method, path.replace(UID, "{}").replace("PRK-00", "{}")) for method, path in CLOSED}
    found = {
        (method.upper(), "/".join("{}" if part.startswith("{") else part for part in path.split("/")))
        for path, operations in app.openapi()["paths"].items()
        for method in operations
        if path.startswith("/api/")
    }
    assert found == listed


@pytest.mark.parametrize(
    ("role", "method", "path", "body"),
    [
        (Role.VIEWER, "POST", f"/api/v1/conflicts/{UID}/claim", {}),
        (Role.VIEWER, "POST", "/api/v1/uids", {"domain": "SRV"}),
        (Role.VIEWER, "GET", "/api/v1/parked/PRK-00", None),
        (Role.REVIEWER, "POST", "/api/v1/reports", {}),
        (Role.SYSTEM, "GET", "/api/v1/tickets", None),
        (Role.SYSTEM, "POST", f"/api/v1/conflicts/{UID}/decide", {"choice": "no-conflict", "reason": "so"}),
    ],
)
async def test_a_role_has_no_more_than_its_rights(
    client: httpx.AsyncClient, key: Key, role: Role, method: str, path: str, body: object
) -> None:
    headers = key(role, "crm" if role is Role.SYSTEM else "")
    document = problem(await client.request(method, path, json=body, headers=headers), 403, "not-allowed")
    assert "ask with a key of" in document["detail"]


def test_roles_of_people_grow_and_a_system_stands_beside_them() -> None:
    assert RIGHTS[Role.VIEWER] < RIGHTS[Role.REVIEWER] < RIGHTS[Role.ADMIN] == set(Right)
    assert Right.READ not in RIGHTS[Role.SYSTEM]
    Principal("a", Role.ADMIN).demand_reporting_for("anything")
    with pytest.raises(NotAllowed):
        Principal("b", Role.REVIEWER).demand_reporting_for("crm")


@pytest.mark.parametrize("form", ["Bearer {}", "bearer  {} "])
async def test_a_key_may_come_as_a_bearer_token(client: httpx.AsyncClient, key: Key, form: str) -> None:
    secret = key(Role.VIEWER)["X-API-Key"]
    response = await client.get("/api/v1/tickets", headers={"Authorization": form.format(secret)})
    assert response.status_code == 200


async def test_a_revoked_key_is_out_at_once_here_and_elsewhere_in_seconds(
    client: httpx.AsyncClient, hub: FakeHub, key: Key
) -> None:
    headers = key(Role.VIEWER)
    assert (await client.get("/api/v1/systems", headers=headers)).status_code == 200
    hub.store.revoke_key("a-viewer", hub.clock())  # by another process
    assert (await client.get("/api/v1/systems", headers=headers)).status_code == 200
    hub.clock.now += 5 * SECOND
    problem(await client.get("/api/v1/systems", headers=headers), 401, "unauthenticated")

    hub.keys.issue("b", Role.VIEWER)
    hub.keys.revoke("b")
    with pytest.raises(Refused):
        hub.keys.revoke("b")


async def test_a_busy_system_costs_the_store_one_question_a_few_seconds(
    client: httpx.AsyncClient, hub: FakeHub, key: Key
) -> None:
    headers = key(Role.VIEWER)
    for _ in range(20):
        await client.get("/api/v1/systems", headers=headers)
    assert hub.store.questions == 1


def test_a_name_is_given_to_one_key_at_a_time(hub: FakeHub) -> None:
    hub.keys.issue("crm", Role.SYSTEM, "crm")
    with pytest.raises(Refused, match="in force"):
        hub.keys.issue("crm", Role.SYSTEM, "crm")
    hub.keys.revoke("crm")
    assert hub.keys.issue("crm", Role.SYSTEM, "crm").startswith("shk_")


@pytest.mark.parametrize(("role", "system"), [(Role.SYSTEM, ""), (Role.VIEWER, "crm")])
def test_only_a_key_of_a_system_names_one(hub: FakeHub, role: Role, system: str) -> None:
    with pytest.raises(Refused):
        hub.keys.issue("x", role, system)


async def test_a_login_link_works_once(client: httpx.AsyncClient, hub: FakeHub) -> None:
    token = hub.links.issue("Li Na", Role.REVIEWER)

    response = await client.get("/login", params={"token": token})

    assert (response.status_code, response.headers["location"]) == (303, "/")
    cookie = response.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert response.headers["referrer-policy"] == "no-referrer"
    assert (await client.get("/api/v1/tickets")).status_code == 200
    again = await client.get("/login", params={"token": token}, headers={"Accept-Language": "zh"})
    assert again.status_code == 403
    assert "链接" in again.text


@pytest.mark.parametrize(
    ("asked", "public_url", "is_secure"),
    [
        pytest.param("https://hub", "", True, id="asked over TLS"),
        pytest.param("http://hub", "https://hub.example", True, id="behind a proxy that ends TLS"),
        pytest.param("http://hub", "http://hub.example", False, id="without TLS anywhere"),
        pytest.param("http://hub", "", False, id="on one's own machine"),
    ],
)
async def test_a_session_s_cookie_stays_on_encrypted_ways_where_the_hub_has_one(
    hub: FakeHub, asked: str, public_url: str, is_secure: bool
) -> None:
    app = create_app(replace(hub.deps, public_url=public_url))
    app.include_router(links.router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=asked) as client:
        answer = await client.get("/login", params={"token": hub.links.issue("Li Na", Role.REVIEWER)})

    assert ("; Secure" in answer.headers["set-cookie"]) == is_secure


async def test_a_link_leads_to_the_board_below_the_path_of_a_proxy(app: FastAPI, hub: FakeHub) -> None:
    transport = httpx.ASGITransport(app, root_path="/plant")
    async with httpx.AsyncClient(transport=transport, base_url="http://hub/plant") as browser:
        answer = await browser.get("/login", params={"token": hub.links.issue("Li Na", Role.REVIEWER)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/plant/")


async def test_two_who_use_a_link_at_once_do_not_both_get_in(client: httpx.AsyncClient, hub: FakeHub) -> None:
    token = hub.links.issue("Li Na", Role.REVIEWER)
    answers = await asyncio.gather(*(client.get("/login", params={"token": token}) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [303, 403, 403, 403, 403]


async def test_a_login_link_expires(client: httpx.AsyncClient, hub: FakeHub) -> None:
    token = hub.links.issue("Li Na", Role.REVIEWER)
    hub.clock.now += 30 * MINUTE
    assert (await client.get("/login", params={"token": token})).status_code == 403
    with pytest.raises(Refused):
        hub.links.issue("crm", Role.SYSTEM)


async def log_in(client: httpx.AsyncClient, hub: FakeHub, role: Role = Role.REVIEWER) -> None:
    await client.get("/login", params={"token": hub.links.issue("Li Na", role)})


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://hub"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://hub"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://elsewhere"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_a_session_changes_things_only_from_our_own_pages(
    client: httpx.AsyncClient, hub: FakeHub, headers: dict[str, str], status: int
) -> None:
    await log_in(client, hub)
    response = await client.post(f"/api/v1/conflicts/{UID}/claim", headers=headers)
    assert response.status_code == status
    assert len(hub.review.calls) == (status == 200)


async def test_a_session_ends_by_time_by_forgery_and_by_logout(client: httpx.AsyncClient, hub: FakeHub) -> None:
    await log_in(client, hub)
    cookie = client.cookies[COOKIE]
    client.cookies.set(COOKIE, cookie[:-3] + "abc", domain="hub")
    problem(
        await client.get("/api/v1/tickets", headers={"Cookie": f"{COOKIE}={cookie[:-3]}abc"}), 401, "unauthenticated"
    )
    client.cookies.clear()

    await log_in(client, hub)
    assert (await client.post("/logout", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403
    assert (await client.post("/logout", headers={"Sec-Fetch-Site": "same-origin"})).status_code == 204
    problem(await client.get("/api/v1/tickets"), 401, "unauthenticated")

    await log_in(client, hub)
    copied = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    client.cookies.clear()
    assert (await client.get("/api/v1/tickets", headers=copied)).status_code == 200
    await client.post("/logout", headers={"Sec-Fetch-Site": "same-origin"} | copied)
    problem(await client.get("/api/v1/tickets", headers=copied), 401, "unauthenticated")

    await log_in(client, hub)
    hub.clock.now += 12 * HOUR
    problem(await client.get("/api/v1/tickets"), 401, "unauthenticated")


class AwayStore(MemoryKeyStore):
    """A store that can be away."""

    away = False

    def key_of(self, digest: bytes) -> KeyRecord | None:
        if self.away:
            raise Unavailable("no database")
        return super().key_of(digest)


def test_while_the_store_is_away_a_key_counts_for_half_a_day_from_when_it_was_last_looked_up() -> None:
    store, clock = AwayStore(), FakeClock()
    ring = KeyRing(store, clock=clock, random=Chance(), witness=FakeWitness())
    secret, unseen = ring.issue("a", Role.VIEWER), ring.issue("b", Role.VIEWER)
    assert ring.verify(secret) is not None
    store.away = True

    clock.now += 11 * HOUR
    assert ring.verify(secret) == Principal("a", Role.VIEWER)
    assert ring.recall(secret) is not None, "the store is not asked again for each request"
    with pytest.raises(Unavailable):
        ring.verify(unseen)

    clock.now += HOUR
    with pytest.raises(Unavailable):
        ring.verify(secret)


def test_a_key_that_was_revoked_before_the_store_went_away_is_refused_once_it_is_back() -> None:
    store, clock = AwayStore(), FakeClock()
    ring = KeyRing(store, clock=clock, random=Chance(), witness=FakeWitness())
    secret = ring.issue("a", Role.VIEWER)
    ring.verify(secret)
    store.revoke_key("a", clock())  # by another process
    store.away = True
    clock.now += 10 * SECOND
    assert ring.verify(secret) is not None

    store.away = False
    clock.now += 5 * SECOND
    assert ring.verify(secret) is None
