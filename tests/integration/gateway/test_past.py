"""Given a plant's day, when it went on, then each filter leaves of a moment in the past what it left at that moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hub.entrypoints.gateway.reading import past
from tests.integration.gateway.conftest import Caller


@pytest.fixture
async def tickets(caller: Caller) -> dict[str, str]:
    """By name: two that contradict each other, a frozen and a yellow one, one in two systems and one in one."""
    found = {name: await caller.mint() for name in ("apart", "other", "frozen", "yellow", "well", "new")}

    async def report(name: str, system: str, word: str, minutes_ago: float) -> None:
        await caller.report(system, word, minutes_ago=minutes_ago, uid=found[name], native_id=f"{system}-{name}")

    for name in ("apart", "other"):
        await report(name, "mes", "PENDING", 100)
        await report(name, "crm", "Closed", 90)
    await report("frozen", "crm", "Solved", 30)
    await report("frozen", "itsm", "Resolved", 29)
    await report("frozen", "itsm", "In Progress", 26)
    await report("yellow", "mes", "PENDING", 60)
    await report("yellow", "crm", "Working", 50)
    await report("well", "crm", "Working", 40)
    await report("well", "itsm", "In Progress", 40)
    await report("new", "erp", "CRTD", 1)
    return found


async def goes_on(caller: Caller, tickets: dict[str, str]) -> None:
    """Everything is another way afterwards."""
    for name in ("apart", "other"):
        await caller.report("mes", "CLOSED", minutes_ago=0, uid=tickets[name])
    await caller.report("mes", "IN_PROGRESS", minutes_ago=0, uid=tickets["yellow"])
    await caller.report("mes", "PENDING", minutes_ago=20, uid=tickets["well"], native_id="mes-late")
    await caller.report("crm", "Closed", minutes_ago=0, uid=tickets["new"])
    [conflict] = (await caller.get("/api/v1/conflicts", state="open"))["items"]
    decision = {"choice": "set", "status": "Closed", "reason": "It is done."}
    await caller.post(f"/api/v1/conflicts/{conflict['conflict']}/claim", {})
    await caller.post(f"/api/v1/conflicts/{conflict['conflict']}/decide", decision)
    await caller.report("crm", "New", minutes_ago=0, uid=await caller.mint())


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"apart", "other", "frozen", "yellow", "well", "new"}),
    ({"system": "mes"}, {"apart", "other", "yellow"}),
    ({"system": "erp"}, {"new"}),
    ({"system": "mes", "apart": False}, {"yellow"}),
    ({"yellow": True}, {"apart", "other", "yellow", "frozen"}),
    ({"yellow": False}, {"well", "new"}),
    ({"apart": True}, {"apart", "other", "frozen"}),
    ({"apart": False}, {"yellow", "well", "new"}),
    ({"frozen": True}, {"frozen"}),
    ({"status": "In Progress"}, {"yellow", "well"}),
    ({"q": "ITSM-"}, {"frozen", "well"}),
    ({"q": "mes-late"}, set()),
    ({"status": "Closed", "system": "crm", "yellow": True}, {"apart", "other"}),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS, ids=[str(filters) for filters, _ in FILTERS])
async def test_a_filter_leaves_what_it_left_at_that_moment(
    caller: Caller, tickets: dict[str, str], filters: dict[str, Any], expected: set[str]
) -> None:
    then = await caller.get("/api/v1/tickets", **filters)
    moment = datetime.now(UTC).isoformat()
    await goes_on(caller, tickets)

    asked = await caller.get("/api/v1/tickets", **filters, as_of=moment)

    names = {uid: name for name, uid in tickets.items()}
    assert {names[row["uid"]] for row in then["items"]} == expected
    assert [row["uid"] for row in asked["items"]] == sorted(row["uid"] for row in then["items"])
    assert {row["uid"]: _without_native_ids(row) for row in asked["items"]} == {
        row["uid"]: row for row in then["items"]
    }


async def test_what_changed_since_a_moment_is_judged_by_what_was_recorded_then(
    caller: Caller, tickets: dict[str, str]
) -> None:
    moment = datetime.now(UTC).isoformat()
    await goes_on(caller, tickets)
    assert (await caller.get("/api/v1/tickets", updated_since=moment))["items"] != []
    assert (await caller.get("/api/v1/tickets", updated_since=moment, as_of=moment))["items"] == []


@pytest.mark.usefixtures("tickets")
@pytest.mark.parametrize("looked_at", [2_000, 2])
async def test_pages_of_the_past_lead_on_until_all_was_shown_also_where_few_match(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, looked_at: int
) -> None:
    monkeypatch.setattr(past, "_MOST_LOOKED_AT", looked_at)
    moment = datetime.now(UTC).isoformat()
    expected = [row["uid"] for row in (await caller.get("/api/v1/tickets", as_of=moment, limit=1_000))["items"]]
    found: list[str] = []
    cursor, pages = "", 0
    while pages == 0 or cursor:
        page = await caller.get("/api/v1/tickets", as_of=moment, limit=2, yellow=True, cursor=cursor)
        found += [row["uid"] for row in page["items"]]
        cursor, pages = page["next"], pages + 1
    yellow = await caller.get("/api/v1/tickets", as_of=moment, yellow=True)
    assert found == [row["uid"] for row in yellow["items"]]
    assert len(found) == 4
    assert set(found) <= set(expected)


@pytest.mark.parametrize("cursor", ["1.2.3.SRV", "~1.2.3.SRV", "SRV 1"])
async def test_a_place_in_the_present_list_is_none_in_the_past(caller: Caller, cursor: str) -> None:
    answer = await caller.client.get("/api/v1/tickets", params={"as_of": "2026-01-26T00:00:00Z", "cursor": cursor})
    assert answer.status_code == 422
    assert "no place in the list as it was" in answer.json()["detail"]


def _without_native_ids(row: dict[str, Any]) -> dict[str, Any]:
    """As the present list shows it: it names no system's own id."""
    return {**row, "systems": [{**state, "native_id": ""} for state in row["systems"]]}
