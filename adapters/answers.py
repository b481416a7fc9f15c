"""What a system wants to hear, where the hub's own answer will not do."""

from __future__ import annotations

from typing import Final

import msgspec

from adapters.auth import Kind
from adapters.calls import Call
from adapters.documents import UTF_8, Form
from adapters.handshake import word_in
from adapters.manifest import Answer, Manifest
from adapters.sealed import Opened

_JSON: Final = "application/json"


class Greeting(msgspec.Struct, frozen=True):
    """What is said to whoever asks before it sends: it proves nothing, and nothing is stored of it."""

    headers: dict[str, str] = {}
    body: str = ""
    content_type: str = "text/plain"


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


def answer_to_preflight(call: Call) -> Greeting | None:
    """Leave for a sender of CloudEvents that asks by OPTIONS whether it may send here; None for any other call.

    It is given to whoever asks: what is sent still has to prove itself.
    """
    origin = call.header("webhook-request-origin")
    if call.method != "OPTIONS" or not origin:
        return None
    return Greeting({"WebHook-Allowed-Origin": origin[:256], "WebHook-Allowed-Rate": "*", "Allow": "POST"})


def answer_to_handshake(manifest: Manifest, call: Call) -> Greeting | None:
    """The answer to a call that is the question of the manifest's ``[handshake]``; None for any other call.

    It is given to whoever asks: what is sent still has to prove itself.
    """
    handshake, profile = manifest.handshake, manifest.profile
    if handshake is None or call.method == "OPTIONS":
        return None
    if handshake.word is None:
        return Greeting() if call.method in ("GET", "HEAD") else None
    forms, charset = (profile.formats, profile.charset) if profile else ((Form.JSON,), UTF_8)
    word = word_in(call, handshake.word, forms, charset)
    if not word:
        return None
    if handshake.table.header:
        return Greeting({handshake.table.header: word})
    if handshake.table.json:
        return Greeting(body=msgspec.json.encode({handshake.table.json: word}).decode(), content_type=_JSON)
    return Greeting(body=word)
