"""Object notation without quotes, as some systems put it into a text: ``{status:{from:4,to:6}}``."""

from __future__ import annotations

import re
from typing import Any, Final

_DEEPEST: Final = 16
_TOKEN: Final = re.compile(r"""\s*(?:([{}\[\]:,])|"([^"]*)"|'([^']*)'|([^\s{}\[\]:,"'][^{}\[\]:,"']*))""")
_CLOSING: Final = {"{": "}", "[": "]"}


def parse_loose(text: str) -> Any:
    """The value that a text spells: objects, lists and texts; a bare word or number is a text.

    Raises ValueError for a text that spells none, or that is nested more than 16 deep.
    """
    tokens = _Tokens(text)
    value = _value(tokens, _DEEPEST)
    if not tokens.at_end:
        raise ValueError("something stands behind the value")
    return value


class _Tokens:
    """The tokens of a text, one at a time. A mark is a token of one character; a text comes with a quote before it."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        self._at = 0

    @property
    def at_end(self) -> bool:
        return self._at >= len(self._text)

    def take(self) -> str:
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            raise ValueError("the value ends too early, or a quote is not closed")
        self._at = found.end()
        mark, double, single, bare = found.groups()
        return mark or '"' + next(part for part in (double, single, bare) if part is not None).strip()

    def peek(self) -> str:
        before = self._at
        token = self.take()
        self._at = before
        return token


def _value(tokens: _Tokens, depth: int) -> Any:
    if not depth:
        raise ValueError(f"the value is nested more than {_DEEPEST} deep")
    found = tokens.take()
    if found.startswith('"'):
        return found[1:]
    if found not in _CLOSING:
        raise ValueError(f"{found} stands where a value should")
    return _members(tokens, depth) if found == "{" else _items(tokens, depth)


def _members(tokens: _Tokens, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if tokens.peek() == "}":
        tokens.take()
        return found
    while True:
        name = tokens.take()
        if not name.startswith('"') or tokens.take() != ":":
            raise ValueError("a member has no name, or no value")
        found[name[1:]] = _value(tokens, depth - 1)
        if _ends(tokens, "{"):
            return found


def _items(tokens: _Tokens, depth: int) -> list[Any]:
    found: list[Any] = []
    if tokens.peek() == "]":
        tokens.take()
        return found
    while True:
        found.append(_value(tokens, depth - 1))
        if _ends(tokens, "["):
            return found


def _ends(tokens: _Tokens, opening: str) -> bool:
    mark = tokens.take()
    if mark not in (",", _CLOSING[opening]):
        raise ValueError(f"{mark} stands between two values")
    return mark != ","
