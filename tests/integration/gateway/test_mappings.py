"""An integrator's story by the API: a word is unknown, a table is tried, published, and what was parked flows on."""

from __future__ import annotations

import pytest

from hub.settings import Settings
from hub.wiring import open_hub
from tests.integration.gateway.conftest import Caller, Site

pytestmark = pytest.mark.postgres
CRM = "/api/v1/mappings/crm"
WORD = "On the Workbench"


async def with_the_word(caller: Caller) -> str:
    """The CRM's table, which knows the word."""
    text: str = (await caller.get(CRM))["text"]
    return text.replace('"Working" = "In Progress"', f'"Working" = "In Progress"\n"{WORD}" = "In Progress"')


async def test_an_unknown_word_is_found_tried_published_and_retried(caller: Caller, site: Site) -> None:
    uid = await caller.mint()
    await caller.report("crm", "New", minutes_ago=10, uid=uid)
    parked = await caller.report("crm", WORD, minutes_ago=5, uid=uid)
    assert parked["reason"] == "unmapped"
    rows = {row["system"]: row for row in (await caller.get("/api/v1/mappings"))["items"]}
    assert (rows["crm"]["unmapped"], rows["crm"]["published"]) == (1, 0)
    assert (rows["crm"]["understood"], rows["crm"]["recent"], rows["mes"]["recent"]) == (1, 2, 0)
    assert [word["word"] for word in (await caller.get(CRM))["unmapped"]] == [WORD]

    text = await with_the_word(caller)
    tried = await caller.post(f"{CRM}/what-if", {"text": text, "days": 1})
    assert [(each["uid"], each["then"]["status"]) for each in tried["courses"]] == [(uid, "In Progress")]
    assert (await caller.get(f"/api/v1/tickets/{uid}"))["ticket"]["status"] == "New", "nothing was written"

    published = await caller.post(f"{CRM}/publish", {"text": text, "reason": "the workshop says so"})
    assert (published["version"], published["reason"]) == (1, "the workshop says so")
    outcomes = (await caller.post("/api/v1/parked/retry", {"ids": [parked["parked_id"]]}))["outcomes"]
    assert [outcome["verdict"] for outcome in outcomes] == ["accepted"]
    assert (await caller.get(f"/api/v1/tickets/{uid}"))["ticket"]["status"] == "In Progress"
    covered = (await caller.get(CRM))["mapping"]
    assert (covered["understood"], covered["recent"]) == (2, 2)
    same = await caller.post(f"{CRM}/what-if", {"text": text, "days": 1})
    assert (same["words"], same["courses"], same["conflicts"]) == ([], [], [])


async def test_rolling_back_puts_an_earlier_version_or_the_files_in_force_again(caller: Caller) -> None:
    original = (await caller.get(CRM))["text"]
    first = await with_the_word(caller)
    await caller.post(f"{CRM}/publish", {"text": first, "reason": "one"})
    await caller.post(f"{CRM}/publish", {"text": first.replace(WORD, "Elsewhere"), "reason": "two"})
    back = await caller.post(f"{CRM}/roll-back", {"version": 1, "reason": "two was wrong"})
    assert (back["version"], back["restores"]) == (3, 1)
    assert (await caller.get(CRM))["text"] == first
    await caller.post(f"{CRM}/roll-back", {"version": 0, "reason": "as it came"})
    view = await caller.get(CRM)
    assert view["text"] == original
    assert [(each["version"], each["reason"]) for each in view["history"]] == [
        (4, "as it came"),
        (3, "two was wrong"),
        (2, "two"),
        (1, "one"),
    ]
    await caller.post(f"{CRM}/roll-back", {"version": 9, "reason": "there is none"}, expect=409)


async def test_a_table_with_something_wrong_is_refused_line_by_line(caller: Caller) -> None:
    body = {"text": '[mapping.crm]\n"New" = "New"\n"Busy" = "In Progres"\n', "reason": "a slip"}
    problem = await caller.post(f"{CRM}/publish", body, expect=422)
    assert problem["errors"][0]["line"] == 3
    assert "In Progress" in problem["errors"][0]["cure"]
    other = {"text": '[mapping.erp]\n"New" = "New"\n', "reason": "of another system"}
    assert "erp" in (await caller.post(f"{CRM}/publish", other, expect=422))["detail"]
    assert (await caller.get(CRM))["history"] == []


async def test_the_words_that_were_really_said_are_counted(caller: Caller) -> None:
    uid = await caller.mint()
    for minutes, word in ((9, "New"), (8, "Working"), (7, "New")):
        await caller.report("crm", word, minutes_ago=minutes, uid=uid)
    words = (await caller.get(f"{CRM}/words"))["items"]
    assert [(each["word"], each["reports"], each["means"]) for each in words] == [
        ("New", 2, "New"),
        ("Working", 1, "In Progress"),
    ]


async def test_another_process_takes_a_published_table_over(caller: Caller, site: Site) -> None:
    settings = Settings(database_url=site.hub.settings.database_url)
    with open_hub(settings) as other:
        text = await with_the_word(caller)
        await caller.post(f"{CRM}/publish", {"text": text, "reason": "for all"})
        assert WORD not in other.tables["crm"].words
        other.tables.refresh()
        assert WORD in other.tables["crm"].words
    with open_hub(settings) as later:
        assert WORD in later.tables["crm"].words, "also after a start"
        assert later.tables.version("crm") == 1


async def test_an_unknown_system_has_no_table(caller: Caller) -> None:
    answer = await caller.client.get("/api/v1/mappings/nobody")
    assert answer.status_code == 404
    await caller.post("/api/v1/mappings/nobody/publish", {"text": "x", "reason": "y"}, expect=409)
