"""Alerts, their tests, the runbook and the dashboard speak of the same things, and of metrics that there are."""

import json
import re
from collections import defaultdict
from typing import Any

import pytest

from tests.deploy.files import DEPLOY, alerts, document, exported, metrics_in

RUNBOOK = (DEPLOY / "runbook.md").read_text("utf-8")
ENTRIES = dict(re.findall(r"^### (StatusHub\w+)\n(.*?)(?=^##|\Z)", RUNBOOK, re.MULTILINE | re.DOTALL))
DASHBOARD = json.loads((DEPLOY / "grafana" / "statushub.json").read_text("utf-8"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def names() -> set[str]:
    return {name for known in exported().values() for name in known}


def cases() -> dict[str, list[bool]]:
    """By alert, whether it came in each case that was tried."""
    found = defaultdict(list)
    for test in document("prometheus/alerts.test.yaml")["tests"]:
        for case in test["alert_rule_test"]:
            found[case["alertname"]].append(bool(case.get("exp_alerts")))
    return found


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_what_the_hub_exports(rule: dict[str, Any]) -> None:
    asked = metrics_in(rule["expr"])
    assert asked or re.search(r"\bup\{", rule["expr"])
    assert asked <= names()


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_an_alert_says_how_bad_it_is_and_where_the_runbook_speaks_of_it(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["runbook"] == f"deploy/runbook.md#{rule['alert'].lower()}"


def test_the_runbook_has_an_entry_for_each_alert_and_for_no_other() -> None:
    assert sorted(ENTRIES) == sorted(rule["alert"] for rule in alerts())


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_an_entry_says_what_it_means_who_is_affected_where_to_look_what_to_do_and_when_it_is_over(name: str) -> None:
    assert re.findall(r"^- \*\*(\w+):\*\*", ENTRIES[name], re.MULTILINE) == ["Means", "Affects", "Look", "Do", "Over"]


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_an_alert_has_a_case_in_which_it_comes_and_one_in_which_it_does_not(rule: dict[str, Any]) -> None:
    assert set(cases()[rule["alert"]]) == {True, False}


def test_the_cases_are_of_alerts_that_there_are() -> None:
    assert set(cases()) == {rule["alert"] for rule in alerts()}


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_a_panel_shows_what_the_hub_exports(panel: dict[str, Any]) -> None:
    for target in panel["targets"]:
        asked = metrics_in(target["expr"])
        assert asked or re.search(r"\bup\{", target["expr"])
        assert asked <= names()


def test_every_metric_is_watched_by_an_alert_or_shown_on_the_dashboard() -> None:
    expressions = [rule["expr"] for rule in alerts()]
    expressions += [target["expr"] for panel in PANELS for target in panel["targets"]]
    seen = {name for expression in expressions for name in metrics_in(expression)}
    assert [metric for metric, known in exported().items() if not known & seen] == []


def test_no_two_panels_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken
        assert all(x < 24 for x, _ in cells)
        taken |= cells


def test_the_runbook_names_commands_and_metrics_that_there_are() -> None:
    page = (DEPLOY.parent / "docs" / "commands.md").read_text("utf-8")
    known = set(re.findall(r"^\| `statushub ([^`]+)` \|", page, re.MULTILINE))
    groups = {command.split()[0] for command in known}
    for words in re.findall(r"`statushub\s+([a-z][^`]*)`", RUNBOOK):
        first, *rest = words.split()
        assert first in known or (first in groups and f"{first} {rest[0]}" in known), words
    assert set(re.findall(r"`(statushub_[a-z_]+)`", RUNBOOK)) <= names() | set(exported())
