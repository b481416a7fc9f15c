"""Whether a webhook is its system's own. Comparisons take the same time wherever two signatures differ."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Final

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from adapters.manifest import Auth, Kind, Manifest
from schemas.instant import MINUTE, Instant, to_datetime

TOLERANCE: Final = 5 * MINUTE
"""How far the time in a signature may be off (Standard Webhooks): what is older may have been replayed."""

_MOST_SIGNATURES: Final = 16
_SECONDS = re.compile(r"[0-9]{1,11}", re.ASCII)


class BadSignature(Exception):
    """A webhook that its system did not sign, or whose signature cannot be checked. The text says what to do."""


def verify(manifest: Manifest, secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: Instant) -> None:
    """Check the signature of a body against every secret in force: there are two while one replaces the other.

    Header names are in lower case. Raises BadSignature.
    """
    if not secrets:
        raise BadSignature(f"the hub knows no secret of {manifest.system}; its operator sets {manifest.secret_setting}")
    if manifest.auth.kind is Kind.STANDARD_WEBHOOKS:
        _verify_standard(secrets, headers, body, now)
    else:
        _verify_hmac(manifest.auth, secrets, headers, body)


def _verify_hmac(auth: Auth, secrets: Sequence[str], headers: Mapping[str, str], body: bytes) -> None:
    given = headers.get(auth.header.lower(), "")
    if not given:
        raise BadSignature(f"sign the body with HMAC-SHA256, and send the signature in the header {auth.header}")
    # A sender that rotates its own secret sends several signatures, with commas between them.
    candidates = [part.strip() for part in given.split(",")[:_MOST_SIGNATURES]]
    received = [part.removeprefix(auth.prefix) for part in candidates if part.startswith(auth.prefix)]
    digests = [digest for part in received if (digest := _decoded(part, auth.encoding))]
    expected = [hmac.digest(secret.encode(), body, "sha256") for secret in secrets]
    if not _any_equal(expected, digests):
        raise BadSignature(f"the signature in {auth.header} does not fit the body and the secret")


def _decoded(text: str, encoding: str) -> bytes:
    try:
        return bytes.fromhex(text) if encoding == "hex" else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""


def _verify_standard(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: Instant) -> None:
    message, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "").split()
    if not (message and seconds and signatures):
        raise BadSignature("send the headers webhook-id, webhook-timestamp and webhook-signature")
    if not _SECONDS.fullmatch(seconds) or abs(int(seconds) * 1_000_000 - now) > TOLERANCE:
        raise BadSignature(
            "webhook-timestamp is more than 5 minutes off; sign at the moment of sending, by a set clock"
        )
    received = [part.removeprefix("v1,") for part in signatures[:_MOST_SIGNATURES] if part.startswith("v1,")]
    expected = [digest for secret in secrets if (digest := _standard(secret, message, int(seconds), body))]
    if not expected:
        raise BadSignature("the signature cannot be checked: the secret is no Base64, or the body no UTF-8")
    if not _any_equal(expected, [digest for part in received if (digest := _decoded(part, "base64"))]):
        raise BadSignature("no signature in webhook-signature fits the body and the secret")


def _standard(secret: str, message: str, seconds: int, body: bytes) -> bytes:
    """The signature that is right, or nothing where a secret cannot sign.

    The library signs; the check of the time is ours, because its own asks a clock that nobody can set.
    """
    try:
        signed = Webhook(secret).sign(message, to_datetime(seconds * 1_000_000), body.decode())
    except (ValueError, RuntimeError, EmptyWebhookSecretError):
        return b""
    return base64.b64decode(signed.removeprefix("v1,"))


def _any_equal(expected: Sequence[bytes], received: Sequence[bytes]) -> bool:
    """Every pair is compared, so that the time taken does not tell which secret came near."""
    found = False
    for wanted in expected:
        for digest in received:
            found |= hmac.compare_digest(wanted, digest)
    return found
