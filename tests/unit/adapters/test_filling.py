"""Templates of requests: names become values, once, and nothing that a system says gets out of its place."""

from __future__ import annotations

import pytest

from adapters.filling import encoded, filled, filled_path, filled_pattern, merged

VALUES = {"id": "17", "native": "{key}", "key": 5, "zero": "0", "code": "017", "word": "1_done", "model": "a.b"}


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{key}", 5),
        ("{id}", "17"),
        ("{id:number}", 17),
        ("{id:literal}", 17),
        ("{key:literal}", 5),
        ("{zero:literal}", 0),
        ("{code:literal}", "017"),
        ("{word:literal}", "1_done"),
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


def test_a_name_in_a_pattern_stands_for_itself_and_repetitions_are_no_names() -> None:
    pattern = filled_pattern(r"(?P<model>{model})/\d{1,3}", VALUES)
    assert [bool(pattern.fullmatch(text)) for text in ("a.b/17", "axb/17", "a.b/1234")] == [True, False, False]


def test_a_body_is_added_to_table_by_table() -> None:
    assert merged({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"c": 4}, "e": 5}) == {"a": {"b": 1, "c": 4}, "d": 3, "e": 5}


def test_a_form_holds_json_where_there_are_tables() -> None:
    assert encoded({"op": "x y", "data": {"a": 1}}, form=True)[0] == b"op=x+y&data=%7B%22a%22%3A1%7D"
    assert encoded({}, form=False) == (b"", "")
