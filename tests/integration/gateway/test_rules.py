"""The quality team's story by the API: a rule gives false alarms, another is tried, published and rolled back."""

from __future__ import annotations

from typing import Any

import pytest

from conflict.loader import load_rules
from hub.application.rules import STREAM
from hub.settings import Settings
from hub.wiring import open_hub
from schemas.events import StatusReported, TicketFrozen
from tests.integration.gateway.conftest import Caller, Site

pytestmark = pytest.mark.postgres
RULES = "/api/v1/rules"
WITHOUT = 'name = "reopened-across"\nenabled = false'
PENDING = """
[[rule]]
name = "pending-after-closed"
first = ["Closed"]
second = ["Pending"]
scope = "across"
order = "then"
"""


async def in_force(caller: Caller) -> str:
    text: str = (await caller.get(RULES))["text"]
    return text


async def switched_off(caller: Caller) -> str:
    """The rules in force without the one that the story is about."""
    return (await in_force(caller)).replace('name = "reopened-across"', WITHOUT)


async def contradict(caller: Caller, minutes_ago: float = 10) -> dict[str, Any]:
    """A ticket that one system closes and another reopens; the answer to the second."""
    uid = await caller.mint()
    await caller.report("crm", "Closed", minutes_ago=minutes_ago, uid=uid)
    return await caller.report("mes", "Reopened", minutes_ago=minutes_ago - 2, uid=uid)


async def test_each_rule_tells_in_words_what_it_forbids_and_what_it_has_done(caller: Caller) -> None:
    alarm, standing = await contradict(caller), await contradict(caller)
    await caller.post(
        f"/api/v1/conflicts/{alarm['conflict']}/decide", {"choice": "no-conflict", "reason": "one person"}
    )
    view = await caller.get(RULES, days=1)
    rules = {each["name"]: each for each in view["items"]}
    assert (view["published"], view["window_s"], view["history"]) == (0, 900, [])
    rule = rules["reopened-across"]
    assert rule["said"]["en"].startswith("One system reports Resolved or Closed and another Reopened")
    assert (rule["conflicts"], rule["waiting"], rule["decided"], rule["false_alarms"]) == (2, 1, 1, 1)
    assert rule["false_alarm_rate"] == 1
    assert rule["latest"] == [standing["conflict"], alarm["conflict"]]
    assert rules["cancelled-across"]["false_alarm_rate"] is None


async def test_rules_are_tried_published_and_rolled_back(caller: Caller, site: Site) -> None:
    before = await contradict(caller)
    text = await switched_off(caller)
    tried = await caller.post(f"{RULES}/what-if", {"text": text, "days": 1})
    assert [(each["ticket"], each["change"]) for each in tried["conflicts"]] == [(before["uid"], "vanishes")]
    assert (await caller.get(RULES))["published"] == 0, "nothing was written"

    published = await caller.post(f"{RULES}/publish", {"text": text, "reason": "it is always the same person"})
    assert (published["version"], published["by"]) == (1, "test")
    assert (await caller.get(f"/api/v1/conflicts/{before['conflict']}"))["conflict"]["state"] == "open"
    assert not (await contradict(caller)).get("frozen")
    view = await caller.get(RULES)
    assert [(each["name"], each["enabled"]) for each in view["items"]][-1] == ("reopened-across", False)

    await caller.post(f"{RULES}/roll-back", {"version": 0, "reason": "we missed one"})
    after = await contradict(caller)
    conflict = await caller.get(f"/api/v1/conflicts/{after['conflict']}")
    assert [each["rules"] for each in conflict["contradictions"]] == [2]
    assert (await caller.get(f"/api/v1/conflicts/{before['conflict']}"))["contradictions"][0]["rules"] == 0
    history = (await caller.get(RULES))["history"]
    assert [(each["version"], each["restores"], each["reason"]) for each in history] == [
        (2, 0, "we missed one"),
        (1, 0, "it is always the same person"),
    ]
    assert await in_force(caller) == load_rules().text
    await caller.post(f"{RULES}/roll-back", {"version": 9, "reason": "there is none"}, expect=409)
    assert site.hub.log.history(STREAM)[-1].version == 2


async def test_unchanged_rules_would_change_nothing(caller: Caller) -> None:
    await contradict(caller)
    await caller.post(f"{RULES}/publish", {"text": await switched_off(caller), "reason": "to see"})
    await contradict(caller)
    same = await caller.post(f"{RULES}/what-if", {"text": await in_force(caller), "days": 1})
    assert (same["words"], same["courses"], same["conflicts"]) == ([], [], [])


async def test_a_new_report_is_judged_by_new_rules_also_against_an_older_one(caller: Caller, site: Site) -> None:
    uid = await caller.mint()
    await caller.report("crm", "Closed", minutes_ago=10, uid=uid)
    text = (await in_force(caller)).partition("[[rule]]")[0] + PENDING
    await caller.post(f"{RULES}/publish", {"text": text, "reason": "the line stands still"})
    assert not (await caller.report("crm", "Closed", minutes_ago=9, uid=uid)).get("frozen")
    assert (await caller.report("mes", "BLOCKED", minutes_ago=8, uid=uid))["frozen"]
    events = [recorded.event for recorded in site.hub.log.history(uid)]
    assert [event.rules for event in events if isinstance(event, StatusReported)] == [0, 1, 1]
    (frozen,) = [event for event in events if isinstance(event, TicketFrozen)]
    assert (frozen.rules, frozen.contradictions[0].rules) == (site.hub.rules.current.version, 1)


async def test_another_process_takes_published_rules_over(caller: Caller, site: Site) -> None:
    settings = Settings(database_url=site.hub.settings.database_url)
    with open_hub(settings) as other:
        await caller.post(f"{RULES}/publish", {"text": await switched_off(caller), "reason": "for all"})
        answer = await contradict(caller)
        assert other.rules.latest == 0
        ticket = other.ingestion._context.tickets.whole(answer["uid"])
        assert (other.rules.latest, ticket.is_frozen, ticket.timeline.open_pairs) == (1, False, 0), "it met the number"
        await caller.post(f"{RULES}/roll-back", {"version": 0, "reason": "for all"})
        other.rules.refresh()
        assert other.rules.latest == 2
    with open_hub(settings) as later:
        assert later.rules.latest == 2, "also after a start"


async def test_rules_with_something_wrong_are_refused_line_by_line(caller: Caller) -> None:
    text = (await in_force(caller)).replace('scope = "across"', 'scope = "acros"', 1)
    problem = await caller.post(f"{RULES}/publish", {"text": text, "reason": "a slip"}, expect=422)
    (error,) = problem["errors"]
    assert text.splitlines()[error["line"] - 1] == 'scope = "acros"'
    assert 'did you mean "across"' in error["cure"]
    assert (await caller.post(f"{RULES}/what-if", {"text": "x"}, expect=422))["errors"]
    assert (await caller.get(RULES))["history"] == []
