"""Proof by a digest: HMACs and plain hashes over whatever the vendor signs, and Standard Webhooks."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from adapters.auth import HMACS, PLACEHOLDER, Auth, Kind
from adapters.calls import BadSignature, Call
from adapters.clocks import UNIX, Clock
from schemas.instant import MINUTE, SECOND, Instant, to_datetime

TOLERANCE: Final = 5 * MINUTE
"""How far the time in a signature may be off (Standard Webhooks): what is older may have been replayed."""

_MOST_SIGNATURES: Final = 16
_LARK: Final = "X-Lark-Request-Timestamp"
_SECONDS: Final = re.compile(r"[0-9]{1,11}", re.ASCII)
_DECODED: Final = re.compile("%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)
"""The escapes that HubSpot takes out of an address before it signs it."""


def verify_digest(auth: Auth, secrets: Sequence[str], call: Call, now: Instant) -> None:
    """Check an HMAC, or a plain hash that holds the secret, over what ``auth.signs`` says. Raises BadSignature."""
    given = call.header(auth.header)
    if not given:
        what = "the body" if auth.signs == "{body}" else auth.signs
        raise BadSignature(f"sign {what} with {auth.kind.upper()}, and send the signature in the header {auth.header}")
    if auth.timestamp:
        check_age(auth, call, now)
    # A sender that rotates its own secret sends several signatures, with commas between them.
    candidates = [part.strip() for part in given.split(",")[:_MOST_SIGNATURES]]
    received = [
        digest
        for part in candidates
        for prefix in auth.prefixes
        if part.startswith(prefix) and (digest := decoded(part.removeprefix(prefix), auth.encoding))
    ]
    if not any_equal([_digest(auth, secret, call) for secret in secrets], received):
        raise BadSignature(f"the signature in {auth.header} does not fit the body and the secret")


def decoded(text: str, encoding: str) -> bytes:
    """The bytes that a signature spells; none where it spells nothing."""
    try:
        return bytes.fromhex(text) if encoding == "hex" else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""


def any_equal(expected: Sequence[bytes], received: Iterable[bytes]) -> bool:
    """Every pair is compared, so that the time taken does not tell which secret came near."""
    found = False
    for wanted in expected:
        for digest in received:
            found |= hmac.compare_digest(wanted, digest)
    return found


def _digest(auth: Auth, secret: str, call: Call) -> bytes:
    signed = call.body if auth.signs == "{body}" else _signed(auth, secret, call)
    algorithm = HMACS.get(auth.kind)
    if algorithm is None:
        return hashlib.sha256(signed).digest()
    return hmac.digest(secret.encode(), signed, algorithm)


def _signed(auth: Auth, secret: str, call: Call) -> bytes:
    """What is signed: the template's own characters, and at its placeholders what was sent."""
    parts = PLACEHOLDER.split(auth.signs)
    return b"".join(
        _part(part, auth, secret, call) if number % 2 else part.encode() for number, part in enumerate(parts)
    )


def _part(name: str, auth: Auth, secret: str, call: Call) -> bytes:
    if name == "body":
        return call.body
    texts = {"timestamp": _timestamp(auth, call), "method": call.method, "url": call.url, "secret": secret}
    text = _DECODED.sub(lambda found: chr(int(found[1], 16)), call.url) if name == "decoded-url" else texts[name]
    return text.encode("utf-8", "surrogateescape")


def _timestamp(auth: Auth, call: Call) -> str:
    """The time of signing as it was sent; behind its prefix, where it is one of several parts with commas between."""
    given = call.header(auth.timestamp)
    if not auth.timestamp_prefix:
        return given
    parts = (part.strip() for part in given.split(",")[:_MOST_SIGNATURES])
    found = (part.removeprefix(auth.timestamp_prefix) for part in parts if part.startswith(auth.timestamp_prefix))
    return next(found, "")


def check_age(auth: Auth, call: Call, now: Instant) -> None:
    """A signature that never expires could be replayed for ever; one without a readable time never held.

    Raises BadSignature.
    """
    stamp = _stamp(auth, call)
    try:
        signed_at = Clock((stamp.form,)).read(stamp.text)
    except ValueError as error:
        raise BadSignature(f"{stamp.where} cannot be read: {error}") from error
    if auth.tolerance and abs(signed_at - now) > auth.tolerance * SECOND:
        cure = "sign at the moment of sending, by a set clock"
        raise BadSignature(f"{stamp.name} is more than {auth.tolerance} seconds off; {cure}")


def signed_at(auth: Auth, call: Call) -> Instant | None:
    """When a call says that it was signed; None where it does not say, or nothing hangs on it."""
    if auth.kind is Kind.STANDARD_WEBHOOKS:
        seconds = call.header("webhook-timestamp")
        return int(seconds) * SECOND if _SECONDS.fullmatch(seconds) else None
    stamp = _stamp(auth, call)
    if not (stamp.name and auth.tolerance):
        return None
    try:
        return Clock((stamp.form,)).read(stamp.text)
    except ValueError:
        return None


class _Stamp(NamedTuple):
    """The time of signing as it was sent."""

    name: str
    where: str
    text: str
    form: str


def _stamp(auth: Auth, call: Call) -> _Stamp:
    if auth.kind is Kind.WECOM:
        return _Stamp("timestamp", "timestamp in the address", call.query("timestamp"), "unix-s")
    if auth.kind is Kind.LARK:
        return _Stamp(_LARK, f"the header {_LARK}", call.header(_LARK.lower()), UNIX)
    return _Stamp(auth.timestamp, f"the header {auth.timestamp}", _timestamp(auth, call), auth.timestamp_format)


def verify_standard(secrets: Sequence[str], call: Call, now: Instant) -> None:
    """Check a signature of Standard Webhooks. Raises BadSignature."""
    message, seconds = call.header("webhook-id"), call.header("webhook-timestamp")
    signatures = call.header("webhook-signature").split()
    if not (message and seconds and signatures):
        raise BadSignature("send the headers webhook-id, webhook-timestamp and webhook-signature")
    if not _SECONDS.fullmatch(seconds) or abs(int(seconds) * SECOND - now) > TOLERANCE:
        raise BadSignature(
            "webhook-timestamp is more than 5 minutes off; sign at the moment of sending, by a set clock"
        )
    received = [part.removeprefix("v1,") for part in signatures[:_MOST_SIGNATURES] if part.startswith("v1,")]
    expected = [digest for secret in secrets if (digest := _standard(secret, message, int(seconds), call.body))]
    if not expected:
        raise BadSignature("the signature cannot be checked: the secret is no Base64, or the body no UTF-8")
    if not any_equal(expected, [digest for part in received if (digest := decoded(part, "base64"))]):
        raise BadSignature("no signature in webhook-signature fits the body and the secret")


def _standard(secret: str, message: str, seconds: int, body: bytes) -> bytes:
    """The signature that is right, or nothing where a secret cannot sign.

    The library signs; the check of the time is ours, because its own asks a clock that nobody can set.
    """
    try:
        signed = Webhook(secret).sign(message, to_datetime(seconds * SECOND), body.decode())
    except (ValueError, RuntimeError, EmptyWebhookSecretError):
        return b""
    return base64.b64decode(signed.removeprefix("v1,"))
