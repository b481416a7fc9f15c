"""Lark and WeCom: bodies that are encrypted, and signatures that hold a token or the key itself.

A secret has parts with colons between them. Lark: the encrypt key, and the verification token where there is one.
WeCom: the token, the EncodingAESKey, and the id of the company where it should be checked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.auth import Auth, Kind
from adapters.calls import BadSignature, Call
from adapters.digests import any_equal, check_age, decoded
from adapters.documents import Form, Unreadable, parse_document
from schemas.instant import Instant

_BLOCK: Final = 16
_WECOM_BLOCK: Final = 32
_WECOM_RANDOM: Final = 16
_LENGTH: Final = 4


class Opened(NamedTuple):
    """What a sealed call holds, and whether it only asks if somebody is there."""

    body: bytes
    challenge: bytes = b""


def open_sealed(auth: Auth, secrets: Sequence[str], call: Call, now: Instant) -> Opened:
    """Check a call and open it, by whichever of the secrets it was sealed with. Raises BadSignature."""
    opener = _open_lark if auth.kind is Kind.LARK else _open_wecom
    refusal = BadSignature("there is no secret")
    for secret in secrets:
        try:
            return opener(auth, secret, call, now)
        except BadSignature as error:
            refusal = error
    raise refusal


def _open_lark(auth: Auth, secret: str, call: Call, now: Instant) -> Opened:
    key, colon, token = secret.rpartition(":")
    if not colon:
        key, token = secret, ""
    document = _members(call.body)
    sealed = document.get("encrypt")
    body = _decrypt(hashlib.sha256(key.encode()).digest(), _base64(sealed)) if isinstance(sealed, str) else call.body
    opened = _members(body)
    if opened.get("type") == "url_verification":  # Lark does not sign the question whether somebody is there
        _check_lark_token(token, opened.get("token"), is_sealed=body is not call.body)
        return Opened(b"", str(opened.get("challenge", ""))[:256].encode())
    stamp, nonce = call.header("x-lark-request-timestamp"), call.header("x-lark-request-nonce")
    expected = hashlib.sha256((stamp + nonce + key).encode() + call.body).digest()
    if not any_equal([expected], [decoded(call.header("x-lark-signature"), "hex")]):
        raise BadSignature("X-Lark-Signature does not fit the body and the encrypt key")
    check_age(auth, call, now)
    return Opened(body)


def _check_lark_token(token: str, given: object, *, is_sealed: bool) -> None:
    """Who could seal the question knows the key; who sent it open must at least know the token."""
    if token or not is_sealed:
        expected = [token.encode()] if token else []
        if not any_equal(expected, [str(given).encode("utf-8", "replace")]):
            raise BadSignature("the verification token is not the one that the hub was given")


def _open_wecom(auth: Auth, secret: str, call: Call, now: Instant) -> Opened:
    token, _, rest = secret.partition(":")
    text, _, receiver = rest.partition(":")
    key = _base64(text + "=")
    if not token or len(key) != _WECOM_BLOCK:
        raise BadSignature("the hub's secret is not a token and an EncodingAESKey with a colon between them")
    echo = call.query("echostr") if call.method == "GET" else ""
    sealed = echo or _sealed_by_wecom(call.body)
    parts = sorted([token, call.query("timestamp"), call.query("nonce"), sealed])
    expected = hashlib.sha1("".join(parts).encode(), usedforsecurity=False).digest()
    given = call.query("msg_signature") or call.query("signature")
    if not any_equal([expected], [decoded(given, "hex")]):
        raise BadSignature("msg_signature does not fit the body and the token")
    check_age(auth, call, now)
    message = _wecom_message(_decrypt(key, key[:_BLOCK] + _base64(sealed), _WECOM_BLOCK), receiver)
    return Opened(b"", message) if echo else Opened(message)


def _sealed_by_wecom(body: bytes) -> str:
    document = parse_document(body, (Form.JSON, Form.XML))
    inner = document.get("xml", document) if isinstance(document, dict) else {}
    sealed = (inner.get("Encrypt") or inner.get("encrypt")) if isinstance(inner, dict) else None
    if not isinstance(sealed, str):
        raise BadSignature("the body holds nothing encrypted; switch the callback to encrypted messages")
    return sealed


def _wecom_message(plain: bytes, receiver: str) -> bytes:
    start = _WECOM_RANDOM + _LENGTH
    length = int.from_bytes(plain[_WECOM_RANDOM:start])
    message, behind = plain[start : start + length], plain[start + length :]
    if len(message) != length or (receiver and not any_equal([receiver.encode()], [behind])):
        raise BadSignature("the message was sealed for another receiver")
    return message


def _decrypt(key: bytes, sealed: bytes, block: int = _BLOCK) -> bytes:
    """AES-256-CBC, the vector before the text, and PKCS#7. Raises BadSignature, whatever was wrong."""
    vector, text = sealed[:_BLOCK], sealed[_BLOCK:]
    if not text or len(text) % _BLOCK:
        raise BadSignature("what is encrypted is cut off")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    plain = decryptor.update(text) + decryptor.finalize()
    padding = plain[-1]
    if not 1 <= padding <= block or plain[-padding:] != bytes([padding]) * padding:
        raise BadSignature("what is encrypted does not fit the key")
    return plain[:-padding]


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""


def _members(body: bytes) -> dict[str, object]:
    document = parse_document(body, (Form.JSON,))
    if isinstance(document, Unreadable) or not isinstance(document, dict):
        raise BadSignature("the body is no JSON object")
    return document
