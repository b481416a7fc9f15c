"""Bad input: a clear no, or a parked entry; never an error of ours, and nothing half-written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.gateway.conftest import Caller, Site

START = 1  # the key of the caller was issued, which was written down

GOOD = {"system": "crm", "uid": "SRV-20260126-00872-A9F", "native_status": "New"}
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"{", 422, id="broken JSON"),
        pytest.param(b"", 422, id="nothing"),
        pytest.param(b"\xff\xfe{}", 422, id="not UTF-8"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, 422, id="100,000-deep nesting"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 422, id="100,000-deep objects"),
        pytest.param(b'"' + b"x" * 10_000_000 + b'"', 413, id="10 MB"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/reports"])
async def test_a_body_that_is_no_report_is_refused(
    site: Site, caller: Caller, path: str, body: bytes, status: int
) -> None:
    answer = await caller.client.post(path, content=body, headers=JSON)

    assert answer.status_code in {400, status}
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert site.hub.log.head() == START


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param({"native_status": "x" * 1_000_000}, 422, id="a status of 1 MB"),
        pytest.param({"native_status": None}, 422, id="no status"),
        pytest.param({"system": "nobody"}, 404, id="an unknown system"),
        pytest.param({"occurred_at": "yesterday"}, 422, id="a time that is none"),
        pytest.param({"native_status": {"deep": {"er": 1}}}, 422, id="a status that is an object"),
    ],
)
async def test_a_report_that_cannot_be_one_is_refused(
    site: Site, caller: Caller, change: dict[str, object], status: int
) -> None:
    answer = await caller.client.post("/api/v1/reports", json={**GOOD, **change})

    assert answer.status_code in {status, 422}
    assert answer.json()["detail"]
    assert site.hub.log.head() == START


async def test_a_thousand_reports_are_taken_and_one_more_is_refused_whole(site: Site, caller: Caller) -> None:
    def reports(count: int) -> list[dict[str, str]]:
        return [{**GOOD, "delivery_id": f"d{n}"} for n in range(count)]

    refused = await caller.client.post("/api/v1/reports", json=reports(1_001))
    assert refused.status_code in {413, 422}
    assert "1,000" in refused.json()["detail"] or "1000" in refused.json()["detail"]
    assert site.hub.log.head() == START

    taken = await caller.client.post("/api/v1/reports", json=reports(1_000))
    assert taken.status_code == 202, taken.text
    assert len(taken.json()["outcomes"]) == 1_000


async def test_one_bad_report_among_many_stops_them_all(site: Site, caller: Caller) -> None:
    answer = await caller.client.post("/api/v1/reports", json=[GOOD, {**GOOD, "native_status": ""}])

    assert answer.status_code == 422
    assert site.hub.log.head() == START


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"native_status": "Frobnicated"}, "unmapped", id="an unknown word"),
        pytest.param({"uid": "SRV-20260126-00872-A9E"}, "bad-uid", id="a mistyped UID"),
        pytest.param({"uid": "SRV\x0020260126"}, "bad-uid", id="NUL bytes in a UID"),
        pytest.param({"native_status": "N\x00ew"}, "unmapped", id="NUL bytes in a word"),
        pytest.param({"uid": "", "native_id": "J-1", "system": "mes"}, "unlinked", id="nobody's id"),
    ],
)
async def test_what_is_not_understood_is_parked_and_shown(caller: Caller, change: dict[str, str], reason: str) -> None:
    answer = await caller.client.post("/api/v1/reports", json={**GOOD, **change})

    assert answer.status_code in {202, 422}
    if answer.status_code == 422:
        assert "NUL" in answer.text
        return
    outcome = answer.json()
    assert (outcome["verdict"], outcome["reason"]) == ("parked", reason)
    parked = await caller.get(f"/api/v1/parked/{outcome['parked_id']}")
    assert parked["parked"]["reason"] == reason


async def test_a_time_in_the_future_is_judged_by_its_receipt(caller: Caller) -> None:
    uid = await caller.mint()
    ahead = datetime.now(UTC) + timedelta(hours=3)
    await caller.report("crm", "New", minutes_ago=-180, uid=uid)

    (reported, *_) = (await caller.get(f"/api/v1/tickets/{uid}/history"))["items"]

    assert datetime.fromisoformat(reported["data"]["at"]) < ahead - timedelta(hours=2)
    assert datetime.fromisoformat(reported["data"]["occurred_at"]) > ahead - timedelta(minutes=1)


async def test_a_webhook_with_a_wrong_signature_is_refused(site: Site, caller: Caller) -> None:
    answer = await caller.client.post("/webhooks/crm", content=b"{}", headers={**JSON, "Authorization": ""})

    assert answer.status_code == 401
    assert site.hub.log.head() == START


async def test_a_caller_without_a_key_learns_nothing(site: Site, caller: Caller) -> None:
    del caller.client.headers["Authorization"]
    for path in ("/api/v1/tickets", "/api/v1/conflicts", "/api/v1/feed", "/api/v1/parked", "/api/v1/systems"):
        assert (await caller.client.get(path)).status_code == 401
    assert (await caller.client.post("/api/v1/reports", json=GOOD)).status_code == 401
    assert site.hub.log.head() == START
