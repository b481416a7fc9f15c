"""An id that may say null is known before anything is missing."""

from __future__ import annotations

import pytest

from adapters.absent import writes_null
from adapters.expressions import Sent, parse_expression

SURE = [
    "concat(a, '/', b)",
    "body:concat(a, b)",
    "header:X-Delivery",
    "a || concat(b, header('X-Delivery'))",
    "a && b && join('/', [to_string(a), to_string(b)])",
    "a.b && to_string(a.b)",
    "join(' ', [to_string(a || ''), to_string('x')])",
    "uid(to_string(a))",
    "join('/', list)",
    "list[0]",
]
UNSURE = [
    ("to_string(a)", {}),
    ("body:join('/', [to_string(a), b])", {"b": "x"}),
    ("a && join('/', [to_string(a), to_string(b)])", {"a": 1}),
    ("c || join('-', ['issue', to_string(a.b)])", {"a": {}}),
    ("concat('issue-', to_string(a))", {}),
    ("to_string(a || b)", {}),
]


@pytest.mark.parametrize("text", SURE)
def test_an_id_that_is_whole_or_not_there_is_fine(text: str) -> None:
    assert not writes_null(parse_expression(text))


@pytest.mark.parametrize(("text", "document"), UNSURE)
def test_an_id_that_says_null_for_what_is_missing_is_known(text: str, document: object) -> None:
    place = parse_expression(text)
    assert writes_null(place)
    assert "null" in place.of(Sent(document, document, {}))
