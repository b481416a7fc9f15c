"""Proof by showing a secret: less than a signature, because whoever hears it once can use it for ever."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from adapters.auth import Auth, Kind
from adapters.calls import BadSignature, Call
from adapters.digests import any_equal


def verify_shown(auth: Auth, secrets: Sequence[str], call: Call) -> None:
    """Check the secret that a webhook shows: a password, a token, a parameter, or the name in a certificate.

    Raises BadSignature.
    """
    given = _shown(auth, call)
    if not any_equal([secret.encode() for secret in secrets], [text.encode("utf-8", "replace") for text in given]):
        raise BadSignature(_CURES[auth.kind].format(header=auth.header, query=auth.query))


def _shown(auth: Auth, call: Call) -> list[str]:
    if auth.kind is Kind.QUERY:
        return _present(call.query(auth.query))
    if auth.kind in (Kind.HEADER, Kind.MTLS):
        value = call.header(auth.header).strip()
        return [part for prefix in auth.prefixes if value.startswith(prefix) for part in _present(value[len(prefix) :])]
    scheme, _, rest = call.header("authorization").partition(" ")
    if scheme.lower() != auth.kind.value:
        return []
    return _present(rest.strip()) if auth.kind is Kind.BEARER else _present(_basic(rest.strip()))


def _basic(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (ValueError, binascii.Error):
        return ""


def _present(text: str) -> list[str]:
    """An empty secret shows nothing, whatever the hub was set to expect."""
    return [text] if text else []


_CURES = {
    Kind.BASIC: "send the name and the password that the hub was given, as Authorization: Basic",
    Kind.BEARER: "send the token that the hub was given, as Authorization: Bearer",
    Kind.HEADER: "send the secret that the hub was given in the header {header}",
    Kind.MTLS: "the proxy must show the sender's certificate in the header {header}, as the hub was told to expect it",
    Kind.QUERY: "send the secret that the hub was given as the parameter {query} of the address",
}
