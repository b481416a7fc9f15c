"""Expressions find what JMESPath finds, also where they take the short way."""

from __future__ import annotations

from typing import Any

import jmespath
import pytest

from adapters.expressions import Sent, parse_expression

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
