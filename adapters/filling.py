"""Templates of requests: texts with names in braces, and the body they come to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

_NAME: Final = re.compile(r"\{([a-z][a-z0-9_]*)(:number|:literal)?\}", re.ASCII)
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with its names replaced, each once; a name that nobody knows stays.

    A text that is one name alone becomes the value itself, number or not; ``{name:number}`` a number, and
    ``{name:literal}`` one where the value is written as one. Raises ValueError where a number is wanted and there is
    none.
    """
    if isinstance(template, dict):
        return {str(filled(name, values)): filled(value, values) for name, value in template.items()}
    if isinstance(template, list):
        return [filled(value, values) for value in template]
    if not isinstance(template, str):
        return template
    whole = _NAME.fullmatch(template)
    if whole and whole[1] in values:
        return _read_as(whole[2], values[whole[1]])
    return _NAME.sub(lambda found: str(values.get(found[1], found[0])), template)


def _read_as(form: str | None, value: Any) -> Any:
    is_number = form == ":number" or (form == ":literal" and _NUMBER.fullmatch(str(value)))
    return int(value) if is_number else value


def filled_pattern(pattern: str, values: Mapping[str, Any]) -> re.Pattern[str]:
    """A pattern with its names replaced by what stands for itself alone. Raises re.error."""
    return re.compile(_NAME.sub(lambda found: re.escape(str(values.get(found[1], found[0]))), pattern), re.ASCII)


def filled_path(path: str, values: Mapping[str, Any]) -> str:
    """A path with its names replaced, none of which can lead to another place."""
    return _NAME.sub(lambda found: quote(str(values.get(found[1], found[0])), safe=""), path)


def merged(body: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """A body with something added to it, table by table."""
    found = dict(body)
    for name, value in more.items():
        known = found.get(name)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            found[name] = merged(known, value)
        else:
            found[name] = value
    return found


def encoded(body: Mapping[str, Any], *, form: bool) -> tuple[bytes, str]:
    """A body as it is sent, and its content type: JSON, or a form whose tables are JSON within it."""
    if not body:
        return b"", ""
    if not form:
        return msgspec.json.encode(body), "application/json"
    fields = {name: _text(value) for name, value in body.items()}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
