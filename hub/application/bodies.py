"""Bodies of webhooks as they came, kept for a while for people to look at: cut to a bound, packed small."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from adapters.contract import NO_HEADERS
from schemas.instant import Instant

KEPT_BYTES: Final = 16 << 10
"""Of one body; what is longer is cut, and says so."""
MOST_SHARING: Final = 20
"""A body of more reports than this is kept with none of them: each would have it whole."""
_QUICK: Final = 1


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    content_type: str
    size: int
    packed: bytes
    headers: dict[str, str] = {}


class RawBody(NamedTuple):
    """A body as it came, or its beginning; ``size`` is that of the whole in bytes."""

    content_type: str
    body: bytes
    size: int
    headers: Mapping[str, str] = NO_HEADERS
    """Those that it was read by, names in lower case."""


class Kept(msgspec.Struct, frozen=True):
    """A sealed body on its way into the store, beside the report that came in it."""

    stream: str
    key: int
    """Of the delivery (schemas.report.delivery_key)."""
    at: Instant
    """When it was recorded; from then on its time runs."""
    sealed: bytes


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(_Sealed)


def seal(body: bytes, content_type: str, headers: Mapping[str, str] = NO_HEADERS) -> bytes:
    """The body as it is stored, and as it travels beside a record."""
    start = body if len(body) <= KEPT_BYTES else _whole_letters(body[:KEPT_BYTES])
    return _ENCODER.encode(_Sealed(content_type[:256], len(body), zlib.compress(start, _QUICK), dict(headers)))


def unseal(sealed: bytes) -> RawBody | None:
    """What was sealed; None for bytes that never were, for a record may come from anybody."""
    try:
        form = _DECODER.decode(sealed)
        opener = zlib.decompressobj()
        return RawBody(form.content_type, opener.decompress(form.packed, KEPT_BYTES), form.size, form.headers)
    except (msgspec.MsgspecError, zlib.error):
        return None


def _whole_letters(start: bytes) -> bytes:
    """Without the bytes of a letter that was cut through, where it is text."""
    try:
        start.decode()
    except UnicodeDecodeError as error:
        if error.start > len(start) - 4:
            return start[: error.start]
    return start
