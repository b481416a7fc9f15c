"""Signs webhooks as the demo's systems do, by what their manifests say."""

from __future__ import annotations

import base64
import hmac
import secrets

from standardwebhooks import Webhook

from adapters.manifest import Kind, Manifest
from schemas.instant import Instant, to_datetime


def new_secret(manifest: Manifest) -> str:
    """A webhook secret in the form that the system's signature takes."""
    random = secrets.token_bytes(24)
    if manifest.auth.kind is Kind.STANDARD_WEBHOOKS:
        return "whsec_" + base64.b64encode(random).decode()
    return random.hex()


def signature(manifest: Manifest, secret: str, body: bytes, message: str, now: Instant) -> dict[str, str]:
    """The headers that prove a body; for a system that cannot sign, its API key."""
    auth = manifest.auth
    if auth.kind is Kind.API_KEY:
        return {"X-API-Key": secret}
    if auth.kind is Kind.STANDARD_WEBHOOKS:
        moment = to_datetime(now)
        signed = Webhook(secret).sign(message, moment, body.decode())
        seconds = str(int(moment.timestamp()))
        return {"webhook-id": message, "webhook-timestamp": seconds, "webhook-signature": signed}
    digest = hmac.digest(secret.encode(), body, "sha256")
    [prefix] = auth.prefixes
    return {auth.header: prefix + (digest.hex() if auth.encoding == "hex" else base64.b64encode(digest).decode())}
