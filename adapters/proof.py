"""Whether a webhook would have to prove itself, how, and whether the proof at hand holds."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from adapters.answers import answer_to_challenge
from adapters.auth import Kind
from adapters.calls import BadSignature, Call
from adapters.manifest import Manifest
from adapters.signatures import admit
from schemas.instant import Instant


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook has to show, and what came of what it shows."""

    kind: Kind
    holds: bool | None
    """None where it cannot be said: nothing is shown, or the hub's secret is not at hand."""
    said: str
    challenge: str = ""
    """What the hub answers to a call that only asks whether somebody is there."""


def prove(manifest: Manifest, secrets: Sequence[str], call: Call, now: Instant, *, shown: bool) -> tuple[Proof, bytes]:
    """The proof of a call, and the body that is read then: decrypted, where it came encrypted and could be opened.

    ``shown`` says whether anything was given that could prove something.
    """
    kind = manifest.auth.kind
    if kind is Kind.API_KEY:
        said = (
            "the sender shows a key of the hub, as X-API-Key or Authorization: Bearer; issue it with "
            f"`statushub keys issue {manifest.system}-edge --role system --system {manifest.system}`"
        )
        return Proof(kind=kind, holds=None, said=said), call.body
    if not secrets:
        said = f"demanded; to check it here too, set {manifest.secret_setting}"
        return Proof(kind=kind, holds=None, said=said), call.body
    if not shown:
        return Proof(kind=kind, holds=None, said="demanded; to check one, give the headers it came with"), call.body
    try:
        opened = admit(manifest, secrets, call, now)
    except BadSignature as error:
        return Proof(kind=kind, holds=False, said=f"refused: {error}"), call.body
    answer = answer_to_challenge(manifest, opened)
    if answer is not None:
        said = "it holds; the call only asks whether somebody is there, and nothing is stored"
        return Proof(kind=kind, holds=True, said=said, challenge=answer.body), b""
    return Proof(kind=kind, holds=True, said="it holds"), opened.body
