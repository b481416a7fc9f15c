"""Where a field sits in what a system sends: in its report, in the body around it, in a header or in the address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult
from jmespath.visitor import TreeInterpreter

from adapters.calls import IN_ADDRESS
from adapters.functions import HEADERS, NAMES, OPTIONS

_INTERPRETER: Final = TreeInterpreter(OPTIONS)
"""One for all: it keeps nothing of what it reads, and to make one costs as much as a short expression."""


class Place(StrEnum):
    """What an expression is evaluated on."""

    REPORT = "report"
    BODY = "body"
    HEADER = "header"
    QUERY = "query"
    """A parameter of the address."""


class UnusableExpression(ValueError):
    """An expression that is no JMESPath, or that cannot be evaluated on what a system sent."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One report within what a system sent. Header names are in lower case; parameters of the address are among them
    as ``?name``."""

    report: object
    body: object
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Expression:
    """A JMESPath expression, or the name of a header or of a parameter of the address."""

    text: str
    place: Place
    headers: tuple[str, ...] = ()
    """The names of the headers that it reads, in lower case, and of parameters of the address as ``?name``."""
    path: ParsedResult | None = None
    steps: tuple[str, ...] = ()
    """The names of a path that is nothing but names, as most are: walking it takes a tenth of JMESPath's time."""

    def of(self, sent: Sent) -> Any:
        """The value that it finds; None where there is none. Raises UnusableExpression."""
        if self.path is None:
            return sent.headers.get(self.headers[0])
        found = sent.body if self.place is Place.BODY else sent.report
        if self.steps:
            return _walk(found, self.steps)
        try:
            if self.headers:
                HEADERS.set(sent.headers)
            return _INTERPRETER.visit(self.path.parsed, found)
        except Exception as error:
            # The expression is the site's and the document a stranger's. Mostly a function met a value of another type,
            # and the message names both; but a number too long or a nesting too deep must not stop the hub either.
            raise UnusableExpression(f"`{self.text}` cannot be evaluated: {first_line(str(error))}") from error


def parse_expression(text: str) -> Expression:
    """Read ``case.status``, ``body:timestamp``, ``header:X-Delivery`` or ``query:plant``; the last two also within an
    expression, as in ``id || header('X-Delivery')``. Raises UnusableExpression."""
    prefix, separator, rest = text.partition(":")
    if separator and prefix in (Place.HEADER, Place.QUERY):
        if not rest.strip():
            raise UnusableExpression(f"a {prefix} has no name")
        return Expression(text, Place(prefix), headers=(_beside(prefix, rest),))
    place, source = (Place.BODY, rest) if separator and prefix == Place.BODY else (Place.REPORT, text)
    try:
        path = jmespath.compile(source)
        _check(text, path.parsed)
        headers = tuple(sorted(set(_headers(text, path.parsed))))
        return Expression(text, place, headers=headers, path=path, steps=_steps(path.parsed))
    except JMESPathError as error:
        raise UnusableExpression(f"`{text}` is no JMESPath: {first_line(str(error))}") from error


def _steps(node: Mapping[str, Any]) -> tuple[str, ...]:
    """The names in a path of names alone; nothing for any other expression."""
    if node["type"] == "field":
        return (node["value"],)
    if node["type"] != "subexpression":
        return ()
    parts = [_steps(child) for child in node["children"]]
    return tuple(name for part in parts for name in part) if all(parts) else ()


def _walk(found: Any, steps: tuple[str, ...]) -> Any:
    """What JMESPath finds at the end of a path of names."""
    for name in steps:
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found


def _check(text: str, node: Mapping[str, Any]) -> None:
    """Refuse what JMESPath takes and nobody means: unknown names of functions until they are called, and (!a).b."""
    name = node["value"] if node["type"] == "function_expression" else ""
    if name and name not in NAMES:
        raise UnusableExpression(f"`{text}` calls {name}, which is no function; there are {', '.join(NAMES)}")
    if _negates_too_little(node):
        raise UnusableExpression(f"in `{text}` the ! denies only the name behind it; write !(a.b), or !(a == 'b')")
    for child in node["children"]:
        if isinstance(child, dict):  # a slice has numbers
            _check(text, child)


def _headers(text: str, node: Mapping[str, Any]) -> Iterator[str]:
    """The headers and parameters that an expression reads, written out so that it is known which a manifest reads."""
    if node["type"] == "function_expression" and (place := node["value"]) in (Place.HEADER, Place.QUERY):
        name = node["children"][0]["value"] if [each["type"] for each in node["children"]] == ["literal"] else ""
        if not isinstance(name, str) or not name.strip():
            raise UnusableExpression(f"in `{text}` {place} takes one name, in single quotes: {place}('X-Delivery')")
        yield _beside(place, name)
    for child in node["children"]:
        if isinstance(child, dict):  # a slice has numbers
            yield from _headers(text, child)


def _beside(place: str, name: str) -> str:
    """The name under which a header or a parameter of the address is found beside a body."""
    return name.strip().lower() if place == Place.HEADER else IN_ADDRESS + name.strip()


def _negates_too_little(node: Mapping[str, Any]) -> bool:
    """Whether something is looked for in true or false, or a text is compared with it: there is nothing to find."""
    parts = node["children"]
    if not parts or not isinstance(parts[0], dict) or parts[0]["type"] != "not_expression":
        return False
    if node["type"] == "comparator":
        return isinstance(parts[1].get("value"), str) and parts[1]["type"] == "literal"
    return node["type"] in ("subexpression", "filter_projection", "value_projection", "flatten")


def first_line(text: str) -> str:
    """JMESPath draws an arrow below the place of an error; in a log line that is noise."""
    return text.strip().splitlines()[0] if text.strip() else "it is empty"
