"""What a system wants to hear, where the hub's own answer will not do."""

from __future__ import annotations

from typing import Final

import msgspec

from adapters.auth import Kind
from adapters.calls import Call
from adapters.manifest import Answer, Manifest
from adapters.sealed import Opened

_JSON: Final = "application/json"


class Preflight(msgspec.Struct, frozen=True):
    """The headers by which a receiver lets a sender of CloudEvents send."""

    headers: dict[str, str]


def answer_to_challenge(manifest: Manifest, opened: Opened) -> Answer | None:
    """The answer to a call that only asks whether somebody is there; None where the call is a webhook.

    Lark wants its challenge back in JSON, WeCom what it had encrypted, as it is.
    """
    if not opened.challenge:
        return None
    if manifest.auth.kind is Kind.LARK:
        body = msgspec.json.encode({"challenge": opened.challenge.decode("utf-8", "replace")})
        return Answer(body=body.decode(), content_type=_JSON)
    return Answer(body=opened.challenge.decode("utf-8", "replace"))


def answer_to_preflight(call: Call) -> Preflight | None:
    """Leave for a sender of CloudEvents that asks by OPTIONS whether it may send here; None for any other call.

    It is given to whoever asks: what is sent still has to prove itself.
    """
    origin = call.header("webhook-request-origin")
    if call.method != "OPTIONS" or not origin:
        return None
    return Preflight({"WebHook-Allowed-Origin": origin[:256], "WebHook-Allowed-Rate": "*", "Allow": "POST"})
