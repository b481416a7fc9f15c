"""Every route, tried by everybody: the table of rights, written down once more by hand, and really asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from starlette.routing import BaseRoute, Route

from hub.application.access import Role
from tests.integration.gateway.conftest import Caller, Site

pytestmark = pytest.mark.postgres

NOBODY: Final = frozenset[str]()
ADMIN: Final = frozenset({"admin"})
REVIEWERS: Final = ADMIN | {"reviewer"}
PEOPLE: Final = REVIEWERS | {"viewer"}
MINTERS: Final = REVIEWERS | {"system mes"}
KNOWN: Final = PEOPLE | {"system mes"}
REPORTERS: Final = ADMIN | {"system mes"}
EVERYBODY: Final = KNOWN | {"stranger"}

UID: Final = "SRV-20260126-00872-A9F"


@dataclass(frozen=True)
class Try:
    """A request to a route, and who may make it; without an address of its own, the route's is taken."""

    method: str
    route: str
    may: frozenset[str]
    body: Any = None
    path: str = ""

    @property
    def address(self) -> str:
        return self.path or self.route.replace("{uid}", UID).replace("{conflict}", UID).replace("{parked_id}", "PRK-00")


def report_of(system: str) -> dict[str, str]:
    return {"system": system, "uid": UID, "native_status": "New"}


TICKET_BODY: Final = "/api/v1/tickets/{uid}/body"
CONFLICT: Final = "/api/v1/conflicts/{conflict}"
PERSON: Final = "/api/v1/people/{name}"
MAPPING: Final = "/api/v1/mappings/{system}"
WEBHOOK: Final = "/webhooks/{system}"
TABLE: Final = (
    Try("GET", "/openapi.json", EVERYBODY),
    Try("GET", "/healthz", EVERYBODY),
    Try("GET", "/readyz", EVERYBODY),
    Try("GET", "/metrics", EVERYBODY),
    # Whoever holds a token, or wants to leave, need not be known.
    Try("GET", "/login", EVERYBODY, path="/login"),
    Try("POST", "/logout", EVERYBODY),
    Try("POST", "/api/v1/reports", REPORTERS, report_of("mes")),
    Try("POST", "/api/v1/reports", ADMIN, report_of("crm")),
    # A system with a key is let in by its key, one that signs by its signature alone, whoever else asks.
    Try("POST", WEBHOOK, REPORTERS, {"id": "1"}, "/webhooks/mes"),
    Try("POST", WEBHOOK, ADMIN, {"id": "1"}, "/webhooks/servicenow"),
    Try("POST", WEBHOOK, NOBODY, {"id": "1"}, "/webhooks/crm"),
    Try("GET", WEBHOOK, NOBODY, path="/webhooks/wecom"),
    Try("OPTIONS", WEBHOOK, EVERYBODY, path="/webhooks/mes"),
    Try("GET", "/api/v1/tickets", PEOPLE),
    Try("GET", "/api/v1/tickets/{uid}", PEOPLE),
    Try("GET", "/api/v1/tickets/{uid}/history", PEOPLE),
    Try("GET", "/api/v1/tickets/{uid}/explain", PEOPLE),
    Try("GET", TICKET_BODY, REVIEWERS, path=f"/api/v1/tickets/{UID}/body?system=crm&delivery_id=d1"),
    Try("GET", "/api/v1/systems", PEOPLE),
    Try("GET", "/api/v1/writes", PEOPLE),
    Try("GET", "/api/v1/consistency", PEOPLE),
    Try("GET", "/api/v1/contradictions", PEOPLE),
    Try("GET", "/api/v1/conflicts", PEOPLE),
    Try("GET", CONFLICT, PEOPLE),
    Try("GET", CONFLICT + "/prospects", PEOPLE),
    Try("GET", CONFLICT + "/similar", PEOPLE),
    Try("POST", CONFLICT + "/claim", REVIEWERS),
    Try("POST", CONFLICT + "/decide", REVIEWERS, {"choice": "no-conflict", "reason": "seen on site"}),
    Try("POST", CONFLICT + "/hand-over", REVIEWERS, {"to": "mei"}),
    Try("POST", CONFLICT + "/comment", REVIEWERS, {"text": "I call the shift."}),
    Try("GET", "/api/v1/mappings", PEOPLE),
    Try("GET", MAPPING, PEOPLE, path="/api/v1/mappings/crm"),
    Try("GET", MAPPING + "/words", PEOPLE, path="/api/v1/mappings/crm/words"),
    Try("POST", MAPPING + "/what-if", REVIEWERS, {"text": "not TOML"}, "/api/v1/mappings/crm/what-if"),
    Try("POST", MAPPING + "/publish", ADMIN, {"text": "no", "reason": "to try"}, "/api/v1/mappings/crm/publish"),
    Try("POST", MAPPING + "/roll-back", ADMIN, {"version": 0, "reason": "to try"}, "/api/v1/mappings/crm/roll-back"),
    Try("GET", "/api/v1/rules", PEOPLE),
    Try("POST", "/api/v1/rules/what-if", REVIEWERS, {"text": "not TOML"}),
    Try("POST", "/api/v1/rules/publish", ADMIN, {"text": "no", "reason": "to try"}),
    Try("POST", "/api/v1/rules/roll-back", ADMIN, {"version": 9, "reason": "to try"}),
    Try("GET", "/api/v1/people", ADMIN),
    Try("POST", "/api/v1/people", ADMIN, {"name": "mei"}),
    Try("POST", PERSON + "/invite", ADMIN, path="/api/v1/people/mei/invite"),
    Try("POST", PERSON + "/role", ADMIN, {"role": "viewer"}, "/api/v1/people/mei/role"),
    Try("POST", PERSON + "/sign-out", ADMIN, path="/api/v1/people/nobody/sign-out"),
    Try("POST", PERSON + "/remove", ADMIN, path="/api/v1/people/mei/remove"),
    Try("GET", "/api/v1/deeds", ADMIN),
    Try("GET", "/api/v1/parked", PEOPLE),
    # What a system sent may hold what only reviewers are to see.
    Try("GET", "/api/v1/parked/{parked_id}", REVIEWERS),
    Try("POST", "/api/v1/parked/retry", REVIEWERS, {"reason": "unmapped"}),
    Try("POST", "/api/v1/links", REVIEWERS, {"system": "crm", "native_id": "C-1", "uid": UID}),
    Try("POST", "/api/v1/uids", MINTERS, {"domain": "SRV"}),
    Try("POST", "/api/v1/uid-blocks", MINTERS, {"domain": "SRV", "size": 1}),
    Try("GET", "/api/v1/uids/{uid}", KNOWN),
    Try("GET", "/api/v1/feed", KNOWN),
)
OURS: Final = {"Sec-Fetch-Site": "same-origin"}
"""What a browser says of a request from the hub's own pages."""


def routes_of(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Each method and path that is answered, also those that the document leaves out."""
    for route in routes:
        if (router := getattr(route, "original_router", None)) is not None:
            yield from routes_of(router.routes)
            continue
        assert isinstance(route, Route), f"who may use {route}? Teach this test to find its routes"
        yield from ((method, route.path) for method in route.methods or () if method != "HEAD")


async def outcome(client: httpx.AsyncClient, wanted: Try, headers: dict[str, str]) -> str:
    """What became of it; whatever is neither is a fault of the hub, or of the table."""
    answer = await client.request(wanted.method, wanted.address, json=wanted.body, headers=headers)
    if answer.status_code in {401, 403}:
        return "refused"
    assert answer.status_code < 500, f"{wanted}: {answer.text}"
    return "let in"


def expected(wanted: Try, who: str) -> str:
    return "let in" if who in wanted.may else "refused"


def keys_of(site: Site) -> dict[str, dict[str, str]]:
    """What each caller with a key sends along; a stranger sends nothing."""
    people = {role.value: site.hub.keys.issue(role, role) for role in Role if role is not Role.SYSTEM}
    keys = people | {"system mes": site.hub.keys.issue("mes", Role.SYSTEM, "mes")}
    return {"stranger": {}} | {who: {"X-API-Key": key} for who, key in keys.items()}


async def sessions_of(site: Site, client: httpx.AsyncClient) -> dict[str, dict[str, str]]:
    """What the browser of each person sends along, who followed a link."""
    sessions = {}
    for role in (Role.VIEWER, Role.REVIEWER, Role.ADMIN):
        answer = await client.get("/login", params={"token": site.hub.links.issue(role, role)})
        sessions[role.value] = {"Cookie": answer.headers["set-cookie"].split(";")[0]}
    return sessions


@pytest.fixture
def stranger(caller: Caller) -> httpx.AsyncClient:
    """Somebody who sends nothing along that says who they are."""
    del caller.client.headers["Authorization"]
    return caller.client


def test_the_table_names_every_route_of_the_gateway_and_no_other(site: Site) -> None:
    assert {(wanted.method, wanted.route) for wanted in TABLE} == set(routes_of(site.app.routes))


async def test_each_route_lets_in_by_key_whom_the_table_names(site: Site, stranger: httpx.AsyncClient) -> None:
    wrong = [
        f"{who}: {wanted.method} {wanted.address}: {found}"
        for who, headers in keys_of(site).items()
        for wanted in TABLE
        if (found := await outcome(stranger, wanted, headers | OURS)) != expected(wanted, who)
    ]

    assert wrong == []


async def test_a_session_gives_the_rights_of_its_role_from_the_hub_s_own_pages(
    site: Site, stranger: httpx.AsyncClient
) -> None:
    wrong = [
        f"{who}: {wanted.method} {wanted.address}: {found}"
        for who, session in (await sessions_of(site, stranger)).items()
        for wanted in TABLE
        if wanted.route not in {WEBHOOK, "/logout"}  # which ends it
        if (found := await outcome(stranger, wanted, session | OURS)) != expected(wanted, who)
    ]

    assert wrong == []


@pytest.mark.parametrize("other", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}])
async def test_a_session_changes_nothing_when_another_site_asks_in_its_name(
    site: Site, stranger: httpx.AsyncClient, other: dict[str, str]
) -> None:
    session = (await sessions_of(site, stranger))["admin"]
    changing = [wanted for wanted in TABLE if wanted.method not in {"GET", "OPTIONS"}]
    let_in = [
        f"{wanted.method} {wanted.address}"
        for wanted in changing
        if await outcome(stranger, wanted, session | other) != "refused"
    ]

    assert let_in == []
