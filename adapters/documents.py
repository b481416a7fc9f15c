"""From a body to a document that expressions can address: JSON, XML, or a form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from adapters.xml_documents import UnreadableXml, parse_xml

BOM: Final = b"\xef\xbb\xbf"
"""Some systems put it before their JSON, where it has no business."""

UTF_8: Final = "utf-8"

_MOST_FIELDS: Final = 1_000
_NAME: Final = re.compile(rb'; *name="([^"\r\n]*)"', re.IGNORECASE)
_FILE: Final = re.compile(rb"; *filename\*?=", re.IGNORECASE)
_PLAIN: Final = "{a=1}" * 20
"""Long enough for an encoding of host names to refuse it."""


class Form(StrEnum):
    """How a system writes its bodies."""

    JSON = "json"
    XML = "xml"
    FORM = "form"


class Unreadable(msgspec.Struct, frozen=True):
    """A body that no report could be read from; ``reason`` says why and what to look at."""

    reason: str


def parse_document(body: bytes, forms: Sequence[Form], charset: str = UTF_8) -> object | Unreadable:
    """The document in a body that has one of these forms.

    Of several, the one is taken that its first character speaks for: content types are often wrong, brackets never.
    XML says itself how it is encoded.
    """
    form = forms[0] if len(forms) == 1 else form_of(body, forms)
    if form is Form.XML:
        try:
            return parse_xml(body)
        except UnreadableXml as error:
            return Unreadable(str(error))
    return parse_form(body, charset) if form is Form.FORM else parse_json(body, charset)


def parse_json(body: bytes, charset: str = UTF_8) -> object | Unreadable:
    """The JSON document in a body.

    Nesting is bounded by the interpreter's recursion limit, which the decoder honours; size by whoever read the body.
    """
    try:
        text = body.removeprefix(BOM) if charset == UTF_8 else body.decode(charset)
        document: object = msgspec.json.decode(text)
        return document
    except RecursionError:
        return Unreadable("the body is nested too deeply to be a report")
    except UnicodeDecodeError as error:
        return Unreadable(_misread(error, charset))
    except msgspec.DecodeError as error:
        return Unreadable(f"the body is not JSON: {error}")


def parse_form(body: bytes, charset: str = UTF_8) -> Mapping[str, Any] | Unreadable:
    """The fields of a form; one that is there several times is a list.

    Bytes that the encoding does not know are refused: put in their place, a sign that stands for any would be a word
    that nobody wrote.
    """
    try:
        pairs = _parts_of(body, charset) if body.startswith(b"--") else _pairs_of(body, charset)
    except UnicodeDecodeError as error:
        return Unreadable(_misread(error, charset))
    except ValueError as error:
        return Unreadable(f"the body is no form: {error}")
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name not in fields:
            fields[name] = value
        elif isinstance(fields[name], list):
            fields[name].append(value)
        else:
            fields[name] = [fields[name], value]
    return fields


def _pairs_of(body: bytes, charset: str) -> list[tuple[str, str]]:
    """The fields of ``a=1&b=2``. Raises ValueError."""
    return parse_qsl(
        body.decode(charset).strip(),
        keep_blank_values=True,
        strict_parsing=True,
        encoding=charset,
        errors="strict",
        max_num_fields=_MOST_FIELDS,
    )


def _parts_of(body: bytes, charset: str) -> list[tuple[str, str]]:
    """The fields of a form in parts (RFC 7578), files left out. Its first line says what stands between them.

    Raises ValueError.
    """
    mark = b"\r\n" + body.partition(b"\r\n")[0]
    _, *parts, end = (b"\r\n" + body).split(mark, _MOST_FIELDS + 1)
    if not end.startswith(b"--"):
        raise ValueError(f"its parts are cut off, or more than {_MOST_FIELDS}")
    found = []
    for part in parts:
        head, _, value = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if name is not None and not _FILE.search(head):
            found.append((name[1].decode(charset), value.decode(charset)))
    return found


def is_charset(name: str) -> bool:
    """Whether a text can be encoded as ``name`` says, with each sign of ASCII as it is."""
    try:
        return _PLAIN.encode(name) == _PLAIN.encode()
    except (LookupError, ValueError):
        return False


def _misread(error: UnicodeDecodeError, charset: str) -> str:
    where = f"{error.reason} at byte {error.start}"
    return f"the body is not {charset.upper()}: {where}; let charset below [webhook] say what it is"


def form_of(body: bytes, forms: Sequence[Form]) -> Form:
    """The one of these forms that the body's first character speaks for, else the first of them."""
    start = body.removeprefix(BOM).lstrip()[:1]
    if start == b"<" and Form.XML in forms:
        return Form.XML
    if start in (b"{", b"[") and Form.JSON in forms:
        return Form.JSON
    return Form.FORM if Form.FORM in forms and start not in (b"{", b"[", b"<", b"") else forms[0]
