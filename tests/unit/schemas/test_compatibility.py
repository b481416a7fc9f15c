"""Which changes of a published schema break those who rely on it, and which do not."""

from typing import Any

import pytest

from schemas.compatibility import Direction, breaks

SENT, TAKEN = Direction.SENT, Direction.TAKEN
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
OPTIONAL = {"anyOf": [TEXT, {"type": "null"}]}


def form(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


def closed(*required: str, **properties: Any) -> dict[str, Any]:
    return form(*required, **properties) | {"additionalProperties": False}


def one(schema: dict[str, Any]) -> dict[str, Any]:
    """A form with this as its only field."""
    return form("x", x=schema)


def words(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


BASE = form("uid", uid=TEXT, note=TEXT)


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize(
    "now",
    [
        BASE,
        {**BASE, "title": "Another", "description": "In other words.", "$id": "urn:other"},
        {"$ref": "#/$defs/Form", "$defs": {"Form": BASE}},
        form("uid", note=TEXT, uid=TEXT),
        {"anyOf": [BASE]},
        form("uid", uid=TEXT, note={"$ref": "#/$defs/Note"}) | {"$defs": {"Note": TEXT}},
    ],
    ids=["itself", "other words", "named", "reordered", "a choice of one", "a part of it named"],
)
def test_what_says_the_same_in_another_way_breaks_nobody(now: dict[str, Any], direction: Direction) -> None:
    assert breaks(BASE, now, direction) == []
    assert breaks(now, BASE, direction) == []


# Each is (before, after, who breaks by going there, who breaks by going back).
CHANGES = {
    "a field is added that is always sent": (
        form("a", a=TEXT),
        form("a", "b", a=TEXT, b=TEXT),
        {TAKEN: "b: is required now"},
        {SENT: "b: removed", TAKEN: "b: removed"},
    ),
    "a field is added that may be left out": (
        form("a", a=TEXT),
        form("a", a=TEXT, b=TEXT),
        {},
        {SENT: "b: removed", TAKEN: "b: removed"},
    ),
    "a field is added to a closed form": (
        closed("a", a=TEXT),
        closed("a", a=TEXT, b=TEXT),
        {SENT: "b: added, where nothing may be added"},
        {SENT: "b: removed", TAKEN: "b: removed"},
    ),
    "a field may be left out": (
        form("a", a=TEXT),
        form(a=TEXT),
        {SENT: "a: may be left out now"},
        {TAKEN: "a: is required now"},
    ),
    "a field may be null": (
        one(TEXT),
        one(OPTIONAL),
        {SENT: "x: type was string, is null"},
        {TAKEN: "x: type was null, is string"},
    ),
    "a field may have a second type": (
        one(TEXT),
        one({"type": ["string", "integer"]}),
        {SENT: "x: type was string, is integer"},
        {TAKEN: "x: type was integer, is string"},
    ),
    "whole numbers become numbers": (
        one(NUMBER),
        one({"type": "number"}),
        {SENT: "x: type was integer, is number"},
        {TAKEN: "x: type was number, is integer"},
    ),
    "a field may be anything": (
        one(TEXT),
        one({}),
        {SENT: "x: type was string, is anything"},
        {TAKEN: "x: type was anything, is string"},
    ),
    "a word is added": (
        one(words("open")),
        one(words("open", "void")),
        {SENT: "x: added value 'void'"},
        {TAKEN: "x: removed value 'void'"},
    ),
    "a word of a definition is added": (
        one({"$ref": "#/$defs/S"}) | {"$defs": {"S": words("open")}},
        one({"$ref": "#/$defs/S"}) | {"$defs": {"S": words("open", "void")}},
        {SENT: "x: added value 'void'"},
        {TAKEN: "x: removed value 'void'"},
    ),
    "a word becomes any word": (
        one({"const": "open", **TEXT}),
        one(TEXT),
        {SENT: "x: enum was ['open'], is any value"},
        {TAKEN: "x: enum was any value, is ['open']"},
    ),
    "a text may be longer": (
        one({**TEXT, "maxLength": 10}),
        one({**TEXT, "maxLength": 20}),
        {SENT: "x: maxLength was 10, is 20"},
        {TAKEN: "x: maxLength was 20, is 10"},
    ),
    "a text may be empty": (
        one({**TEXT, "minLength": 1}),
        one(TEXT),
        {SENT: "x: minLength was 1, is none"},
        {TAKEN: "x: minLength was none, is 1"},
    ),
    "a time may be any text": (
        one({**TEXT, "format": "date-time"}),
        one(TEXT),
        {SENT: "x: format was date-time, is nothing"},
        {TAKEN: "x: format was nothing, is date-time"},
    ),
    "a list may hold numbers": (
        one({"type": "array", "items": TEXT}),
        one({"type": "array", "items": {"anyOf": [TEXT, NUMBER]}}),
        {SENT: "x[]: type was string, is integer"},
        {TAKEN: "x[]: type was integer, is string"},
    ),
    "a list may hold anything": (
        one({"type": "array", "items": TEXT}),
        one({"type": "array"}),
        {SENT: "x[]: type was string, is anything"},
        {TAKEN: "x[]: type was anything, is string"},
    ),
    "a form is opened": (
        closed("a", a=TEXT),
        form("a", a=TEXT),
        {SENT: "{}: nothing more may stand here, which was free"},
        {TAKEN: "{}: nothing more may stand here, which was free"},
    ),
    "a field of a field is added": (
        one(form("a", a=TEXT)),
        one(form("a", a=TEXT, b=TEXT)),
        {},
        {SENT: "x.b: removed", TAKEN: "x.b: removed"},
    ),
    "one of two names is enough": (
        form(uid=TEXT, native_id=TEXT) | {"anyOf": [{"required": ["uid"]}]},
        form(uid=TEXT, native_id=TEXT) | {"anyOf": [{"required": ["uid"]}, {"required": ["native_id"]}]},
        {SENT: "uid: may be left out now"},
        {TAKEN: "uid: is required now"},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("direction", Direction)
def test_a_change_breaks_whom_it_breaks(change: str, direction: Direction) -> None:
    before, after, there, back = CHANGES[change]
    assert breaks(before, after, direction) == ([there[direction]] if direction in there else [])
    assert breaks(after, before, direction) == ([back[direction]] if direction in back else [])


@pytest.mark.parametrize("direction", Direction)
def test_another_type_breaks_everybody(direction: Direction) -> None:
    assert breaks(one(TEXT), one(NUMBER), direction) == ["x: type was string, is integer"]


@pytest.mark.parametrize("direction", Direction)
def test_a_renamed_field_breaks_everybody(direction: Direction) -> None:
    assert "uid: removed" in breaks(form("uid", uid=TEXT), form("id", id=TEXT), direction)


def test_every_break_is_named() -> None:
    before = form("a", "b", a=TEXT, b=words("x"))
    after = form("b", b=words("x", "y"), a=NUMBER)
    assert breaks(before, after, SENT) == [
        "b: added value 'y'",
        "a: type was string, is integer",
        "a: may be left out now",
    ]


@pytest.mark.parametrize("direction", Direction)
def test_a_keyword_that_is_not_known_is_not_let_through(direction: Direction) -> None:
    reader, writer = one({**TEXT, "not": {"const": "x"}}), one(TEXT)
    before, after = (reader, writer) if direction is SENT else (writer, reader)
    assert len(breaks(before, after, direction)) == 1
