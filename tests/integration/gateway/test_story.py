"""The story that the hub was asked for: two systems contradict each other, a reviewer decides, everybody learns it."""

from __future__ import annotations

from tests.integration.gateway.conftest import Caller


async def test_a_contradiction_freezes_a_ticket_until_a_reviewer_decides(caller: Caller) -> None:
    uid = await caller.mint()
    await caller.report("itsm", "In Progress", minutes_ago=60, uid=uid)
    await caller.report("crm", "Resolved", minutes_ago=9, uid=uid)
    before = await caller.get("/api/v1/feed", after=0)

    outcome = await caller.report("itsm", "Reopened", minutes_ago=5, uid=uid)

    assert outcome["frozen"] is True
    assert outcome["conflict"].startswith("QAX-")
    queue = await caller.get("/api/v1/conflicts", state="open")
    assert [(item["conflict"], item["uid"]) for item in queue["items"]] == [(outcome["conflict"], uid)]

    news = await caller.get("/api/v1/feed", after=before["next"])
    assert [(item["data"]["frozen"], item["data"]["status"]) for item in news["items"]] == [(True, "Resolved")]

    await caller.report("mes", "DONE", minutes_ago=4, uid=uid)
    assert (await caller.get("/api/v1/feed", after=news["next"]))["items"] == []

    decided = await caller.post(
        f"/api/v1/conflicts/{outcome['conflict']}/decide",
        {"choice": "accept", "system": "itsm", "reason": "The machine stopped again."},
    )
    assert decided["status"] == "Reopened"
    thawed = (await caller.get("/api/v1/feed", after=news["next"]))["items"]
    assert [(item["data"]["frozen"], item["data"]["status"]) for item in thawed] == [(False, "Reopened")]
    assert thawed[0]["data"]["version"] == news["items"][0]["data"]["version"] + 1
    assert (await caller.get("/api/v1/conflicts", state="open"))["items"] == []

    late = await caller.report("crm", "Closed", minutes_ago=3, uid=uid)
    assert late["verdict"] == "accepted"
    assert late["frozen"] is False
    ticket = await caller.get(f"/api/v1/tickets/{uid}")
    assert ticket["ticket"]["status"] == "Reopened"
    assert ticket["ticket"]["frozen"] is False


async def test_two_reviewers_at_once_the_second_is_told(caller: Caller) -> None:
    uid = await caller.mint()
    await caller.report("crm", "Resolved", minutes_ago=9, uid=uid)
    conflict = (await caller.report("itsm", "Reopened", minutes_ago=5, uid=uid))["conflict"]
    body = {"choice": "set", "status": "Resolved", "reason": "Verified on site."}

    await caller.post(f"/api/v1/conflicts/{conflict}/decide", body)
    refused = await caller.post(f"/api/v1/conflicts/{conflict}/decide", body, expect=409)

    assert conflict in refused["detail"]


async def test_a_system_that_has_not_followed_turns_yellow_and_is_listed_with_its_age(caller: Caller) -> None:
    uid = await caller.mint()
    await caller.report("mes", "PENDING", minutes_ago=700, uid=uid)
    await caller.report("crm", "Closed", minutes_ago=660, uid=uid)

    (standoff,) = (await caller.get("/api/v1/contradictions"))["items"]

    assert standoff["uid"] == uid
    assert 659 * 60 < standoff["seconds"] < 661 * 60
    assert "11 h" in standoff["said"]["en"]
    tickets = await caller.get("/api/v1/tickets", yellow=True)
    assert [ticket["uid"] for ticket in tickets["items"]] == [uid]


async def test_a_ticket_can_be_read_as_it_was_known_at_a_moment(caller: Caller) -> None:
    uid = await caller.mint()
    await caller.report("crm", "New", minutes_ago=60, uid=uid)
    history = await caller.get(f"/api/v1/tickets/{uid}/history")
    known = history["items"][-1]["recorded_at"]
    await caller.report("crm", "Closed", minutes_ago=1, uid=uid)

    then = await caller.get(f"/api/v1/tickets/{uid}", as_of=known)
    now = await caller.get(f"/api/v1/tickets/{uid}")

    assert then["ticket"]["status"] == "New"
    assert now["ticket"]["status"] == "Closed"
    listed = await caller.get("/api/v1/tickets", as_of=known)
    assert [(item["uid"], item["status"]) for item in listed["items"]] == [(uid, "New")]
    assert await caller.get("/api/v1/tickets", as_of=known, updated_since=known) == listed


async def test_tickets_are_listed_from_the_moment_on_at_which_they_changed(caller: Caller) -> None:
    await caller.report("crm", "New", minutes_ago=60, uid=await caller.mint())
    await caller.report("crm", "New", minutes_ago=60, uid=(uid := await caller.mint()))
    (changed,) = (await caller.get("/api/v1/tickets", q=uid))["items"]
    since = changed["updated_at"]

    listed = await caller.get("/api/v1/tickets", updated_since=since)
    then = await caller.get("/api/v1/tickets", updated_since=since, as_of=since)

    assert [item["uid"] for item in listed["items"]] == [uid]
    assert [item["uid"] for item in then["items"]] == [uid]


async def test_a_ticket_of_which_only_what_is_parked_is_known_is_shown_with_that(caller: Caller) -> None:
    uid = await caller.mint()
    parked = await caller.report("crm", "Quite unknown", minutes_ago=5, uid=uid, native_id="C-7")
    found = await caller.get(f"/api/v1/tickets/{uid}")
    assert (found["ticket"]["status"], found["lanes"]) == (None, [{"system": "", "segments": []}])
    assert [(mark["kind"], mark["text"], mark["ref"]) for mark in found["marks"]] == [
        ("unmapped", "Quite unknown", parked["parked_id"])
    ]


async def test_what_is_parked_flows_once_its_cause_is_fixed(caller: Caller) -> None:
    uid = await caller.mint()
    parked = await caller.report("mes", "DONE", minutes_ago=5, native_id="WO-7")
    assert (parked["verdict"], parked["reason"]) == ("parked", "unlinked")

    (released,) = (await caller.post("/api/v1/links", {"system": "mes", "native_id": "WO-7", "uid": uid}))["outcomes"]

    assert (released["verdict"], released["uid"]) == ("accepted", uid)
    assert (await caller.get("/api/v1/parked"))["items"] == []
    assert (await caller.get(f"/api/v1/tickets/{uid}"))["ticket"]["status"] == "Resolved"
