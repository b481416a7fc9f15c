"""Ids that say ``null`` where a part of them is missing: two tickets would be one, or two deliveries the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from adapters.expressions import Expression

_Node = Mapping[str, Any]

_JOINING: Final = frozenset({"join", "concat"})


def writes_null(place: Expression) -> bool:
    """Whether the value may hold the word ``null``, as ``to_string`` writes what is missing.

    What a condition before it asks for is there, and so is what has a text to stand in for it.
    """
    return place.path is not None and _may(place.path.parsed, ())


def _may(node: _Node, there: Sequence[_Node]) -> bool:
    parts = node["children"]
    match node["type"], node.get("value"):
        case "function_expression", "to_string":
            return not any(part in there or _stands_in(part) for part in parts)
        case "function_expression", name if name not in _JOINING:
            return False
        case "and_expression", _:
            return _may(parts[1], (*there, *_asked_for(parts[0])))
        case (("or_expression" | "multi_select_list" | "function_expression"), _):
            return any(_may(part, there) for part in parts)
    return False


def _stands_in(node: _Node) -> bool:
    """Whether there is always something, because a text stands in: ``source || ''``."""
    return node["type"] == "literal" or (node["type"] == "or_expression" and _stands_in(node["children"][-1]))


def _asked_for(node: _Node) -> Iterator[_Node]:
    yield node
    if node["type"] == "and_expression":
        for part in node["children"]:
            yield from _asked_for(part)
