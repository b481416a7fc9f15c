"""Lists over HTTP: turned to their end and back, by cursors that only their pages give."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.gateway.conftest import Caller

pytestmark = [pytest.mark.postgres, pytest.mark.asyncio]

COUNT = 5


async def filled(caller: Caller, path: str) -> None:
    """Five that wait, in either list."""
    for _ in range(COUNT):
        uid = await caller.mint()
        if path.endswith("parked"):
            await caller.report("crm", "Quite unknown", minutes_ago=5, uid=uid)
        else:
            await caller.report("crm", "Closed", minutes_ago=10, uid=uid)
            await caller.report("mes", "Reopened", minutes_ago=8, uid=uid)


def ids(page: dict[str, Any]) -> list[str]:
    return [item.get("id") or item["conflict"] for item in page["items"]]


@pytest.mark.parametrize("path", ["/api/v1/parked", "/api/v1/conflicts"])
async def test_pages_lead_to_the_end_and_back(caller: Caller, path: str) -> None:
    await filled(caller, path)
    pages = [await caller.get(path, limit=2)]
    while pages[-1]["next"]:
        pages.append(await caller.get(path, limit=2, cursor=pages[-1]["next"]))
    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    assert len({name for page in pages for name in ids(page)}) == COUNT
    assert pages[0]["previous"] == ""
    back = await caller.get(path, limit=2, cursor=pages[2]["previous"])
    assert ids(back) == ids(pages[1])
    first = await caller.get(path, limit=2, cursor=back["previous"])
    assert ids(first) == ids(pages[0])
    assert first["previous"] == ""
    assert ids(await caller.get(path, limit=2, cursor=first["next"])) == ids(pages[1])


@pytest.mark.parametrize("path", ["/api/v1/parked", "/api/v1/conflicts"])
async def test_a_full_last_page_is_the_last_and_one_that_has_emptied_leads_back(caller: Caller, path: str) -> None:
    await filled(caller, path)
    whole = await caller.get(path, limit=COUNT)
    assert (whole["previous"], whole["next"]) == ("", "")
    last = (await caller.get(path, limit=COUNT - 1))["next"]
    behind = await caller.get(path, cursor=last)
    beyond = await caller.get(path, cursor=f"{2**62}.")
    assert (ids(beyond), beyond["next"]) == ([], "")
    assert ids(await caller.get(path, limit=1, cursor=beyond["previous"])) == ids(behind)


@pytest.mark.parametrize("path", ["/api/v1/parked", "/api/v1/conflicts"])
@pytest.mark.parametrize("cursor", ["x", "17", "--1.x", "~.x", f"{2**63}.", "¹.x", "9" * 400])
async def test_a_place_that_no_page_gave_is_refused(caller: Caller, path: str, cursor: str) -> None:
    answer = await caller.client.get(path, params={"cursor": cursor})
    assert answer.status_code == 422
    assert "take it from another page" in answer.json()["detail"]


async def test_conflicts_are_asked_for_by_who_has_claimed_them(caller: Caller) -> None:
    await filled(caller, "/api/v1/conflicts")
    mine = ids(await caller.get("/api/v1/conflicts"))[2]
    me = (await caller.post(f"/api/v1/conflicts/{mine}/claim", None))["by"]
    assert ids(await caller.get("/api/v1/conflicts", claimed_by=me)) == [mine]
    assert ids(await caller.get("/api/v1/conflicts", claimed_by="nobody")) == []


async def test_parked_reports_of_any_state_are_listed_together(caller: Caller) -> None:
    uid = await caller.mint()
    await caller.report("mes", "PENDING", minutes_ago=5, native_id="M-1")
    await caller.report("crm", "Quite unknown", minutes_ago=5, uid=uid)
    await caller.post("/api/v1/links", {"system": "mes", "native_id": "M-1", "uid": uid})
    states = [item["state"] for item in (await caller.get("/api/v1/parked", state="any"))["items"]]
    assert sorted(states) == ["parked", "released"]
