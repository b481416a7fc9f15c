"""What the hub adds to JMESPath for lists within lists, objects keyed by ids, and names made of several fields."""

from __future__ import annotations

from typing import Any

import jmespath
import pytest
from hypothesis import given

from adapters.functions import OPTIONS
from tests.unit.adapters.test_proposing import JSON


def found(expression: str, document: object) -> Any:
    return jmespath.search(expression, document, OPTIONS)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"a": "plant/line4", "b": 23}, "plant/line4#23"),
        ({"a": "plant/line4", "b": "23"}, "plant/line4#23"),
        ({"a": 0, "b": 0}, "0#0"),
        ({"a": "line4", "b": 23.0}, "line4#23"),
        ({"a": "line4", "b": 23.5}, None),
        ({"a": "plant/line4"}, None),
        ({"a": "", "b": 23}, None),
        ({"a": "x", "b": True}, None),
        ({"a": "x", "b": [23]}, None),
    ],
)
def test_a_name_is_made_of_several_fields_or_not_at_all(parts: object, text: str | None) -> None:
    assert found("concat(a, '#', b)", parts) == text


def test_what_lies_in_lists_within_a_list_knows_what_is_around_it() -> None:
    orders = {"orders": [{"no": 1, "steps": [{"step": 10}, {"step": 20}]}, {"no": 2, "steps": []}, {"no": 3}]}
    assert found("pairs(orders, 'steps')[].concat(outer.no, '/', inner.step)", orders) == ["1/10", "1/20"]


def test_an_object_that_is_keyed_by_ids_is_a_list_of_names_and_values() -> None:
    tickets = {"tickets": {"4711": {"state": "done"}, "4712": {"state": "new"}}}
    assert found("members(tickets)[].[name, value.state]", tickets) == [["4711", "done"], ["4712", "new"]]


def test_what_has_a_name_is_found_however_deep_and_however_many() -> None:
    plan = {
        "Plan": [
            {"Job": {"no": 1, "part": {"Job": [{"no": 2}, "no object"]}}},
            {"Order": [{"no": 3}], "Jobs": {"Job": {"no": 4}}, "Job": "text"},
        ]
    }
    assert found("within(@, 'Job')[].no", plan) == [1, 2, 4]
    assert found("within(@, 'Order', 'Job')[].no", plan) == [1, 2, 3, 4]
    assert found("within(Plan, 'Plan', 'none')", plan) == found("within(@)", plan) == []


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("<o:order xmlns:o='urn:o'><no>7</no></o:order>", {"order": {"no": "7"}}),
        ("\n <?xml version='1.0' encoding='utf-16'?><order>ü</order>", {"order": "ü"}),
        ("<order>", None),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", None),
        ("\ud800<a/>", None),
        ("", None),
        (7, None),
    ],
)
def test_xml_in_a_text_is_a_document_whatever_encoding_it_names(text: object, document: object) -> None:
    assert found("xml(a)", {"a": text}) == document


@given(JSON, JSON)
@pytest.mark.parametrize(
    "expression",
    [
        "concat(a, '#', b)",
        "xml(a)",
        "pairs(a, b)",
        "pairs(a, 'b')",
        "members(a)",
        "percent(a)",
        "within(a, b)",
        "within(a, 'b')",
    ],
)
def test_nothing_that_a_system_sends_makes_them_fail(expression: str, a: object, b: object) -> None:
    found(expression, {"a": a, "b": b})
