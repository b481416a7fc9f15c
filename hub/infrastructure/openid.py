"""Logging in by OpenID Connect: authorization code with PKCE; the ID token is checked with Authlib and joserfc."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from hub.application.access import Principal
from hub.application.people import named
from hub.application.site_login import Attempt, Begun, NotVouchedFor, RoleRules
from schemas.errors import Refused

_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures of the provider's. Never ``none``, and no secret of ours: whoever knows one could sign as the provider."""
_SECONDS: Final = 10.0
_BELIEVED_SECONDS: Final = 3_600.0
"""For which what the provider says of itself is kept; keys that it has changed since are asked for anew."""
_LEEWAY_SECONDS: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdSettings:
    """How the hub is known to the provider, and what it reads of people."""

    issuer: str
    client: str
    secret: str
    rules: RoleRules
    name_claims: Sequence[str] = ("preferred_username", "email", "name", "sub")
    roles_claim: str = "groups"


@dataclass(frozen=True, slots=True)
class _Provider:
    """What the provider says of itself."""

    authorize: str
    token: str
    keys: KeySet
    asked_at: float


class OpenIdLogin:
    """The port hub.application.site_login.SiteLogin, over HTTP."""

    def __init__(self, settings: OpenIdSettings) -> None:
        self._settings = settings
        self._known: _Provider | None = None
        self._lock = threading.Lock()

    def begin(self, back: str, to: str) -> Begun:
        attempt = Attempt(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), to)
        asked = {
            "response_type": "code",
            "client_id": self._settings.client,
            "redirect_uri": back,
            "scope": "openid profile email",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": create_s256_code_challenge(attempt.verifier),
            "code_challenge_method": "S256",
        }
        address = self._provider().authorize
        return Begun(f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}", attempt)

    def finish(self, back: str, attempt: Attempt, query: Mapping[str, str]) -> Principal:
        if not hmac.compare_digest(query.get("state", "").encode(), attempt.state.encode()):
            raise NotVouchedFor("this login was not begun here; begin it again")
        if query.get("iss", self._settings.issuer) != self._settings.issuer:
            raise NotVouchedFor("another provider answered")
        if "code" not in query:
            raise NotVouchedFor(query.get("error_description") or query.get("error") or "no code came back")
        return self._principal(self._claims(self._redeem(query["code"], back, attempt), attempt))

    def _redeem(self, code: str, back: str, attempt: Attempt) -> str:
        """The ID token that a code stands for."""
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": attempt.verifier,
        }
        client = (self._settings.client, self._settings.secret)
        answer = _asked("POST", self._provider().token, data=given, auth=client)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotVouchedFor("the provider sent no ID token; ask for the scope openid")
        return token

    def _claims(self, token: str, attempt: Attempt) -> Mapping[str, Any]:
        """What a token says, once its signature, issuer, audience, times and nonce are found to be right."""
        try:
            try:
                decoded = jwt.decode(token, self._provider().keys, algorithms=list(_ALGORITHMS))
            except (JoseError, ValueError):
                # The provider may have changed its keys since; what is wrong stays wrong.
                decoded = jwt.decode(token, self._provider(anew=True).keys, algorithms=list(_ALGORITHMS))
            expected = {
                "iss": {"essential": True, "value": self._settings.issuer},
                "aud": {"essential": True, "value": self._settings.client},
                "nonce": {"essential": True, "value": attempt.nonce},
            }
            known = {"nonce": attempt.nonce, "client_id": self._settings.client}
            CodeIDToken(decoded.claims, decoded.header, expected, known).validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError) as error:
            raise NotVouchedFor(f"its ID token does not hold: {error}") from error
        return decoded.claims

    def _principal(self, claims: Mapping[str, Any]) -> Principal:
        names = (claims.get(claim) for claim in self._settings.name_claims)
        name = next((found for found in names if isinstance(found, str) and found.strip()), "")
        groups = claims.get(self._settings.roles_claim, ())
        listed = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        role = self._settings.rules.role_of([each for each in listed if isinstance(each, str)])
        if role is None:
            raise NotVouchedFor(f"{name} has no role here; ask an administrator")
        try:
            return Principal(named(name), role)
        except Refused as error:
            raise NotVouchedFor(str(error)) from error

    def _provider(self, *, anew: bool = False) -> _Provider:
        with self._lock:
            known = self._known
            if known is None or anew or time.monotonic() - known.asked_at > _BELIEVED_SECONDS:
                known = self._known = self._look_up()
        return known

    def _look_up(self) -> _Provider:
        issuer = self._settings.issuer
        said = _asked("GET", get_well_known_url(issuer, external=True))
        if said.get("issuer") != issuer:
            raise NotVouchedFor(f"STATUSHUB_OPENID_ISSUER is {issuer}, and the provider says {said.get('issuer')}")
        try:
            keys = KeySet.import_key_set(_asked("GET", said["jwks_uri"]))  # type: ignore[arg-type]
            return _Provider(said["authorization_endpoint"], said["token_endpoint"], keys, time.monotonic())
        except (KeyError, JoseError, ValueError) as error:
            raise NotVouchedFor(f"what {issuer} says of itself lacks something: {error}") from error


def _asked(method: str, address: str, **more: Any) -> dict[str, Any]:
    """An answer of the provider's. An error may hold a secret of somebody's, so only its kind is told."""
    try:
        answer = httpx.request(method, address, timeout=_SECONDS, **more)
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise NotVouchedFor(f"the provider cannot be reached: {type(error).__name__}") from error
    if not isinstance(found, dict) or answer.status_code != httpx.codes.OK:
        told = found.get("error", "") if isinstance(found, dict) else ""
        raise NotVouchedFor(f"the provider answers {answer.status_code} {str(told)[:64]}".strip())
    return found
