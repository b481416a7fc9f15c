"""Expressions find what JMESPath finds, also where they take the short way."""

from __future__ import annotations

from typing import Any

import jmespath
import pytest

from adapters.expressions import Sent, UnusableExpression, parse_expression

DOCUMENTS: list[Any] = [
    {"case": {"status": "New", "number": None, "tags": ["a", "b"]}, "a b": {"c": 1}},
    {"case": {"status": {"name": "New"}}},
    {"case": "New"},
    {"case": ["status"]},
    {"case": None},
    {},
    [],
    "case",
    None,
]
PATHS = ["case", "case.status", "case.status.name", "case.number", '"a b".c', "case.tags[0]", "case.status || case"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=repr)
@pytest.mark.parametrize("path", PATHS)
def test_a_path_finds_what_jmespath_finds(path: str, document: Any) -> None:
    assert parse_expression(path).of(Sent(document, document, {})) == jmespath.search(path, document)


def test_only_a_path_of_names_takes_the_short_way() -> None:
    assert [bool(parse_expression(path).steps) for path in PATHS] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    "text", ["!a.b", "k == 'x' && !a.b.c", "!a[0].b", "!a[?b]", "!a.*", "!a[]", "!k == 'x'", "a[?!b.c]", "body:!a.b"]
)
def test_a_denial_of_less_than_is_meant_is_refused(text: str) -> None:
    with pytest.raises(UnusableExpression, match="denies only the name behind it"):
        parse_expression(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("!(a.b)", True),
        ("!a", False),
        ("!a[0]", True),
        ("!a[*].b", True),
        ("!contains(k, 'y')", True),
        ("!(k == 'x')", False),
        ("!a == `false`", True),
        ("!a || k", "x"),
        ("l[1:]", [2]),
    ],
)
def test_any_other_denial_is_taken(text: str, found: object) -> None:
    document = {"a": {"c": 1}, "k": "x", "l": [1, 2]}
    assert parse_expression(text).of(Sent(document, document, {})) == found


HEADERS = {"ce-source": "/line/3", "ce-id": "10", "ce-subject": "%E7%BB%B4%E4%BF%AE%20RJ-79", "?Plant": "P3"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("concat(header('CE-Source'), ' ', header('ce-id'))", "/line/3 10"),
        ("body:concat(header('ce-source'), ' ', no)", "/line/3 7"),
        ("own || header('ce-id')", "10"),
        ("no || header('ce-id')", 7),
        ("header('X-Other')", None),
        ("concat(header('X-Other'), no)", None),
        ("percent(header('ce-subject'))", "维修 RJ-79"),
        ("percent(no)", None),
        ("list[].concat(@, header('ce-id'))", ["a10", "b10"]),
        ("query:Plant", "P3"),
        ("concat(query('Plant'), '/', no)", "P3/7"),
        ("query('plant') || header('plant')", None),
        ("list[1:] | [0]", "b"),
    ],
)
def test_a_header_stands_anywhere_in_an_expression(text: str, found: object) -> None:
    document = {"no": 7, "list": ["a", "b"]}
    assert parse_expression(text).of(Sent({} if text.startswith("body:") else document, document, HEADERS)) == found


def test_the_headers_of_one_call_are_not_those_of_the_next() -> None:
    place = parse_expression("header('ce-id')")
    assert [place.of(Sent({}, {}, headers)) for headers in ({"ce-id": "1"}, {}, {"ce-id": "2"})] == ["1", None, "2"]


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("header:X-Delivery", ("x-delivery",)),
        ("query: Plant", ("?Plant",)),
        ("concat(query('B'), header('B'))", ("?B", "b")),
        ("concat(header('B'), header('a'), header('b'))", ("a", "b")),
        ("list[?x == header('A')].y[1:]", ("a",)),
        ("id", ()),
    ],
)
def test_an_expression_knows_which_headers_it_reads(text: str, headers: tuple[str, ...]) -> None:
    assert parse_expression(text).headers == headers


@pytest.mark.parametrize(
    "text",
    ["header(name)", "header()", "header('')", "header('a', 'b')", "header(`1`)", "x[?header(y)]"],
)
def test_a_header_whose_name_is_not_written_out_is_refused(text: str) -> None:
    with pytest.raises(UnusableExpression, match="header takes one name"):
        parse_expression(text)


def test_a_parameter_whose_name_is_not_written_out_is_refused() -> None:
    with pytest.raises(UnusableExpression, match="query takes one name, in single quotes"):
        parse_expression("query(name)")
