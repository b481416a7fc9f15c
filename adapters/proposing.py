"""A first manifest for a system that nobody knows yet, proposed from one body that it sent.

Guesses by name and form, each with the value that was seen beside it: a person looks at every line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from adapters.documents import Form, parse_json
from adapters.functions import base64_text, uid_in
from adapters.leaves import DEEPEST, Leaf, leaves, on_a_line, step, words_of
from adapters.time_forms import forms_of_time
from schemas.errors import InvalidUid
from schemas.uid import parse_uid

_MOST_SHOWN: Final = 40
_LONGEST: Final = 128
_LEAST_UNIQUE: Final = 8

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "status": ("status", "state", "stage", "phase", "zustand", "estado", "statut", "stato", "状态"),
    "native_id": (
        *("number", "key", "identifier", "id", "no", "code", "name", "ticket", "case", "job", "order"),
        *("incident", "issue", "nummer", "nr", "auftrag", "编号", "单号"),
    ),
    "occurred_at": (
        *("updated", "changed", "modified", "at", "time", "timestamp", "date", "ts", "when", "since"),
        *("zeit", "datum", "时间"),
    ),
    "actor": ("user", "actor", "by", "author", "operator", "login", "benutzer", "用户"),
    "delivery_id": ("delivery", "event", "message"),
}
"""What fields are usually called, the likeliest word first. The id of a webhook is the same in all that it sends."""
_BARE: Final = frozenset({"id", "uuid", "guid"})
"""Names of ids that say nothing of what they are ids of; that stands around them."""
_BEFORE: Final = frozenset({"old", "previous", "prev", "before", "former", "from"})
_NOT_WITHIN: Final = {"status": _BEFORE, "occurred_at": _BEFORE, "native_id": _BEFORE.union(_NAMES["actor"])}
"""What was before, and people's ids, are none of what is wanted."""
_MEMBERS: Final = ("name", "field", "key", "title", "id", "@name", "@field", "@key", "@id")
_VALUES: Final = ("value", "new", "newValue", "toString", "to", "text", "content", "#", "@value")
"""What the members of fields are called that a list has by name and value."""
_OUTWARDS: Final = 20
"""How much less likely a word is that stands one level further out; more than there are words."""


_FRAME: Final = """\
system = "{system}"
title = "{system}"
role = ""
originates = false             # true: its unknown tickets are given a UID
zone = "UTC"                   # of times that name none

[webhook]
{webhook}

# [auth]                       # how it proves that it is itself; without one it posts with a key of the hub's
# kind = "header"              # a fixed text in a header; hmac-sha256 and others where it signs
# header = "X-Token"

# [handshake]                  # only where it asks first whether somebody is there, and wants a word said back
# word = "challenge"           # or header:X-Hook-Secret, query:validationToken; docs/webhooks.md says how
"""


class Proposal(NamedTuple):
    """A key of ``[webhook]``, its expression, and what that finds in the body."""

    key: str
    expression: str
    seen: str


def propose(document: object, form: Form = Form.JSON) -> list[Proposal]:
    """What ``[webhook]`` could say of such a body; empty where nothing in it looks like a report."""
    unwrap, document = _unwrapped(document)
    found = [Proposal("unwrap", unwrap, "the document inside the document")] if unwrap else []
    reports, part = _reports(document, form)
    found += [Proposal("reports", reports, "the list of reports")] if reports else []
    inside = [*leaves(part), *_by_name(part, form)]
    if uid := next(_uids(inside), None):
        found.append(uid)
    for key in ("native_id", "status", "occurred_at", "actor", "delivery_id"):
        taken = {each.expression for each in found}
        free = [each for each in inside if each.path not in taken]
        if leaf := _likeliest(key, free) or (_written_time(free) if key == "occurred_at" else None):
            found += _said(key, leaf)
    return found


def others(document: object, proposals: Iterable[Proposal], form: Form = Form.JSON) -> list[Leaf]:
    """What else a body holds, as a person could name it in the manifest: the first report, and what is around it."""
    _, document = _unwrapped(document)
    reports, part = _reports(document, form)
    taken = {each.expression for each in proposals}
    inside = [leaf for leaf in leaves(part, lists=True) if leaf.path not in taken]
    around = leaves(document) if reports and isinstance(document, Mapping) else ()
    return inside + [leaf._replace(path=f"body:{leaf.path}") for leaf in around]


def manifest_of(system: str, proposals: list[Proposal], rest: Iterable[Leaf] = (), form: Form = Form.JSON) -> str:
    """The text of a manifest; what was not found stands as a comment that says what is wanted."""
    known = {each.key: each for each in proposals}
    wanted = {
        "reports": "the list of reports, where a body holds several",
        "uid": "the company-wide id; uid(subject) finds it in a text",
        "native_id": "the system's own id of the ticket; concat(project, '#', no) makes it of several fields",
        "status": "the system's word",
        "occurred_at": "when it happened there",
        "at_format": "unix-s, unix-ms, %d.%m.%Y %H:%M:%S, or left out for ISO 8601",
        "delivery_id": "the system's own id of the delivery; header:Name for a header",
        "actor": "who did it",
        "only": "type == 'ticket', where other things come to the same address",
    }
    lines = [] if form is Form.JSON else [f'format = "{form}"']
    lines += [_line("unwrap", known["unwrap"], "")] if "unwrap" in known else []
    lines += [_line(key, known.get(key), why) for key, why in wanted.items()]
    if shown := [f"#   {on_a_line(leaf.path)}: {leaf.seen}" for leaf in rest]:
        more = [f"#   and {len(shown) - _MOST_SHOWN} more"] if len(shown) > _MOST_SHOWN else []
        lines += ["# What else the body holds:", *shown[:_MOST_SHOWN], *more]
    return _FRAME.format(system=system, webhook="\n".join(lines))


def _line(key: str, found: Proposal | None, why: str) -> str:
    if found is None:
        return f'# {key} = ""   # {why}'
    # JSON's form of a string is TOML's, but for one character. What has quotes itself reads better between single ones.
    text = json.dumps(found.expression, ensure_ascii=False).replace("\x7f", "\\u007f")
    mark = "'''" if "'" in found.expression else "'"
    is_free = found.expression.isprintable() and mark not in found.expression and not found.expression.endswith("'")
    if "\\" in text and is_free:
        text = f"{mark}{found.expression}{mark}"
    return f"{key} = {text}" + (f"   # {found.seen}" if found.seen else "")


def _reports(document: object, form: Form) -> tuple[str, Any]:
    """The expression of the list of reports and its first one; the body itself where it holds just one."""
    if isinstance(document, list):
        return "@", document[0] if document else {}
    if _is_report(document):
        return "", document
    found = list(_lists(document, ""))
    if len(told := [one for one in found if _has_status(one[1])]) == 1:
        return _as_list(told[0][0], form), told[0][1]
    within = [(outer, first, *inner) for outer, first in found for inner in _lists(first, "") if _has_status(inner[1])]
    if len(within) == 1 and "." not in within[0][2]:
        outer, first, member, inner = within[0]
        return f"pairs({_as_list(outer, form)}, '{member}')", {"inner": inner, "outer": first}
    if len(found) == 1 and _has("native_id", found[0][1]) and not _has("native_id", document):
        return _as_list(found[0][0], form), found[0][1]
    return "", document


def _as_list(path: str, form: Form) -> str:
    """XML has a list only where there are several, so one that holds a single report has to be made one."""
    return f"to_array({path})" if form is Form.XML else path


def _lists(value: object, path: str) -> Iterator[tuple[str, Any]]:
    """The lists of objects in a document that lie in no other list, each with its first object."""
    return ((place, items[0]) for place, items in _lists_of_objects(value, path))


def _lists_of_objects(value: object, path: str = "", depth: int = 0) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(value, Mapping) and depth < DEEPEST:
        for key, inner in value.items():
            yield from _lists_of_objects(inner, step(path, str(key)), depth + 1)
    elif isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        yield path, value


def _has_status(part: object) -> bool:
    return _has("status", part)


def _has(key: str, part: object) -> bool:
    return _likeliest(key, [*leaves(part), *_by_name(part)]) is not None


def _is_report(part: object) -> bool:
    """Whether it names a ticket beside a status: "status": "ok" around a list does not."""
    return _has_status(part) and (_has("native_id", part) or next(_uids(list(leaves(part))), None) is not None)


def _by_name(part: object, form: Form = Form.JSON) -> Iterator[Leaf]:
    """The values in lists of names and values, as systems keep the fields that each site makes for itself."""
    for path, items in _lists_of_objects(part):
        for member in _MEMBERS:
            for item in items:
                name = item.get(member)
                if not isinstance(name, str) or "'" in name or "\\" in name or not name.isprintable():
                    continue
                yield from (
                    Leaf(
                        f"{_as_list(path, form)}[?{step('', member)} == '{name}'].{leaf.path} | [0]",
                        words_of(name),
                        leaf.value,
                    )
                    for leaf in leaves({key: item[key] for key in _VALUES if key in item})
                )


def _unwrapped(document: object) -> tuple[str, object]:
    """The expression of a document inside the document, and what it holds; the document itself where there is none."""
    if isinstance(document, Mapping) and not _has_status(document):
        for leaf in leaves(document):
            for place, text in ((leaf.path, leaf.value), (f"base64({leaf.path})", base64_text(leaf.value))):
                if isinstance(text, str) and text.lstrip()[:1] in ("{", "["):
                    inner = parse_json(text.encode("utf-8", "surrogatepass"))
                    if isinstance(inner, Mapping | list):
                        return f"json({place})", inner
    return "", document


def _likeliest(key: str, found: list[Leaf]) -> Leaf | None:
    """The leaf whose name, or else the name of what it lies in, says what is wanted; the outermost of equals.

    Not the id of a status or a person where there is a name: people know them by that.
    """
    ranked = [
        (rank, key in ("status", "actor") and "id" in leaf.words, leaf.path.count("."), place, leaf)
        for place, leaf in enumerate(found)
        if _fits(key, leaf.value) and (rank := _rank(key, _said_by(key, leaf))) is not None
    ]
    return min(ranked, key=lambda each: each[:4])[4] if ranked else None


def _said_by(key: str, leaf: Leaf) -> tuple[str, ...]:
    """The words that count: of a delivery its own name, for what lies within an event is no id of that."""
    own = words_of(leaf.path.rpartition(".")[2])
    return own if key == "delivery_id" and not _BARE.issuperset(own) else leaf.words


def _rank(key: str, words: tuple[str, ...]) -> int | None:
    names = _NAMES[key]
    if not _NOT_WITHIN.get(key, frozenset()).isdisjoint(words):
        return None
    ranks = [names.index(word) + _OUTWARDS * depth for depth, word in enumerate(words[:6]) if word in names]
    return min(ranks, default=None)


def _fits(key: str, value: object) -> bool:
    """Whether a value has the form of what is wanted."""
    is_time = bool(forms_of_time(value))
    if key == "occurred_at":
        return is_time
    text = str(value)
    if key == "delivery_id" and (len(text) < _LEAST_UNIQUE or not any(map(str.isdigit, text)) or " " in text):
        return False  # a word such as "updated" or a sentence, which would make every later delivery a repetition
    return not is_time and not _is_uid(value) and len(text) <= _LONGEST


def _written_time(found: list[Leaf]) -> Leaf | None:
    """The first time that is written as one, whatever it is called. A number could be anything."""
    return next((leaf for leaf in found if isinstance(leaf.value, str) and _is_written(leaf.value)), None)


def _is_written(text: str) -> bool:
    return any(not form.startswith("unix") for form in forms_of_time(text))


def _uids(found: list[Leaf]) -> Iterator[Proposal]:
    """Where a UID is the whole field, and then where it stands in a text."""
    yield from (Proposal("uid", leaf.path, leaf.seen) for leaf in found if _is_uid(leaf.value))
    yield from (
        Proposal("uid", f"uid({leaf.path})", uid)
        for leaf in found
        if (uid := uid_in(leaf.value)) is not None and _is_uid(uid)
    )


def _is_uid(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(parse_uid(value.strip()))
    except InvalidUid:
        return False


def _said(key: str, leaf: Leaf) -> Iterator[Proposal]:
    yield Proposal(key, leaf.path, leaf.seen)
    forms = forms_of_time(leaf.value) if key == "occurred_at" else []
    if forms and forms[0] != "iso":
        yield Proposal("at_format", forms[0], f"or {forms[1]}" if len(forms) > 1 else "")
