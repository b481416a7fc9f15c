"""The question whether somebody is there, which a system puts before it sends: ``[handshake]`` of a manifest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from adapters.calls import Call
from adapters.documents import Form, Unreadable, parse_document
from adapters.errors import Fault
from adapters.expressions import Expression, Sent, UnusableExpression, parse_expression

_LONGEST: Final = 1_024
_HEADER: Final = re.compile(r"[A-Za-z0-9-]+", re.ASCII)
_CURE_WORD: Final = 'say where it stands: "challenge", "header:X-Hook-Secret", "query:validationToken"'


class HandshakeTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[handshake]`` as it is written; without a key, a GET or HEAD wants no more than 200."""

    word: str = ""
    """The expression that finds what has to be said back: in the body as it came, in a header or in the address."""
    json: str = ""
    """The member of a JSON object as which it is said back,"""
    header: str = ""
    """or the header; without either, it is the text of the answer."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """How the question is known, and how its word is said back."""

    table: HandshakeTable
    word: Expression | None
    """None where a GET or HEAD is the question."""


def word_in(call: Call, word: Expression, forms: Sequence[Form], charset: str) -> str:
    """The word that has to be said back; empty where a call is no such question.

    Anybody may have sent the call, so what cannot be read is no question; and as the word is said to anybody, it is
    short, and nothing that could end a header.
    """
    document = None if word.path is None else parse_document(call.body, forms, charset)
    if isinstance(document, Unreadable):
        return ""
    try:
        found = word.of(Sent(document, document, call.beside(word.headers)))
    except UnusableExpression:
        return ""
    is_text = isinstance(found, str) and len(found) <= _LONGEST
    return str(found) if is_text and found.isascii() and found.isprintable() else ""


def read_handshake(table: HandshakeTable) -> tuple[Handshake, list[Fault]]:
    """The handshake, and what is wrong with it."""
    faults: list[Fault] = []
    word = None
    if table.word:
        try:
            word = parse_expression(table.word)
        except UnusableExpression as error:
            faults.append(Fault("handshake.word", str(error), _CURE_WORD))
    if table.json and table.header:
        faults.append(Fault("handshake", "its word is said back in two ways", "keep json or header"))
    if (table.json or table.header) and not table.word:
        faults.append(Fault("handshake", "nothing says which word is said back", _CURE_WORD))
    if table.header and not _HEADER.fullmatch(table.header):
        faults.append(Fault("handshake.header", f"{table.header!r} is no name of a header", 'such as "X-Hook-Secret"'))
    return Handshake(table, word), faults
