"""Whether a webhook would have to prove itself, how, and whether the proof at hand holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from adapters.answers import answer_to_challenge, answer_to_handshake
from adapters.auth import HELD_WITH_SPACES, Kind
from adapters.calls import BadSignature, Call
from adapters.digests import TOLERANCE, signed_at
from adapters.manifest import Manifest
from adapters.sealed import Opened
from adapters.signatures import admit
from schemas.instant import SECOND, Instant, to_iso


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook has to show, and what came of what it shows."""

    kind: Kind
    holds: bool | None
    """None where it cannot be said: nothing is shown, or the hub's secret is not at hand."""
    said: str
    aged: bool = False
    """It holds for the moment of signing, and the hub would refuse it by now."""
    challenge: str = ""
    """What the hub answers to a call that only asks whether somebody is there."""


def by_line(manifests: Mapping[str, Manifest]) -> frozenset[str]:
    """The systems of which two secrets stand on a line each, for they may hold spaces."""
    return frozenset(system for system, manifest in manifests.items() if manifest.auth.kind in HELD_WITH_SPACES)


def prove(manifest: Manifest, secrets: Sequence[str], call: Call, now: Instant, *, shown: bool) -> tuple[Proof, bytes]:
    """The proof of a call, and the body that is read then: decrypted, where it came encrypted and could be opened.

    ``shown`` says whether headers were given that could prove something; some proofs stand in the address instead.
    """
    kind = manifest.auth.kind
    greeting = answer_to_handshake(manifest, call)
    if greeting is not None:
        answer = greeting.body or "; ".join(f"{name}: {word}" for name, word in greeting.headers.items())
        said = f"not asked for: the call is the [handshake], of which nothing is stored; the answer is {answer}"
        return Proof(kind=kind, holds=None, said=said, challenge=answer), b""
    if kind is Kind.API_KEY:
        said = (
            "the sender shows a key of the hub, as X-API-Key or Authorization: Bearer; issue it with "
            f"`statushub keys issue {manifest.system}-edge --role system --system {manifest.system}`"
        )
        return Proof(kind=kind, holds=None, said=said), call.body
    if not secrets:
        said = f"demanded; to check it here too, set {manifest.secret_setting}"
        return Proof(kind=kind, holds=None, said=said), call.body
    in_address = kind in (Kind.QUERY, Kind.WECOM)
    if not ("?" in call.url if in_address else shown):
        where = "query of the address" if in_address else "headers"
        return Proof(kind=kind, holds=None, said=f"demanded; to check one, give the {where} it came with"), call.body
    try:
        opened, aged = _admitted(manifest, secrets, call, now)
    except BadSignature as error:
        return Proof(kind=kind, holds=False, said=f"refused: {error}"), call.body
    if aged:
        return Proof(kind=kind, holds=True, said=aged, aged=True), opened.body
    challenge = answer_to_challenge(manifest, opened)
    if challenge is not None:
        said = "it holds; the call only asks whether somebody is there, and nothing is stored"
        return Proof(kind=kind, holds=True, said=said, challenge=challenge.body), b""
    return Proof(kind=kind, holds=True, said="it holds"), opened.body


def _admitted(manifest: Manifest, secrets: Sequence[str], call: Call, now: Instant) -> tuple[Opened, str]:
    """The call, opened, and what is to be said where it is right but for its age. Raises BadSignature.

    A body from a file is old by nature. What is wrong with it beside its age is found by looking at it as of the time
    that it names itself.
    """
    try:
        return admit(manifest, secrets, call, now), ""
    except BadSignature as error:
        signed = signed_at(manifest.auth, call)
        if signed is None or abs(signed - now) <= _tolerance(manifest):
            raise
        try:
            opened = admit(manifest, secrets, call, signed)
        except BadSignature as wrong:
            raise BadSignature(f"{wrong}; and it is too old as well: {error}") from wrong
    system, seconds = manifest.system, _tolerance(manifest) // SECOND
    said = (
        f"it holds for {to_iso(signed)}, when it was signed; a body that is kept for trying is as old as that, but the"
        f" hub takes none that is more than {seconds} seconds off. If it has only just been sent, set the clock of"
        f" {system} or of the hub"
    )
    if manifest.auth.kind is not Kind.STANDARD_WEBHOOKS:
        said += f"; if {system} sends from a queue, or again with the same signature, give [auth] a larger tolerance"
    return opened, said


def _tolerance(manifest: Manifest) -> Instant:
    """How far off the time of a signature may be, in microseconds."""
    return TOLERANCE if manifest.auth.kind is Kind.STANDARD_WEBHOOKS else manifest.auth.tolerance * SECOND
