"""What is asked of the gateway reaches the queries as it was meant, and comes back in its form."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from hub.application.access import Role
from hub.application.ports import UidTrace, Unavailable
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.deps import Limits
from hub.entrypoints.gateway.queries import ConflictFilter, InvalidCursor, ParkedFilter, TicketFilter
from hub.entrypoints.readiness import Impediment
from schemas.errors import Refused, Superseded, UnknownConflict
from schemas.events import Recorded, ReportParked
from schemas.instant import from_iso
from schemas.status import Status
from tests.unit.gateway.conftest import problem
from tests.unit.gateway.fakes import NOW, UID, FakeHub

Key = Callable[..., dict[str, str]]
PRK = "PRK-0123456789ABCDEF0123"


@pytest.fixture
async def reviewer(client: httpx.AsyncClient, key: Key) -> httpx.AsyncClient:
    client.headers.update(key(Role.REVIEWER))
    return client


async def test_filters_of_tickets_are_handed_on(reviewer: httpx.AsyncClient, hub: FakeHub) -> None:
    response = await reviewer.get(
        "/api/v1/tickets?status=New&status=In%20Progress&frozen=true&apart=false&q=872&limit=5&cursor=x&system=mes"
        "&updated_since=2026-01-26T08:30:00&as_of=2026-01-26T10:00:00%2B01:00"
    )
    assert response.json()["items"][0]["since"] == "2026-01-26T09:30:00Z"
    assert hub.queries.wanted == [
        TicketFilter(
            status=(Status.NEW, Status.IN_PROGRESS),
            system="mes",
            frozen=True,
            apart=False,
            updated_since=from_iso("2026-01-26T08:30:00Z"),
            q="872",
            limit=5,
            cursor="x",
            as_of=from_iso("2026-01-26T09:00:00Z"),
            now=NOW,
        )
    ]


@pytest.mark.parametrize(
    "query",
    [
        "status=Done",
        "limit=0",
        "limit=1001",
        "frozen=perhaps",
        "as_of=soon",
        "updated_since=soon",
        "q=%00",
        f"q={'x' * 257}",
    ],
)
async def test_a_filter_that_means_nothing_is_refused(reviewer: httpx.AsyncClient, query: str) -> None:
    document = problem(await reviewer.get(f"/api/v1/tickets?{query}"), 422, "invalid-request")
    assert document["errors"][0]["field"].startswith("query.")


async def test_a_cursor_that_no_page_gave_is_refused(reviewer: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.queries.error = InvalidCursor("start without a cursor")
    problem(await reviewer.get("/api/v1/tickets?cursor=zz"), 422, "invalid-request")


async def test_a_ticket_its_history_and_its_explanation_can_be_read(reviewer: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.queries.grow()
    ticket = (await reviewer.get(f"/api/v1/tickets/{UID}")).json()
    history = (await reviewer.get(f"/api/v1/tickets/{UID}/history")).json()
    explanation = (await reviewer.get(f"/api/v1/tickets/{UID}/explain")).json()
    assert ticket["ticket"]["uid"] == UID
    assert history["items"][0]["type"] == "ticket.canonical_changed.v1"
    assert history["items"][0]["data"]["since"] == "2026-01-26T09:30:00Z"
    assert explanation["verdict"] == {"en": "It is new.", "zh": "新建。"}


async def test_a_mistyped_uid_is_told_from_an_unknown_one(reviewer: httpx.AsyncClient) -> None:
    problem(await reviewer.get("/api/v1/tickets/SRV-20260126-00873-A9F"), 422, "invalid-uid")
    problem(await reviewer.get("/api/v1/tickets/SRV-20260126-00001-000%00"), 422, "invalid-request")
    problem(await reviewer.get("/api/v1/conflicts/SRV-20260126-00872-A9F"), 404, "unknown-conflict")


async def test_conflicts_are_claimed_and_decided_in_the_reviewers_name(
    reviewer: httpx.AsyncClient, hub: FakeHub
) -> None:
    await reviewer.get("/api/v1/conflicts?state=open&state=claimed")
    claimed = await reviewer.post(f"/api/v1/conflicts/{UID}/claim")
    body = {"choice": "set", "status": "Resolved", "reason": "  the part is in  "}
    decided = await reviewer.post(f"/api/v1/conflicts/{UID}/decide", json=body)

    assert hub.queries.wanted == [ConflictFilter(state=("open", "claimed"))]
    assert claimed.json()["state"] == "claimed"
    assert (decided.json()["status"], decided.headers["Statushub-Position"]) == ("Resolved", "8")
    decision = hub.review.calls[1][2]
    assert decision is not None
    assert (decision.by, decision.reason) == ("a-reviewer", "the part is in")


@pytest.mark.parametrize(
    "body",
    [
        {"choice": "set", "status": "Resolved"},
        {"choice": "set", "status": "Resolved", "reason": " "},
        {"choice": "guess", "reason": "so"},
        {"choice": "set", "status": "Done", "reason": "so"},
        {"choice": "accept", "reason": "so", "sytem": "crm"},
        [],
    ],
)
async def test_a_decision_that_says_too_little_is_refused(reviewer: httpx.AsyncClient, body: Any) -> None:
    problem(await reviewer.post(f"/api/v1/conflicts/{UID}/decide", json=body), 422, "invalid-request")


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (UnknownConflict("there is none"), 404, "unknown-conflict"),
        (Refused("it is not frozen"), 409, "refused"),
        (Superseded("somebody decided"), 409, "superseded"),
        (Unavailable("away"), 503, "unavailable"),
    ],
)
async def test_each_kind_of_error_has_its_answer(
    reviewer: httpx.AsyncClient, hub: FakeHub, error: Exception, status: int, slug: str
) -> None:
    hub.review.error = error
    problem(await reviewer.post(f"/api/v1/conflicts/{UID}/claim"), status, slug)


async def test_uids_are_minted_leased_checked_and_traced(client: httpx.AsyncClient, hub: FakeHub, key: Key) -> None:
    headers = key(Role.SYSTEM, "mes")
    minted = await client.post("/api/v1/uids", json={"domain": "SRV", "count": 2}, headers=headers)
    leased = await client.post("/api/v1/uid-blocks", json={"domain": "SRV", "size": 50, "holder": "x"}, headers=headers)
    unused = await client.get(f"/api/v1/uids/{UID}", headers=headers)
    hub.uids.traces[UID] = UidTrace(uid=UID, origin="minted:mes", seen_at=NOW)
    used = await client.get(f"/api/v1/uids/{UID}", headers=headers)

    assert (minted.status_code, minted.json()) == (201, {"uids": [UID, UID]})
    assert leased.json() == {"domain": "SRV", "day": "2026-01-26", "first": 1, "last": 50, "holder": "mes"}
    assert (unused.json()["valid"], unused.json()["origin"]) == (True, "")
    assert used.json()["origin"] == "minted:mes"
    problem(await client.get("/api/v1/uids/SRV-20260126-00873-A9F", headers=headers), 422, "invalid-uid")


@pytest.mark.parametrize(
    ("body", "encoding", "shown"),
    [(b"{no", "utf-8", "{no"), (b"\xff\xfe", "base64", "//4="), ("故障".encode() * 40_000, "utf-8", "故障")],
)
async def test_the_raw_body_of_what_was_parked_is_shown_within_bounds(
    reviewer: httpx.AsyncClient, hub: FakeHub, body: bytes, encoding: str, shown: str
) -> None:
    hub.queries.park(PRK, body, {"ce-id": "17", "x-api-key": "k-1"})
    document = (await reviewer.get(f"/api/v1/parked/{PRK}")).json()
    assert document["encoding"] == encoding
    assert document["body"].startswith(shown)
    assert document["headers"] == {"ce-id": "17", "x-api-key": "***"}
    assert document["bytes"] == len(body)
    assert document["truncated"] == (len(body) > 65_536)
    assert len(document["body"].encode()) <= 65_536
    problem(await reviewer.get("/api/v1/parked/PRK-00"), 404, "unknown-parked")
    problem(await reviewer.get("/api/v1/parked/anything"), 422, "invalid-request")


async def test_parked_reports_are_retried_by_id_or_by_reason(reviewer: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.queries.park(PRK, b"{}")
    by_id = await reviewer.post("/api/v1/parked/retry", json={"ids": ["PRK-0A"]})
    by_reason = await reviewer.post("/api/v1/parked/retry", json={"reason": "unmapped"})
    assert hub.parking.retried == ["PRK-0A", PRK]
    assert hub.queries.wanted == [ParkedFilter(reason="unmapped", limit=1_000)]
    assert by_id.json()["outcomes"][0]["verdict"] == by_reason.json()["outcomes"][0]["verdict"] == "accepted"
    problem(await reviewer.post("/api/v1/parked/retry", json={}), 422, "invalid-request")
    problem(await reviewer.post("/api/v1/parked/retry", json={"ids": ["x"]}), 422, "invalid-request")


async def test_a_native_id_is_linked_to_a_ticket(reviewer: httpx.AsyncClient, hub: FakeHub) -> None:
    link = {"system": "mes", "native_id": "J-1", "uid": UID}
    assert (await reviewer.post("/api/v1/links", json=link)).status_code == 200
    assert hub.parking.links[0].native_id == "J-1"
    problem(await reviewer.post("/api/v1/links", json=link | {"uid": "nonsense"}), 422, "invalid-uid")
    problem(await reviewer.post("/api/v1/links", json=link | {"system": "fax"}), 404, "unknown-system")
    problem(await reviewer.post("/api/v1/links", json=link | {"native_id": "a\x00"}), 422, "invalid-request")
    problem(await reviewer.post("/api/v1/links", content=b'{"system":"\\ud800"}'), 422, "invalid-request")


async def test_the_systems_side_by_side(reviewer: httpx.AsyncClient) -> None:
    assert (await reviewer.get("/api/v1/systems")).json()["items"][0]["last_seen"] == "2026-01-26T09:30:00Z"
    assert (await reviewer.get("/api/v1/consistency")).json()["rate"] == 0.75
    (write,) = (await reviewer.get("/api/v1/writes", params={"system": "crm"})).json()["items"]
    assert (write["state"], write["error"], write["due_at"]) == ("failed", "the system answers 422", None)
    assert (await reviewer.get("/api/v1/writes", params={"state": "owed"})).json() == {"items": []}
    assert (await reviewer.get("/api/v1/contradictions")).json() == {"items": []}


async def test_a_list_waits_until_it_shows_what_was_stored_before_it_was_asked_for(hub: FakeHub) -> None:
    hub.queries.grow()
    hub.queries.views = 0
    asked = 0
    original = hub.queries.positions

    def catching_up() -> Any:
        nonlocal asked
        asked += 1
        hub.queries.views = 1 if asked > 3 else 0
        return original()

    hub.queries.positions = catching_up  # type: ignore[method-assign]
    app = create_app(hub.deps)
    async with _client(app, hub) as client:
        response = await client.get("/api/v1/tickets")
    assert response.headers["Statushub-Position"] == "1"
    assert asked > 3


async def test_a_view_that_does_not_catch_up_is_shown_as_it_is() -> None:
    hub = FakeHub(Limits(read_seconds=0.05))
    hub.queries.grow()
    hub.queries.views = 0
    async with _client(create_app(hub.deps), hub) as client:
        response = await client.get("/api/v1/tickets")
    assert (response.status_code, response.headers["Statushub-Position"]) == (200, "0")


def _client(app: FastAPI, hub: FakeHub) -> httpx.AsyncClient:
    headers = {"X-API-Key": hub.keys.issue("v", Role.VIEWER)}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://hub", headers=headers)


async def test_health_and_readiness_tell_the_truth(client: httpx.AsyncClient, hub: FakeHub) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).status_code == 200
    hub.impediments.append(Impediment("The projection tracks has stopped at position 7", "Read the log"))
    document = problem(await client.get("/readyz"), 503, "not-ready")
    assert document["errors"][0]["cure"] == "Read the log"
    assert (await client.get("/healthz")).status_code == 200


async def test_metrics_show_what_was_taken_and_what_waits(client: httpx.AsyncClient, hub: FakeHub, key: Key) -> None:
    body = {"native_id": "C", "native_status": "New", "occurred_at": "2026-01-26T09:00:00Z"}
    await client.post("/api/v1/reports", json=body, headers=key(Role.SYSTEM, "crm"))
    await client.get(f"/api/v1/tickets/{UID}", headers=key(Role.VIEWER))
    await client.request("INVENTED", "/no/such/path")
    text = (await client.get("/metrics")).text
    for line in (
        'statushub_reports_total{system="crm",verdict="accepted"} 1.0',
        'statushub_parked_reports{reason="unmapped"} 4.0',
        "statushub_oldest_conflict_seconds 60.0",
        'statushub_http_requests_total{method="POST",route="/api/v1/reports",status="202"} 1.0',
        'statushub_http_requests_total{method="GET",route="/api/v1/tickets/{uid}",status="200"} 1.0',
        'statushub_http_requests_total{method="other",route="(none)",status="404"} 1.0',
        "statushub_store_reachable 1.0",
    ):
        assert line in text
    hub.queries.error = Unavailable("away")
    assert "statushub_store_reachable 0.0" in (await client.get("/metrics")).text


async def test_metrics_may_be_kept_from_strangers() -> None:
    hub = FakeHub(open_metrics=False)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=create_app(hub.deps)), base_url="http://hub"
    ) as client:
        problem(await client.get("/metrics"), 401, "unauthenticated")


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/docs", 404, "not-found"),
        ("DELETE", "/api/v1/tickets", 405, "method-not-allowed"),
        ("GET", "/webhooks/crm", 405, "method-not-allowed"),
    ],
)
async def test_the_frameworks_own_errors_are_problems_too(
    client: httpx.AsyncClient, method: str, path: str, status: int, slug: str
) -> None:
    response = await client.request(method, path)
    problem(response, status, slug)
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b"\xff", b'{"ids":' + b"9" * 5_000 + b"}"])
async def test_a_command_that_is_not_json_is_the_senders_mistake(reviewer: httpx.AsyncClient, body: bytes) -> None:
    response = await reviewer.post("/api/v1/parked/retry", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_command_in_chunks_has_a_bound_too(reviewer: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 100_000

    headers = {"Content-Type": "application/json"}
    problem(await reviewer.post("/api/v1/links", content=chunks(), headers=headers), 413, "too-large")


async def test_the_openapi_document_has_every_route_and_loads_nothing(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert {"/webhooks/{system}", "/api/v1/reports", "/api/v1/feed", "/metrics"} <= document["paths"].keys()
    for path in document["paths"].values():
        for operation in (part for name, part in path.items() if name != "parameters"):
            assert operation["responses"]["422"]["content"].keys() == {"application/problem+json"}


async def test_the_feed_shows_no_raw_bodies(reviewer: httpx.AsyncClient, hub: FakeHub) -> None:
    event = ReportParked(
        recorded_at=NOW, system="crm", reason="unreadable", detail="no JSON", received_at=NOW, body=b"private"
    )
    hub.queries.append(Recorded(PRK, 1, event))
    items = (await reviewer.get("/api/v1/feed?types=report.parked.v1")).json()["items"]
    assert items[0]["data"]["reason"] == "unreadable"
    assert "body" not in items[0]["data"]
