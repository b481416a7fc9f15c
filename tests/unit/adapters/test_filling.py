"""Templates of requests: names become values, once, and nothing that a system says gets out of its place."""

from __future__ import annotations

import pytest

from adapters.filling import encoded, filled, filled_path, merged

VALUES = {"id": "17", "native": "{key}", "key": 5}


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{key}", 5),
        ("{id}", "17"),
        ("{id:number}", 17),
        ("a {id} b {key}", "a 17 b 5"),
        ("{native}", "{key}"),
        ("x{native}", "x{key}"),
        ("{unknown} {", "{unknown} {"),
        ({"a": ["{key}", 1, None]}, {"a": [5, 1, None]}),
    ],
)
def test_names_are_replaced_once(template: object, value: object) -> None:
    assert filled(template, VALUES) == value


def test_what_is_no_number_is_none() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        filled("{id:number}", {"id": "R-17"})


def test_a_path_leads_nowhere_else() -> None:
    assert filled_path("/jobs/{id}", {"id": "../../admin?x=1"}) == "/jobs/..%2F..%2Fadmin%3Fx%3D1"


def test_a_body_is_added_to_table_by_table() -> None:
    assert merged({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"c": 4}, "e": 5}) == {"a": {"b": 1, "c": 4}, "d": 3, "e": 5}


def test_a_form_holds_json_where_there_are_tables() -> None:
    assert encoded({"op": "x y", "data": {"a": 1}}, form=True)[0] == b"op=x+y&data=%7B%22a%22%3A1%7D"
    assert encoded({}, form=False) == (b"", "")
