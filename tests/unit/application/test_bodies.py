"""Bodies are kept as they came, up to a bound, and small."""

from __future__ import annotations

import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.application.bodies import KEPT_BYTES, RawBody, seal, unseal


@given(st.binary(max_size=2_000), st.text(max_size=80), st.dictionaries(st.text(), st.text(), max_size=3))
def test_a_body_comes_back_as_it_came(body: bytes, content_type: str, headers: dict[str, str]) -> None:
    assert unseal(seal(body, content_type, headers)) == RawBody(content_type, body, len(body), headers)


def test_a_body_that_was_sealed_before_headers_were_kept_comes_back_without() -> None:
    sealed = msgspec.msgpack.encode(["text/plain", 2, zlib.compress(b"{}")])
    assert unseal(sealed) == RawBody("text/plain", b"{}", 2)


def test_a_long_body_is_cut_and_says_how_long_it_was() -> None:
    body = b"x" * (KEPT_BYTES + 5)
    assert unseal(seal(body, "text/plain")) == RawBody("text/plain", b"x" * KEPT_BYTES, KEPT_BYTES + 5)
    assert len(seal(body, "text/plain")) < 200


def test_no_letter_is_cut_through() -> None:
    text = "x" + "状" * KEPT_BYTES
    kept = unseal(seal(text.encode(), ""))
    assert kept is not None
    assert text.startswith(kept.body.decode())
    assert KEPT_BYTES - 3 < len(kept.body) <= KEPT_BYTES


def test_what_is_no_text_is_cut_where_it_is() -> None:
    kept = unseal(seal(b"\xff" * (2 * KEPT_BYTES), ""))
    assert kept is not None
    assert len(kept.body) == KEPT_BYTES


def test_a_body_that_swells_is_opened_no_further_than_any_of_ours() -> None:
    swelling = msgspec.msgpack.encode(["", 1, zlib.compress(b"0" * 50_000_000)])
    opened = unseal(swelling)
    assert opened is not None
    assert len(opened.body) == KEPT_BYTES


@pytest.mark.parametrize("sealed", [b"", b"\x00", b"no such thing", msgspec.msgpack.encode(["", 1, b"no zlib"])])
def test_bytes_that_were_never_sealed_are_nothing(sealed: bytes) -> None:
    assert unseal(sealed) is None
