"""A first manifest for a system that nobody knows yet, proposed from one body that it sent.

Guesses by name and form, each with the value that was seen beside it: a person looks at every line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from adapters.documents import Form
from schemas.errors import InvalidUid
from schemas.uid import parse_uid

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORDS: Final = re.compile(r"[a-z]+|[A-Z][a-z]*|\d+")
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_DEPTH: Final = 8

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "status": ("status", "state", "stage", "phase"),
    "native_id": ("number", "key", "id", "no", "code", "name"),
    "occurred_at": ("updated", "changed", "modified", "at", "time", "timestamp", "date", "ts", "when"),
    "actor": ("user", "actor", "by", "author", "operator", "login"),
    "delivery_id": ("delivery", "event", "message", "webhook"),
}
"""What fields are usually called, the likeliest word first."""
_UNITS: Final = ((10**17, "unix-ns"), (10**14, "unix-us"), (10**11, "unix-ms"), (10**8, "unix-s"))
"""From which number on a time counts in which unit: all of them in this century."""


_FRAME: Final = """\
system = "{system}"
title = "{system}"
role = ""
originates = false             # true: its unknown tickets are given a UID
zone = "UTC"                   # of times that name none

[webhook]
{webhook}

# [auth]                       # how it proves that it is itself; without one it posts with a key of the hub's
"""


class Leaf(NamedTuple):
    """A value in a body, and the expression that finds it."""

    path: str
    words: tuple[str, ...]
    """The words of its own name, and then those of what it lies in, from inside to outside."""
    value: object


class Proposal(NamedTuple):
    """A key of ``[webhook]``, its expression, and what that finds in the body."""

    key: str
    expression: str
    seen: str


def propose(document: object) -> list[Proposal]:
    """What ``[webhook]`` could say of such a body; empty where nothing in it looks like a report."""
    reports, part = _reports(document)
    leaves = list(_leaves(part, "", (), 0))
    found = [Proposal("reports", reports, "the list of reports")] if reports else []
    if uid := next((leaf for leaf in leaves if _is_uid(leaf.value)), None):
        found.append(_said("uid", uid))
    for key in ("native_id", "status", "occurred_at", "actor", "delivery_id"):
        taken = {each.expression for each in found}
        if leaf := _likeliest(key, [each for each in leaves if each.path not in taken]):
            found.append(_said(key, leaf))
            if key == "occurred_at" and (unit := _unit(leaf.value)):
                found.append(Proposal("at_format", unit, ""))
    return found


def manifest_of(system: str, proposals: list[Proposal], form: Form = Form.JSON) -> str:
    """The text of a manifest; what was not found stands as a comment that says what is wanted."""
    known = {each.key: each for each in proposals}
    wanted = {
        "reports": "the list of reports, where a body holds several",
        "uid": "the company-wide id, where a field holds it",
        "native_id": "the system's own id of the ticket",
        "status": "the system's word",
        "occurred_at": "when it happened there",
        "at_format": "unix-s, unix-ms, or left out for ISO 8601",
        "delivery_id": "the system's own id of the delivery; header:Name for a header",
        "actor": "who did it",
    }
    lines = [] if form is Form.JSON else [f'format = "{form}"']
    lines += [_line(key, known.get(key), why) for key, why in wanted.items()]
    return _FRAME.format(system=system, webhook="\n".join(lines))


def _line(key: str, found: Proposal | None, why: str) -> str:
    if found is None:
        return f'# {key} = ""   # {why}'
    # JSON's form of a string is TOML's, but for one character.
    text = json.dumps(found.expression, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"{key} = {text}" + (f"   # {found.seen}" if found.seen else "")


def _reports(document: object) -> tuple[str, object]:
    """The expression of the list of reports and its first one; the body itself where it holds just one."""
    if isinstance(document, list):
        return "@", document[0] if document else {}
    if isinstance(document, Mapping):
        lists = [(key, value) for key, value in document.items() if _is_list_of_objects(value)]
        if len(lists) == 1 and _likeliest("status", list(_leaves(document, "", (), 0))) is None:
            return _step("", lists[0][0]), lists[0][1][0]
    return "", document


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _leaves(value: object, path: str, words: tuple[str, ...], depth: int) -> Iterator[Leaf]:
    if isinstance(value, Mapping) and depth < _DEPTH:
        for key, inner in value.items():
            name = tuple(word.lower() for word in _WORDS.findall(str(key)))
            yield from _leaves(inner, _step(path, str(key)), name + words, depth + 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
        yield Leaf(path, words, value)


def _step(path: str, key: str) -> str:
    name = key if _PLAIN.fullmatch(key) else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{path}.{name}" if path else name


def _likeliest(key: str, leaves: list[Leaf]) -> Leaf | None:
    """The leaf whose name, or else the name of what it lies in, says what is wanted; the outermost of equals."""
    ranked = [
        (rank, leaf.path.count("."), place, leaf)
        for place, leaf in enumerate(leaves)
        if _fits(key, leaf.value) and (rank := _rank(key, leaf.words)) is not None
    ]
    return min(ranked, key=lambda each: each[:3])[3] if ranked else None


def _rank(key: str, words: tuple[str, ...]) -> int | None:
    names = _NAMES[key]
    ranks = [names.index(word) + 10 * depth for depth, word in enumerate(words[:6]) if word in names]
    return min(ranks, default=None)


def _fits(key: str, value: object) -> bool:
    """Whether a value has the form of what is wanted."""
    is_time = bool(_unit(value)) or (isinstance(value, str) and bool(_ISO.match(value)))
    if key == "occurred_at":
        return is_time
    return not is_time and not _is_uid(value) and len(str(value)) <= 128


def _unit(value: object) -> str:
    is_number = isinstance(value, int | float) or (isinstance(value, str) and value.isascii() and value.isdecimal())
    number = float(value) if is_number and isinstance(value, int | float | str) and len(str(value)) < 21 else 0.0
    return next((unit for least, unit in _UNITS if number >= least), "")


def _is_uid(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(parse_uid(value.strip()))
    except InvalidUid:
        return False


def _said(key: str, leaf: Leaf) -> Proposal:
    seen = "".join(letter for letter in " ".join(str(leaf.value).split()) if letter.isprintable())[:40]
    return Proposal(key, leaf.path, seen)
