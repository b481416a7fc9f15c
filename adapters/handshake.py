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
from adapters.expressions import Expression, Place, Sent, UnusableExpression, parse_expression

_LONGEST: Final = 1_024
_HEADER: Final = re.compile(r"[A-Za-z0-9-]+", re.ASCII)
_CURE_WORD: Final = "say where it stands: word = \"challenge\", word = 'header:X-Hook-Secret', or a parameter by query"


class HandshakeTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[handshake]`` as it is written; without a key, a GET or HEAD wants no more than 200."""

    query: str = ""
    """The parameter of the address that has to be said back,"""
    word: str = ""
    """or the expression that finds what has to be, in the body as it came or in a header."""
    json: str = ""
    """The member of a JSON object as which it is said back,"""
    header: str = ""
    """or the header; without either, it is the text of the answer."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """How the question is known, and how its word is said back."""

    table: HandshakeTable
    word: Expression | None

    @property
    def has_word(self) -> bool:
        return bool(self.table.query) or self.word is not None

    def word_in(self, call: Call, forms: Sequence[Form], charset: str) -> str:
        """The word that has to be said back; empty where a call is no such question.

        It is said to whoever asks, so it is short, and nothing that could end a header.
        """
        found = call.query(self.table.query) if self.word is None else _found(self.word, call, forms, charset)
        if not isinstance(found, str) or len(found) > _LONGEST or not (found.isascii() and found.isprintable()):
            return ""
        return found


def _found(word: Expression, call: Call, forms: Sequence[Form], charset: str) -> object:
    """Anybody may have sent the call, so whatever cannot be read is no question."""
    document = None if word.place is Place.HEADER else parse_document(call.body, forms, charset)
    if isinstance(document, Unreadable):
        return None
    try:
        return word.of(Sent(document, document, call.headers))
    except UnusableExpression:
        return None


def read_handshake(table: HandshakeTable) -> tuple[Handshake, list[Fault]]:
    """The handshake, and what is wrong with it."""
    faults: list[Fault] = []
    word = None
    if table.word:
        try:
            word = parse_expression(table.word)
        except UnusableExpression as error:
            faults.append(Fault("handshake.word", str(error), _CURE_WORD))
    if table.query and table.word:
        faults.append(Fault("handshake", "its word stands in two places", "keep query or word"))
    if table.json and table.header:
        faults.append(Fault("handshake", "its word is said back in two ways", "keep json or header"))
    if (table.json or table.header) and not (table.query or table.word):
        faults.append(Fault("handshake", "nothing says which word is said back", _CURE_WORD))
    if table.header and not _HEADER.fullmatch(table.header):
        faults.append(Fault("handshake.header", f"{table.header!r} is no name of a header", 'such as "X-Hook-Secret"'))
    return Handshake(table, word), faults
