"""Expressions on what a system answers when it is asked: in ``[poll]``, ``[lookup]`` and ``[write]`` of a manifest."""

from __future__ import annotations

from typing import Final

from adapters.calls import IN_ADDRESS
from adapters.errors import Fault
from adapters.expressions import Expression, UnusableExpression, parse_expression

_CURE: Final = "try it on a recorded answer at jmespath.org"
_CURE_BESIDE: Final = "take it from the answer itself; what comes beside a body is read below [webhook] alone"


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
        what = "a parameter of an address" if found.headers[0].startswith(IN_ADDRESS) else "a header"
        faults.append(Fault(key, f"`{text}` reads {what}, and of an answer the body alone is read", _CURE_BESIDE))
    return found
