"""Where the fields of a report sit in what a system sends, for each shape that its bodies take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Meta, UnsetType

from adapters.clocks import FORMS, Clock, is_form
from adapters.documents import UTF_8, Form, is_charset
from adapters.errors import Fault
from adapters.expressions import Expression, Place, UnusableExpression, parse_expression

_Text = Annotated[str, Meta(min_length=1)]
_Texts = str | list[_Text] | UnsetType

EXPRESSIONS: Final = (
    "uid",
    "native_id",
    "aliases",
    "flags",
    "event",
    "occurred_at",
    "delivery_id",
    "sequence",
    "actor",
    "note",
)

_CURE: Final = (
    "quote names with other signs than letters, digits and _, as in '\"@id\"'; try it on a body at jmespath.org"
)
_CURE_INSIDE: Final = (
    "body: and header: stand before a whole expression, never within one; there a header is header('X-Y'), and what "
    "has to be combined is handed out by reports = \"pairs([@], 'tickets')\" as outer and inner (docs/recipes.md)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape of a system's bodies: how it is known, and where the fields of a report sit in it.

    ``ignore`` says why it is not about a status. ``lookup`` says what it only points at, under its ids.
    """

    key: str
    """Where it stands in the manifest: ``webhook``, or ``webhook.shape[0]``."""
    when: Expression | None
    reports: Expression | None
    ignore: str
    lookup: str
    clock: Clock
    status: tuple[Expression, ...]
    uid: Expression | None
    native_id: Expression | None
    aliases: Expression | None
    flags: Expression | None
    event: Expression | None
    occurred_at: Expression | None
    delivery_id: Expression | None
    sequence: Expression | None
    actor: Expression | None
    note: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a system's bodies are made of. The first shape that fits is taken."""

    formats: tuple[Form, ...]
    charset: str
    """How the text of JSON and forms is encoded."""
    unwrap: Expression | None
    reports: Expression | None
    only: Expression | None
    otherwise: str
    """Why a body of no shape is not about a status; empty where such a body is a fault."""
    shapes: tuple[Shape, ...]
    headers: tuple[str, ...]
    """The names of the headers that any of it reads, in lower case, and of parameters of the address as ``?name``."""


class _Fields(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    status: _Texts = UNSET
    uid: str | UnsetType = UNSET
    native_id: str | UnsetType = UNSET
    aliases: str | UnsetType = UNSET
    flags: str | UnsetType = UNSET
    event: str | UnsetType = UNSET
    occurred_at: str | UnsetType = UNSET
    at_format: _Texts = UNSET
    delivery_id: str | UnsetType = UNSET
    sequence: str | UnsetType = UNSET
    actor: str | UnsetType = UNSET
    note: str | UnsetType = UNSET


class ShapeTable(_Fields, kw_only=True, forbid_unknown_fields=True):
    """``[[webhook.shape]]`` as it is written; what it leaves out is taken from ``[webhook]``."""

    when: str = ""
    reports: str = ""
    ignore: str = ""
    lookup: str = ""


class WebhookTable(_Fields, kw_only=True, forbid_unknown_fields=True):
    """``[webhook]`` as it is written."""

    format: Form | list[Form] = Form.JSON
    charset: str = UTF_8
    unwrap: str = ""
    reports: str = ""
    only: str = ""
    otherwise: str = ""
    shape: list[ShapeTable] = []


KEYS: Final = frozenset(ShapeTable.__struct_fields__) | frozenset(WebhookTable.__struct_fields__)
"""Every key that a manifest may use under ``[webhook]``."""


def read_profile(table: WebhookTable, zone: ZoneInfo) -> tuple[Profile, list[Fault]]:
    """The profile, and what is wrong with it: it must not be used if anything is."""
    reader = _Reader(table, zone)
    shapes = [reader.shape(shape, f"webhook.shape[{number}]") for number, shape in enumerate(table.shape)]
    if not table.shape:
        shapes = [reader.shape(ShapeTable(), "webhook")]
    if not is_charset(table.charset):
        cure = "use a name such as windows-1252, iso-8859-1 or gb18030; leave it out for UTF-8"
        reader.faults.append(Fault("webhook.charset", f"{table.charset!r} is no encoding of text", cure))
    profile = Profile(
        formats=tuple(table.format) if isinstance(table.format, list) else (table.format,),
        charset=table.charset,
        unwrap=reader.expression("webhook.unwrap", table.unwrap),
        reports=reader.expression("webhook.reports", table.reports),
        only=reader.expression("webhook.only", table.only),
        otherwise=table.otherwise,
        shapes=tuple(shapes),
        headers=tuple(sorted({name for expression in reader.read for name in expression.headers})),
    )
    return profile, reader.faults


class _Reader:
    """Reads shapes, and notes their expressions and what is wrong with each."""

    def __init__(self, common: WebhookTable, zone: ZoneInfo) -> None:
        self.faults: list[Fault] = []
        self.read: list[Expression] = []
        self._common = common
        self._zone = zone

    def shape(self, table: ShapeTable, key: str) -> Shape:
        chosen = {name: self._choose(table, name) for name in _Fields.__struct_fields__}
        self._check(table, chosen, key)
        status = [self.expression(f"{key}.status", part) for part in _listed(chosen["status"])]
        return Shape(
            key=key,
            when=self.expression(f"{key}.when", table.when),
            reports=self.expression(f"{key}.reports", table.reports),
            ignore=table.ignore,
            lookup=table.lookup,
            clock=self._clock(_listed(chosen["at_format"]) or ["iso"], key),
            status=tuple(part for part in status if part is not None),
            **{name: self.expression(f"{key}.{name}", "".join(_listed(chosen[name]))) for name in EXPRESSIONS},
        )

    def expression(self, key: str, text: str) -> Expression | None:
        if not text:
            return None
        try:
            self.read.append(parse_expression(text))
            return self.read[-1]
        except UnusableExpression as error:
            inside = any(
                f"{place}:" in text.removeprefix(f"{place}:") for place in (Place.BODY, Place.HEADER, Place.QUERY)
            )
            self.faults.append(Fault(key, str(error), _CURE_INSIDE if inside else _CURE))
            return None

    def _choose(self, table: ShapeTable, name: str) -> str | list[str]:
        own = getattr(table, name)
        value = getattr(self._common, name) if own is UNSET else own
        return "" if value is UNSET else value

    def _check(self, table: ShapeTable, chosen: dict[str, str | list[str]], key: str) -> None:
        if table.ignore and table.lookup:
            self.faults.append(Fault(key, "it is ignored and looked up at once", "keep ignore or lookup"))
        if table.ignore:
            return
        if not (chosen["uid"] or chosen["native_id"]):
            self.faults.append(Fault(key, "nothing says which ticket it is about", "give it uid or native_id, or both"))
        if not (table.lookup or chosen["status"] or chosen["flags"]):
            self.faults.append(Fault(key, "nothing says what the status is", "give it status or flags"))

    def _clock(self, forms: Sequence[str], key: str) -> Clock:
        for form in forms:
            if not is_form(form):
                cure = f"use {', '.join(FORMS)}, or a pattern such as %d.%m.%Y %H:%M"
                self.faults.append(Fault(f"{key}.at_format", f"{form!r} is no form of times", cure))
        return Clock(tuple(forms), self._zone)


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
