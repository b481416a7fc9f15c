"""What a reviewer is given to decide with: what happened so far, what each choice leads to, how others were decided."""

from __future__ import annotations

from typing import Any

import pytest

from hub.application.access import Role
from tests.integration.gateway.conftest import Caller, Site

pytestmark = [pytest.mark.postgres, pytest.mark.asyncio]


async def frozen(caller: Caller) -> tuple[str, str]:
    """The CRM closes what the MES takes up again; the ticket's UID and the exception ticket's."""
    uid = await caller.mint()
    await caller.report("crm", "Closed", minutes_ago=10, uid=uid, native_id=f"C-{uid}")
    await caller.report("mes", "Reopened", minutes_ago=8, uid=uid, native_id=f"J-{uid}")
    ticket = await caller.get(f"/api/v1/tickets/{uid}")
    return uid, str(ticket["ticket"]["conflict"])


async def test_every_choice_says_what_it_leads_to_and_leads_there(caller: Caller) -> None:
    uid, conflict = await frozen(caller)
    items = (await caller.get(f"/api/v1/conflicts/{conflict}/prospects"))["items"]
    sides = {item["system"]: item for item in items if item["choice"] == "accept"}
    assert {system: item["status"] for system, item in sides.items()} == {"crm": "Closed", "mes": "Reopened"}
    assert [write["system"] for write in sides["crm"]["writes"]] == ["mes"]
    assert [write["system"] for write in sides["mes"]["writes"]] == ["crm"]
    assert len([item for item in items if item["choice"] == "set"]) == 9
    decided = await caller.post(
        f"/api/v1/conflicts/{conflict}/decide", {"choice": "accept", "system": "mes", "reason": "it runs hot"}
    )
    assert (decided["status"], decided["snapshot"]) == (sides["mes"]["status"], sides["mes"]["snapshot"])
    assert (await caller.get(f"/api/v1/conflicts/{conflict}/prospects"))["items"] == []
    assert (await caller.get(f"/api/v1/tickets/{uid}"))["ticket"]["status"] == "Reopened"


async def test_a_frozen_ticket_names_what_others_were_told_last(caller: Caller) -> None:
    uid, conflict = await frozen(caller)
    [row] = [row for row in (await caller.get("/api/v1/tickets"))["items"] if row["uid"] == uid]
    for ticket in (row, (await caller.get(f"/api/v1/tickets/{uid}"))["ticket"]):
        assert (ticket["status"], ticket["broadcast"], ticket["version"]) == ("Reopened", "Closed", 2)
    verdict = (await caller.get(f"/api/v1/tickets/{uid}/explain"))["verdict"]
    assert verdict["en"].endswith(f"until {conflict} is decided. The last status that was broadcast is Closed.")
    assert verdict["zh"].endswith("最后一次广播的状态是“已关闭”。")
    await caller.post(f"/api/v1/conflicts/{conflict}/decide", {"choice": "no-conflict", "reason": "it runs hot"})
    ticket = (await caller.get(f"/api/v1/tickets/{uid}"))["ticket"]
    assert (ticket["broadcast"], ticket["version"]) == ("Reopened", 3)


async def test_what_happened_to_it_is_told_with_actor_and_time(caller: Caller) -> None:
    _, conflict = await frozen(caller)
    path = f"/api/v1/conflicts/{conflict}"
    await caller.post(f"{path}/claim", None)
    await caller.post(f"{path}/comment", {"text": "I call the shift."})
    handed = await caller.post(f"{path}/hand-over", {"to": "mei", "note": "my shift ends"})
    assert (handed["state"], handed["by"]) == ("claimed", "mei")
    await caller.post(f"{path}/decide", {"choice": "no-conflict", "reason": "mine no more"}, expect=409)
    me = (await caller.get("/api/v1/conflicts/" + conflict))["steps"][1]["by"]
    await caller.post(f"{path}/hand-over", {"to": me})
    await caller.post(f"{path}/decide", {"choice": "set", "status": "Resolved", "reason": "seen on site"})
    await caller.post(f"{path}/comment", {"text": "The CRM's rule is to be changed."})
    steps = (await caller.get(path))["steps"]
    assert [(step["kind"], step["by"], step["to"], step["text"]) for step in steps] == [
        ("opened", "", "", ""),
        ("claimed", me, "", ""),
        ("commented", me, "", "I call the shift."),
        ("handed-over", me, "mei", "my shift ends"),
        ("handed-over", me, me, ""),
        ("decided", me, "", "seen on site"),
        ("commented", me, "", "The CRM's rule is to be changed."),
    ]


async def test_it_is_handed_to_nobody_whom_the_hub_does_not_know_once_it_knows_reviewers(
    caller: Caller, site: Site
) -> None:
    _, conflict = await frozen(caller)
    path = f"/api/v1/conflicts/{conflict}"
    enter = site.hub.entering
    for name, role in (("Mei", Role.REVIEWER), ("vera", Role.VIEWER), ("Mei", Role.REVIEWER), ("bob", Role.REVIEWER)):
        assert enter.by_link(site.hub.links.issue(name, role)) is not None
    site.hub.people.add("ann", Role.REVIEWER, "tests")
    assert site.hub.review.reviewers() == ["ann", "bob", "Mei"]
    enter.people.sign_out("bob", "tests")
    assert site.hub.review.reviewers() == ["ann", "bob", "Mei"]
    for name in ("vera", "may"):
        refused = await caller.post(f"{path}/hand-over", {"to": name}, expect=409)
        assert refused["detail"].startswith(f"the hub knows no reviewer named '{name}': name one of ann, bob, Mei;")
    assert (await caller.get(path))["steps"][1:] == []
    handed = await caller.post(f"{path}/hand-over", {"to": "mei"})
    assert (handed["state"], handed["by"]) == ("claimed", "Mei")
    assert (await caller.post(f"{path}/hand-over", {"to": "test"}))["by"] == "test"


async def test_one_that_is_put_back_is_open_in_the_list(caller: Caller) -> None:
    _, conflict = await frozen(caller)
    await caller.post(f"/api/v1/conflicts/{conflict}/claim", None)
    await caller.post(f"/api/v1/conflicts/{conflict}/hand-over", {"to": ""})
    page = await caller.get("/api/v1/conflicts", state="open")
    assert [(item["conflict"], item["claimed_by"]) for item in page["items"]] == [(conflict, "")]


async def test_similar_ones_are_those_of_the_same_systems_and_rules(caller: Caller) -> None:
    first, second, third = [(await frozen(caller))[1] for _ in range(3)]
    other_uid = await caller.mint()
    await caller.report("erp", "CLSD", minutes_ago=10, uid=other_uid)
    await caller.report("mes", "Reopened", minutes_ago=8, uid=other_uid)
    other = (await caller.get(f"/api/v1/tickets/{other_uid}"))["ticket"]["conflict"]
    assert other
    body: dict[str, Any] = {"choice": "accept", "system": "crm", "reason": "the customer is right"}
    await caller.post(f"/api/v1/conflicts/{first}/decide", body)
    await caller.post(f"/api/v1/conflicts/{second}/decide", {"choice": "no-conflict", "reason": "a test job"})
    await caller.post(f"/api/v1/conflicts/{other}/decide", {"choice": "no-conflict", "reason": "another pair"})
    similar = (await caller.get(f"/api/v1/conflicts/{third}/similar"))["items"]
    assert [(item["conflict"], item["choice"], item["accepted"]) for item in similar] == [
        (second, "no-conflict", ""),
        (first, "accept", "crm"),
    ]


async def test_nothing_is_written_down_without_a_text(caller: Caller) -> None:
    _, conflict = await frozen(caller)
    await caller.post(f"/api/v1/conflicts/{conflict}/comment", {"text": "  "}, expect=422)


async def test_the_systems_say_what_they_cost(caller: Caller) -> None:
    uid, _ = await frozen(caller)
    await caller.report("crm", "Closed", minutes_ago=3, uid=uid)
    await caller.report("crm", "Never heard of", minutes_ago=2, uid=uid)
    for _ in range(5):  # one alone shows nothing
        await caller.report("mes", "Reopened", minutes_ago=-1, uid=uid)
    systems = {row["system"]: row for row in (await caller.get("/api/v1/systems"))["items"]}
    assert (systems["crm"]["conflicts"], systems["mes"]["conflicts"], systems["erp"]["conflicts"]) == (1, 1, 0)
    assert (systems["crm"]["unmapped"], systems["crm"]["repeats"]) == (1, 1)
    assert 50 < systems["mes"]["clock_ahead_s"] < 61
    assert systems["crm"]["clock_ahead_s"] is None
