"""Expressions on what a system answers when it is asked: in ``[poll]``, ``[lookup]`` and ``[write]`` of a manifest."""

from __future__ import annotations

from typing import Final

from adapters.errors import Fault
from adapters.expressions import Expression, UnusableExpression, parse_expression

_CURE: Final = "try it on a recorded answer at jmespath.org"
_CURE_HEADER: Final = "take it from the answer itself; headers are read below [webhook] alone, of what a system sends"


def expression_on_answer(key: str, text: str, faults: list[Fault]) -> Expression | None:
    """An expression as it is written at ``key``; None for one that cannot be read, which is noted among the faults.

    It sees the answer and no headers: one that reads a header would find nothing, and nobody would be told.
    """
    try:
        found = parse_expression(text)
    except UnusableExpression as error:
        faults.append(Fault(key, str(error), _CURE))
        return None
    if found.headers:
        faults.append(Fault(key, f"`{text}` reads a header, and of an answer the body alone is read", _CURE_HEADER))
    return found
