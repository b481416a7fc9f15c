"""The ways in: what is taken, what is parked, what is refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from hub.application.access import Role
from hub.application.ports import Unavailable
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.deps import Limits
from schemas.instant import from_iso
from tests.unit.gateway.conftest import problem, report
from tests.unit.gateway.fakes import UID, FakeHub

Key = Callable[..., dict[str, str]]

CASE = {
    "event": "case.updated",
    "case": {
        "number": "CASE-7",
        "status": "Solved",
        "status_reason": "Part replaced",
        "changed_at": "2026-01-26T17:29:00",
        "revision": 4,
        "changed_by": "li.na",
    },
}


def signed(body: bytes, secret: str = "crm-secret") -> dict[str, str]:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Signature": f"sha256={signature}", "X-Delivery": "d-1", "Content-Type": "application/json"}


async def post_case(client: httpx.AsyncClient, body: bytes, **headers: str) -> httpx.Response:
    return await client.post("/webhooks/crm", content=body, headers=signed(body) | headers)


async def test_a_signed_webhook_is_read_by_its_manifest_and_answered_when_stored(
    client: httpx.AsyncClient, hub: FakeHub
) -> None:
    response = await post_case(client, json.dumps(CASE).encode())

    assert response.status_code == 202
    assert response.json()["verdict"] == "accepted"
    assert response.headers["Statushub-Position"] == "1"
    [delivery] = hub.ingest.taken
    assert delivery.report is not None
    assert delivery.report.native_status == "Solved/Part replaced"
    assert delivery.report.occurred_at == from_iso("2026-01-26T09:29:00Z")  # the plant's zone is eight hours ahead
    assert (delivery.report.delivery_id, delivery.report.sequence) == ("d-1", 4)
    assert delivery.body == json.dumps(CASE).encode()


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Signature": "sha256=00"}, {"X-Signature": "not hex"}, signed(b"{}", "another secret")],
    ids=["none", "wrong", "no signature at all", "another secret"],
)
async def test_a_webhook_that_its_system_did_not_sign_is_refused(
    client: httpx.AsyncClient, hub: FakeHub, headers: dict[str, str]
) -> None:
    problem(await client.post("/webhooks/crm", content=b"{}", headers=headers), 401, "bad-signature")
    assert hub.ingest.taken == []


async def test_a_webhook_of_a_system_without_a_secret_says_which_setting_is_missing(
    client: httpx.AsyncClient, hub: FakeHub
) -> None:
    hub.secrets.clear()
    document = problem(await post_case(client, b"{}"), 401, "bad-signature")
    assert "STATUSHUB_SECRET_CRM" in document["detail"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{not json", "not JSON"),
        (b'"\xff"', "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"case":{"number":"CASE-7","status":"a\\u0000b"}}', "NUL"),
        (b'{"case":{"number":"CASE-7","status":"' + b"x" * 1_000_000 + b'"}}', "1000000 characters"),
        (b'{"case":{"number":"CASE-7","status":"\\ud800"}}', "not JSON"),
        (b'{"case":{"status":"New"}}', "names a ticket"),
        (b'{"case":{"number":"CASE-7"}}', "no status"),
        (b'{"case":{"number":{"a":1},"status":"New"}}', "native_id"),
        (b'{"case":{"number":"CASE-7","status":"New","changed_at":"yesterday"}}', "ISO 8601"),
        (b'{"case":{"number":"CASE-7","status":"New","revision":1e300}}', "sequence"),
        (b"", "not JSON"),
        (b"null", "no status"),
        (b'"text"', "no status"),
    ],
    ids=range(14),
)
async def test_a_webhook_that_cannot_be_read_is_parked_as_it_came(
    client: httpx.AsyncClient, hub: FakeHub, body: bytes, said: str
) -> None:
    response = await post_case(client, body)

    assert response.status_code == 202, response.text
    assert response.json()["verdict"] == "parked"
    assert response.json()["parked_id"].startswith("PRK-")
    [delivery] = hub.ingest.taken
    assert delivery.report is None
    assert said in delivery.problem
    assert delivery.body == body


async def test_an_unknown_system_learns_which_are_known(client: httpx.AsyncClient) -> None:
    document = problem(await client.post("/webhooks/fax", content=b"{}"), 404, "unknown-system")
    assert all(f" {system}," in document["detail"] for system in ("crm", "erp", "itsm"))


async def test_a_batch_of_one_webhook_gets_an_outcome_for_each_report(client: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.secrets["jira"] = ("jira-secret",)
    body = json.dumps({"webhookEvent": "comment_created"}).encode()
    signature = hmac.new(b"jira-secret", body, hashlib.sha256).hexdigest()
    response = await client.post("/webhooks/jira", content=body, headers={"X-Hub-Signature": f"sha256={signature}"})
    assert (response.status_code, response.json()["verdict"]) == (202, "ignored")


async def test_what_is_ignored_beside_a_report_is_told_and_counted(client: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.secrets["cloudevents"] = ("token",)
    event = {"specversion": "1.0", "source": "/line/3", "type": "job", "subject": "RJ-77"}
    body = [{**event, "id": "1", "data": {"text": "loud"}}, {**event, "id": "2", "data": {"status": "Closed"}}]
    response = await client.post("/webhooks/cloudevents", json=body, headers={"Authorization": "Bearer token"})
    assert [outcome["verdict"] for outcome in response.json()["outcomes"]] == ["accepted", "ignored"]
    assert hub.ingest.taken[-1].ignored == "the event brings no status"
    assert 'statushub_reports_total{system="cloudevents",verdict="ignored"} 1.0' in (await client.get("/metrics")).text


async def test_a_system_that_cannot_sign_shows_its_key(client: httpx.AsyncClient, hub: FakeHub, key: Key) -> None:
    body = {"event_id": "e1", "at": 1769419740000, "job": {"id": "J-1", "state": "DONE"}}
    problem(await client.post("/webhooks/mes", json=body), 401, "unauthenticated")
    problem(await client.post("/webhooks/mes", json=body, headers={"X-API-Key": "shk_x"}), 401, "unauthenticated")
    problem(await client.post("/webhooks/mes", json=body, headers=key(Role.SYSTEM, "erp")), 403, "not-allowed")

    response = await client.post("/webhooks/mes", json=body, headers=key(Role.SYSTEM, "mes"))

    assert response.status_code == 202
    assert hub.ingest.taken[0].report is not None
    assert hub.ingest.taken[0].report.occurred_at == 1769419740000000


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in chunks"])
async def test_a_body_that_is_too_large_is_refused_before_all_of_it_is_read(
    client: httpx.AsyncClient, hub: FakeHub, announced: bool
) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 100_000
            yield b"x" * 100_000

    content = b"x" * 10_000_000 if announced else chunks()
    problem(await client.post("/webhooks/crm", content=content, headers=signed(b"")), 413, "too-large")
    assert sent < 2_000_000
    assert hub.ingest.batches == []


async def test_a_compressed_body_is_refused(client: httpx.AsyncClient) -> None:
    problem(await post_case(client, b"{}", **{"Content-Encoding": "gzip"}), 415, "encoded-body")


async def test_one_report_gets_one_outcome_and_many_get_a_list(client: httpx.AsyncClient, key: Key) -> None:
    headers = key(Role.SYSTEM, "crm")
    one = await client.post("/api/v1/reports", json=report(), headers=headers)
    two = await client.post("/api/v1/reports", json=[report(), report(uid=UID)], headers=headers)
    enveloped = await client.post("/api/v1/reports", json={"reports": [report()]}, headers=headers)

    assert one.status_code == two.status_code == enveloped.status_code == 202
    assert set(one.json()) >= {"verdict", "uid", "frozen", "conflict", "parked_id", "reason", "detail", "position"}
    assert [outcome["uid"] for outcome in two.json()["outcomes"]] == [UID, UID]
    assert len(enveloped.json()["outcomes"]) == 1


async def test_a_report_may_leave_out_what_its_key_says_and_name_its_zone_by_its_system(
    client: httpx.AsyncClient, hub: FakeHub, key: Key
) -> None:
    body = report(occurred_at="2026-01-26T17:29:00", native_status=["Solved", "Part replaced", ""], sequence=3)
    del body["system"]
    await client.post("/api/v1/reports", json=body, headers=key(Role.SYSTEM, "crm"))
    [delivery] = hub.ingest.taken
    assert delivery.report is not None
    assert (delivery.report.system, delivery.report.native_status) == ("crm", "Solved/Part replaced")
    assert delivery.report.occurred_at == from_iso("2026-01-26T09:29:00Z")


async def test_a_bad_uid_is_for_the_ingest_to_park(client: httpx.AsyncClient, hub: FakeHub, key: Key) -> None:
    response = await client.post("/api/v1/reports", json=report(uid="SRV-nonsense"), headers=key(Role.SYSTEM, "crm"))
    assert response.status_code == 202
    assert hub.ingest.taken[0].report is not None
    assert hub.ingest.taken[0].report.uid == "SRV-nonsense"


async def test_one_wrong_report_stops_all_and_each_wrong_one_is_named(
    client: httpx.AsyncClient, hub: FakeHub, key: Key
) -> None:
    body = [
        report(),
        report(occurred_at="soon"),
        report(native_status=""),
        report(system="fax"),
        report(native_id=None),
        report(note="a\x00b"),
        report(uid="x" * 257),
    ]
    document = problem(await client.post("/api/v1/reports", json=body, headers=key(Role.ADMIN)), 422, "invalid-report")
    assert [error["index"] for error in document["errors"]] == [1, 2, 3, 4, 5, 6]
    assert "6 of 7" in document["detail"]
    assert hub.ingest.taken == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"native_id": None, "uid": "SRV-20260126-00872-A9F", "aliases": ["one"]}, "give native_id too"),
        ({"aliases": [str(number) for number in range(9)]}, "more than 8 aliases"),
        ({"aliases": ["x" * 257]}, "aliases is 257 characters long"),
    ],
)
async def test_aliases_stand_beside_a_native_id_few_and_short(
    client: httpx.AsyncClient, key: Key, fields: dict[str, Any], why: str
) -> None:
    answer = await client.post("/api/v1/reports", json=report(**fields), headers=key(Role.ADMIN))
    [error] = problem(answer, 422, "invalid-report")["errors"]
    assert why in error["problem"]


async def test_an_alias_is_taken_once_and_never_beside_itself(
    client: httpx.AsyncClient, hub: FakeHub, key: Key
) -> None:
    sent = report(native_id="C-1", aliases=[" one ", "C-1", "one", ""])
    await client.post("/api/v1/reports", json=sent, headers=key(Role.ADMIN))
    assert hub.ingest.taken[0].report is not None
    assert hub.ingest.taken[0].report.aliases == ("one",)


async def test_a_report_of_the_wrong_shape_is_named_with_its_field(client: httpx.AsyncClient, key: Key) -> None:
    body = [report(), report(native_status=7), report(natve_id="typo"), {"system": "crm"}, 5]
    document = problem(await client.post("/api/v1/reports", json=body, headers=key(Role.ADMIN)), 422, "invalid-report")
    assert [error["index"] for error in document["errors"]] == [1, 2, 3, 4]
    assert "native_status" in document["errors"][0]["problem"]
    assert "natve_id" in document["errors"][1]["problem"]


async def test_a_field_given_twice_is_refused_and_a_byte_order_mark_forgiven(
    client: httpx.AsyncClient, key: Key
) -> None:
    headers = key(Role.ADMIN)
    body = json.dumps(report()).encode()
    assert (await client.post("/api/v1/reports", content=b"\xef\xbb\xbf" + body, headers=headers)).status_code == 202
    twice = body.replace(b"{", b'{"native_status": 5, ', 1)
    problem(await client.post("/api/v1/reports", content=twice, headers=headers), 422, "invalid-report")


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        (b"{", 400, "invalid-json"),
        (b"", 400, "invalid-json"),
        (b"\xff", 400, "invalid-json"),
        (b"[" * 100_000, 400, "invalid-json"),
        (b'{"a":' * 100_000, 400, "invalid-json"),
        (b"1e999", 400, "invalid-json"),
        (b"[]", 422, "invalid-report"),
        (b"5", 422, "invalid-report"),
        (b"{}", 422, "invalid-report"),
        (b'{"reports":5}', 422, "invalid-report"),
        (b"[" + b",".join([b"{}"] * 1_001) + b"]", 413, "too-large"),
        (b"[" + b",".join([b"1"] * 1_001) + b"]", 413, "too-large"),
        (b"x" * 5_000_000, 413, "too-large"),
    ],
    ids=range(13),
)
async def test_a_body_that_is_no_list_of_reports_is_refused(
    client: httpx.AsyncClient, hub: FakeHub, key: Key, body: bytes, status: int, slug: str
) -> None:
    problem(await client.post("/api/v1/reports", content=body, headers=key(Role.ADMIN)), status, slug)
    assert hub.ingest.batches == []


async def test_1001_right_reports_are_too_many(client: httpx.AsyncClient, hub: FakeHub, key: Key) -> None:
    headers = key(Role.SYSTEM, "crm")
    problem(await client.post("/api/v1/reports", json=[report()] * 1_001, headers=headers), 413, "too-large")
    assert (await client.post("/api/v1/reports", json=[report()] * 1_000, headers=headers)).status_code == 202
    assert len(hub.ingest.taken) == 1_000


async def test_a_system_cannot_speak_for_another(client: httpx.AsyncClient, hub: FakeHub, key: Key) -> None:
    body = [report(), report(system="mes")]
    problem(await client.post("/api/v1/reports", json=body, headers=key(Role.SYSTEM, "crm")), 403, "not-allowed")
    assert hub.ingest.batches == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
async def test_people_do_not_report(client: httpx.AsyncClient, key: Key, role: Role) -> None:
    problem(await client.post("/api/v1/reports", json=report(), headers=key(role)), 403, "not-allowed")


async def test_what_cannot_be_stored_is_not_acknowledged(client: httpx.AsyncClient, hub: FakeHub, key: Key) -> None:
    hub.ingest.error = Unavailable("the database is down at 10.0.0.1")
    response = await client.post("/api/v1/reports", json=report(), headers=key(Role.SYSTEM, "crm"))
    assert "10.0.0.1" not in problem(response, 503, "unavailable")["detail"]
    assert int(response.headers["Retry-After"]) > 0


async def test_a_mistake_of_the_hub_is_logged_under_an_id_and_leaks_nothing(
    client: httpx.AsyncClient, hub: FakeHub, key: Key
) -> None:
    hub.ingest.error = RuntimeError("password=hunter2")
    response = await client.post(
        "/api/v1/reports", json=report(), headers=key(Role.SYSTEM, "crm") | {"X-Request-Id": "ask-me-about-it"}
    )
    document = problem(response, 500, "internal")
    assert "hunter2" not in response.text
    assert document["request_id"] == response.headers["X-Request-Id"] == "ask-me-about-it"


async def test_a_full_queue_sheds_load(key: Key) -> None:
    hub = FakeHub(Limits(queued_reports=10))
    app = create_app(hub.deps)
    headers = {"X-API-Key": hub.keys.issue("crm", Role.SYSTEM, "crm")}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://hub") as client:
        response = await client.post("/api/v1/reports", json=[report()] * 11, headers=headers)
    problem(response, 503, "overloaded")
    assert int(response.headers["Retry-After"]) >= 1
    assert hub.ingest.batches == []
