"""What Jira and ServiceNow call a ticket may change, or be left out: there is one ticket all the same."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest

from tests.integration.gateway.conftest import JIRA_SECRET, Caller

pytestmark = [pytest.mark.postgres, pytest.mark.asyncio]

SYS_ID, NUMBER = "5f2c8e1d0a0a0b3400a1b2c3d4e5f607", "INC0012345"


async def moved_to(caller: Caller, status: str, key: str, second: int) -> Any:
    """Jira says that the issue 10041 is in a status, under the key that it has by then."""
    event = {
        "timestamp": (1769420041 + second) * 1000,
        "webhookEvent": "jira:issue_updated",
        "issue": {"id": "10041", "key": key, "fields": {"status": {"name": status}}},
        "changelog": {"items": [{"field": "status", "toString": status}]},
    }
    body = json.dumps(event).encode()
    signature = hmac.new(JIRA_SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature": f"sha256={signature}"}
    answer = await caller.client.post("/webhooks/jira", content=body, headers=headers)
    assert answer.status_code == 202, answer.text
    return answer.json()


async def incident(caller: Caller, state: str, second: int, **ids: str) -> Any:
    """A business rule of ServiceNow sends an incident, with the columns that it knows of."""
    at = f"2026-01-26 09:32:{second:02}"
    return await caller.post(
        "/webhooks/servicenow", {**ids, "state": state, "sys_updated_on": at, "sys_mod_count": str(second)}, expect=202
    )


async def state_in(caller: Caller, uid: str, system: str) -> Any:
    systems = (await caller.get(f"/api/v1/tickets/{uid}"))["ticket"]["systems"]
    return next(state for state in systems if state["system"] == system)


async def found(caller: Caller, text: str) -> list[str]:
    return [row["uid"] for row in (await caller.get("/api/v1/tickets", q=text))["items"]]


async def test_an_issue_that_moves_to_another_project_stays_one_ticket_and_is_found_by_every_id(caller: Caller) -> None:
    uid = (await moved_to(caller, "In Progress", "OPS-41", 0))["uid"]
    assert (await moved_to(caller, "Done", "LINE-7", 9))["uid"] == uid
    late = await moved_to(caller, "To Do", "OPS-41", 5)
    assert (late["uid"], late["verdict"]) == (uid, "accepted")

    state = await state_in(caller, uid, "jira")
    assert (state["native_id"], state["aliases"], state["native"]) == ("LINE-7", ["10041", "OPS-41"], "Done")
    for text in ("ops-41", "LINE-7", "10041"):
        assert await found(caller, text) == [uid]
    links = (await caller.get(f"/api/v1/uids/{uid}"))["links"]
    assert [link["native_id"] for link in links] == ["OPS-41", "10041", "LINE-7"]


async def test_an_incident_with_and_without_its_number_is_one_ticket(caller: Caller) -> None:
    uid = (await incident(caller, "1", 10, sys_id=SYS_ID))["uid"]
    assert (await incident(caller, "2", 20, sys_id=SYS_ID, number=NUMBER))["uid"] == uid
    assert (await incident(caller, "6", 40, sys_id="", number=NUMBER))["uid"] == uid
    assert (await incident(caller, "3", 30, sys_id=SYS_ID, number=""))["uid"] == uid
    assert (await state_in(caller, uid, "servicenow"))["native_id"] == NUMBER


async def test_two_tickets_that_turn_out_to_be_one_are_seen_and_can_be_put_right(caller: Caller) -> None:
    twin = (await incident(caller, "1", 10, sys_id=SYS_ID))["uid"]
    uid = (await incident(caller, "2", 20, number=NUMBER))["uid"]
    assert (await incident(caller, "3", 30, sys_id=SYS_ID, number=NUMBER))["reason"] == "uid-clash"
    [parked] = (await caller.get("/api/v1/parked", reason="uid-clash"))["items"]
    assert parked["uid"] == uid
    assert f"{SYS_ID} is {twin}" in parked["detail"]

    link = {"system": "servicenow", "native_id": SYS_ID, "uid": uid}
    await caller.post("/api/v1/links", link, expect=409)
    [outcome] = (await caller.post("/api/v1/links", link | {"force": True}))["outcomes"]

    assert (outcome["verdict"], outcome["uid"], outcome["parked_id"]) == ("accepted", uid, parked["id"])
    assert (await caller.get("/api/v1/parked"))["items"] == []
    assert await found(caller, SYS_ID) == [uid]
    history = (await caller.get(f"/api/v1/tickets/{twin}/history"))["items"]
    assert history[-1]["type"] == "ticket.native_id_unlinked.v1"
    assert history[-1]["data"]["uid"] == uid
