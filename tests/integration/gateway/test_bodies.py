"""The body of a webhook is kept for a while: a reviewer sees it as it came, but for what is secret."""

from __future__ import annotations

import hmac
import json
from typing import Any

import pytest

from hub.application.bodies import KEPT_BYTES
from schemas.instant import DAY
from tests.integration.gateway.conftest import CRM_SECRET, SECRETS, Caller, Site

pytestmark = pytest.mark.postgres
ORDER = {"_model": "mrp.production", "_id": 17, "state": "progress", "write_date": "2026-01-26 09:35:20"}
PATH = f"/webhooks/odoo?key={SECRETS['odoo'][0]}"


async def sent(caller: Caller, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What came of a webhook, and how its body is found again."""
    done = await caller.post(PATH, ORDER | more, expect=202)
    return done, {"system": "odoo", "delivery_id": done["delivery_id"]}


async def test_it_is_shown_as_it_came_without_secrets(caller: Caller) -> None:
    done, which = await sent(caller, api_token="very-secret", note="等待备件")
    shown = await caller.get(f"/api/v1/tickets/{done['uid']}/body", **which)
    assert shown["content_type"] == "application/json"
    assert (shown["encoding"], shown["truncated"]) == ("utf-8", False)
    assert '"_id":17' in shown["body"].replace(" ", "")
    assert "very-secret" not in shown["body"]
    reasons = (await caller.get(f"/api/v1/tickets/{done['uid']}/explain"))["reasons"]
    assert [reason["delivery_id"] for reason in reasons] == [which["delivery_id"]]


async def test_the_headers_that_it_was_read_by_are_shown_with_it_and_no_proof(caller: Caller) -> None:
    body = json.dumps({"case": {"number": "CASE-7", "status": "New", "changed_at": "2026-01-26 17:35:20"}}).encode()
    proof = "sha256=" + hmac.digest(CRM_SECRET.encode(), body, "sha256").hex()
    headers = {"X-Delivery": "d-17", "X-Signature": proof, "X-Other": "x"}
    done = (await caller.client.post("/webhooks/crm", content=body, headers=headers)).json()
    assert (done["verdict"], done["delivery_id"]) == ("accepted", "d-17")
    shown = await caller.get(f"/api/v1/tickets/{done['uid']}/body", system="crm", delivery_id="d-17")
    assert shown["headers"] == {"x-delivery": "d-17"}


async def test_a_long_one_is_cut_and_says_so(caller: Caller) -> None:
    done, which = await sent(caller, note="x" * (2 * KEPT_BYTES))
    shown = await caller.get(f"/api/v1/tickets/{done['uid']}/body", **which)
    assert (len(shown["body"]), shown["truncated"]) == (KEPT_BYTES, True)
    assert shown["bytes"] > 2 * KEPT_BYTES


async def test_a_report_that_came_by_itself_has_none(caller: Caller) -> None:
    uid = await caller.mint()
    report = await caller.report("crm", "New", minutes_ago=1, uid=uid)
    which = {"system": "crm", "delivery_id": report["delivery_id"]}
    answer = await caller.client.get(f"/api/v1/tickets/{uid}/body", params=which)
    assert answer.status_code == 404
    assert "not kept" in answer.json()["detail"]


async def test_a_duplicate_keeps_the_first(caller: Caller, site: Site) -> None:
    await sent(caller)
    await sent(caller)
    with site.hub.connect() as connection:
        assert connection.execute("SELECT count(*) FROM bodies").fetchone() == (1,)


async def test_it_is_let_go_when_its_time_is_over(caller: Caller, site: Site) -> None:
    done, which = await sent(caller)
    now = site.hub.clock()
    assert site.hub.bodies.prune(now - DAY) == 0
    assert site.hub.bodies.one(done["uid"], **which) is not None
    assert site.hub.bodies.prune(now + DAY) == 1
    assert site.hub.bodies.one(done["uid"], **which) is None


async def test_what_was_parked_first_shows_the_body_it_was_parked_with(caller: Caller) -> None:
    parked, which = await sent(caller, state="quite unheard of")
    assert parked["reason"] == "unmapped"
    text = (await caller.get("/api/v1/mappings/odoo"))["text"] + '"quite unheard of" = "Pending"\n'
    await caller.post("/api/v1/mappings/odoo/publish", {"text": text, "reason": "there is one"})
    [outcome] = (await caller.post("/api/v1/parked/retry", {"ids": [parked["parked_id"]]}))["outcomes"]
    assert outcome["verdict"] == "accepted", outcome
    shown = await caller.get(f"/api/v1/tickets/{outcome['uid']}/body", **which)
    assert "quite unheard of" in shown["body"]
