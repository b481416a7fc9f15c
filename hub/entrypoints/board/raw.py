"""The body that a report came in, as the desk and the page of a ticket show it."""

from __future__ import annotations

from collections.abc import Mapping

from hub.application.access import Right
from hub.entrypoints.board.acting import carry_out
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.words import Words
from hub.entrypoints.gateway.queries import Queries
from hub.entrypoints.gateway.views.tickets import RawView


async def raw_for(reader: Reader, queries: Queries, uid: str, system: str, delivery_id: str) -> tuple[str, str] | None:
    """What a reviewer asked to see, and what has to be said about it; None where they may not, which they are told."""
    asked = await carry_out(reader, Right.REVIEW, lambda _by: (queries.raw_body(uid, system, delivery_id),))
    return None if asked is None else raw_told(asked[0], reader.words)


def raw_told(found: RawView | None, words: Words) -> tuple[str, str]:
    """The body as far as it is kept, and what has to be said about it."""
    if found is None:
        return "", words.raw_none
    size, sent = f"{found.bytes:,}", as_sent(found.headers, found.body)
    if found.encoding != "utf-8":
        return sent, words.raw_bytes.format(bytes=size)
    return sent, words.raw_cut.format(bytes=size) if found.truncated else found.content_type


def as_sent(headers: Mapping[str, str], body: str) -> str:
    """A body below the headers that it is read by, as they go over the wire."""
    return "".join(f"{name}: {text}\n" for name, text in headers.items()) + "\n" * bool(headers) + body
