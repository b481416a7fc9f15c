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
