"""Whether a webhook is its system's own. Comparisons take the same time wherever two signatures differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.auth import HMACS, Kind
from adapters.calls import BadSignature, Call
from adapters.digests import TOLERANCE, verify_digest, verify_standard
from adapters.manifest import Manifest
from adapters.sealed import Opened, open_sealed
from adapters.shown import verify_shown
from schemas.instant import Instant

__all__ = ["TOLERANCE", "BadSignature", "Call", "admit", "verify"]


def verify(manifest: Manifest, secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: Instant) -> None:
    """Check a body that was posted, for systems whose proof depends on nothing but its headers.

    Header names are in lower case. Raises BadSignature.
    """
    admit(manifest, secrets, Call(body=body, headers=headers), now)


def admit(manifest: Manifest, secrets: Sequence[str], call: Call, now: Instant) -> Opened:
    """Check a call against every secret in force: there are two while one replaces the other.

    Returns the body that is to be read, decrypted where it came encrypted, or what a challenge wants to hear. Kind
    ``api-key`` is not checked here: the hub's own keys prove it. Raises BadSignature.
    """
    auth = manifest.auth
    if not secrets:
        raise BadSignature(f"the hub knows no secret of {manifest.system}; its operator sets {manifest.secret_setting}")
    if auth.kind in (Kind.LARK, Kind.WECOM):
        return open_sealed(auth, secrets, call, now)
    if auth.kind is Kind.STANDARD_WEBHOOKS:
        verify_standard(secrets, call, now)
    elif auth.kind in HMACS or auth.kind is Kind.SHA256:
        verify_digest(auth, secrets, call, now)
    else:
        verify_shown(auth, secrets, call)
    return Opened(call.body)
