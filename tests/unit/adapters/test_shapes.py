"""Bodies of many shapes: the first that fits is taken, and what fits none says why it is not about a status."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.declarative import MOST_REPORTS, Lookup, Reading, Unreadable, read
from adapters.errors import ManifestErrors
from adapters.manifest import parse_manifest
from schemas.instant import from_iso

NOW = from_iso("2026-01-26T09:30:00Z")
GARAGE = """
system = "garage"
[webhook]
native_id = "order.id"
event = "kind"
occurred_at = "sent"
at_format = ["unix-ms", "iso"]

[[webhook.shape]]
when = "kind == 'deleted'"
ignore = "a deleted order says nothing"

[[webhook.shape]]
when = "kind == 'touched'"
lookup = "order"
delivery_id = "header:X-Id"

[[webhook.shape]]
when = "changes"
reports = "changes"
native_id = "body:order.id"
status = "new"
event = ""
occurred_at = "at"
sequence = "n"

[[webhook.shape]]
when = "order.state"
status = "order.state"
"""


def garage(body: Any, more: str = "", headers: dict[str, str] | None = None) -> Reading | Unreadable:
    text = GARAGE.replace("[webhook]\n", f"[webhook]\n{more}\n", 1)
    return read(parse_manifest(text, "garage.toml"), json.dumps(body).encode(), headers or {}, NOW)


def test_the_first_shape_that_fits_is_taken_and_takes_from_all_what_it_leaves_out() -> None:
    found = garage({"kind": "moved", "order": {"id": 7, "state": "Lift"}, "sent": "2026-01-26T09:29:00Z"})
    assert isinstance(found, Reading)
    [report] = found.reports
    assert (report.native_id, report.native_status, report.event) == ("7", "Lift", "moved")
    assert report.occurred_at == from_iso("2026-01-26T09:29:00Z")


def test_a_shape_may_hold_several_changes_and_leave_out_what_all_others_have() -> None:
    changes = [{"new": "Lift", "at": 1769419700000, "n": 1}, {"new": "Wash", "at": 1769419700000, "n": 2}]
    found = garage({"kind": "changed", "order": {"id": 7}, "changes": changes})
    assert isinstance(found, Reading)
    assert [(r.native_id, r.native_status, r.event, r.sequence) for r in found.reports] == [
        ("7", "Lift", "", 1),
        ("7", "Wash", "", 2),
    ]


def test_a_shape_may_be_ignored_for_a_reason() -> None:
    assert garage({"kind": "deleted", "order": {"id": 7, "state": "Lift"}}) == Reading(
        ignored=("a deleted order says nothing",)
    )


def test_an_event_without_a_status_says_what_has_to_be_looked_up() -> None:
    found = garage({"kind": "touched", "order": {"id": 7}, "sent": 1769419740000}, headers={"x-id": "e1"})
    at = from_iso("2026-01-26T09:29:00Z")
    wanted = Lookup(system="garage", what="order", native_id="7", event="touched", delivery_id="e1", occurred_at=at)
    assert found == Reading(lookups=(wanted,))


def test_a_body_of_no_shape_is_a_fault_unless_the_manifest_says_why_it_is_none() -> None:
    assert garage({"kind": "hello"}) == Unreadable("no [[webhook.shape]] of the manifest fits this body")
    assert garage({"kind": "hello"}, 'otherwise = "no order"') == Reading(ignored=("no order",))


def test_a_list_is_read_item_by_item_each_by_its_own_shape() -> None:
    body = [{"kind": "deleted"}, {"kind": "moved", "order": {"id": 7, "state": "Lift"}}, {"kind": "deleted"}]
    found = garage(body, 'reports = "to_array(@)"')
    assert isinstance(found, Reading)
    assert [report.native_id for report in found.reports] == ["7"]
    assert found.ignored == ("a deleted order says nothing",)


def test_a_body_may_hold_a_thousand_reports_and_no_more() -> None:
    items = [{"order": {"id": number, "state": "Lift"}} for number in range(MOST_REPORTS + 1)]
    found = garage(items[1:], 'reports = "@"')
    assert isinstance(found, Reading)
    assert len(found.reports) == MOST_REPORTS
    assert garage(items, 'reports = "@"') == Unreadable("the body holds more than 1000 reports")


def test_the_document_may_lie_inside_another() -> None:
    manifest = parse_manifest(
        'system = "f"\n[webhook]\nformat = ["json", "form"]\nunwrap = "json(payload) || @"\nnative_id = "id"\n'
        'status = "state"',
        "f",
    )
    for body in (
        b'{"id": 1, "state": "Open"}',
        b"payload=%7B%22id%22%3A1%2C%22state%22%3A%22Open%22%7D",
        b"id=1&state=Open",
    ):
        found = read(manifest, body, {}, NOW)
        assert isinstance(found, Reading), found
        assert [(report.native_id, report.native_status) for report in found.reports] == [("1", "Open")]


@pytest.mark.parametrize(
    ("shape", "key", "problem"),
    [
        ("when = '('", "webhook.shape[0].when", "no JMESPath"),
        ("when = 'f(a)'", "webhook.shape[0].when", "f, which is no function"),
        ("when = 'to_array(a)[0].f(b)[1:2]'", "webhook.shape[0].when", "f, which is no function"),
        ("at_format = ['iso', 'soon']", "webhook.shape[0].at_format", "'soon' is no form"),
        ("native_id = ''", "webhook.shape[0]", "which ticket"),
        ("status = ''", "webhook.shape[0]", "what the status is"),
        ("ignore = 'a'\nlookup = 'b'", "webhook.shape[0]", "at once"),
        ("colour = 'red'", "webhook.shape[0]", "unknown field"),
    ],
)
def test_what_is_wrong_in_a_shape_is_said_with_its_place(shape: str, key: str, problem: str) -> None:
    text = f"system = 'f'\n[webhook]\nnative_id = 'id'\nstatus = 's'\n[[webhook.shape]]\n{shape}"
    with pytest.raises(ManifestErrors) as raised:
        parse_manifest(text, "f.toml")
    [found] = raised.value.problems
    assert found.key == key
    assert problem in found.problem
