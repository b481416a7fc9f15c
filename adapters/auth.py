"""How a system proves that a webhook is its own, as its manifest says it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, Literal

import msgspec

from adapters.calls import IN_ADDRESS
from adapters.clocks import is_form
from adapters.errors import Fault

PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
SIGNED: Final = ("body", "timestamp", "method", "url", "decoded-url", "secret")
"""What a signature can be made over."""


class Kind(StrEnum):
    """The ways of proof, from the strongest to the weakest."""

    STANDARD_WEBHOOKS = "standard-webhooks"
    HMAC_SHA512 = "hmac-sha512"
    HMAC_SHA256 = "hmac-sha256"
    HMAC_SHA1 = "hmac-sha1"
    SHA256 = "sha256"
    LARK = "lark"
    WECOM = "wecom"
    MTLS = "mtls"
    API_KEY = "api-key"
    BEARER = "bearer"
    BASIC = "basic"
    HEADER = "header"
    QUERY = "query"


HELD_WITH_SPACES: Final = frozenset({Kind.MTLS, Kind.BASIC})
"""A subject of a certificate or a password may hold spaces, where others have a space between two of them."""
HMACS: Final = {Kind.HMAC_SHA512: "sha512", Kind.HMAC_SHA256: "sha256", Kind.HMAC_SHA1: "sha1"}
_SHOWN_IN: Final = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})
_WITH_HEADER: Final = {*HMACS, Kind.SHA256, Kind.HEADER, Kind.MTLS}


class Auth(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a webhook is verified."""

    kind: Kind
    header: str = ""
    """The header that carries the signature, or whatever is shown instead of one."""
    prefix: str | list[str] = ""
    """What stands before it, if anything; of several, any."""
    encoding: Literal["hex", "base64"] = "hex"
    signs: str = "{body}"
    """What the signature is made over, with placeholders."""
    timestamp: str = ""
    """The header with the time of signing; its text is signed as it came."""
    timestamp_prefix: str = ""
    """What stands before that time, in a header of several parts with commas between: ``t=1769419800,v1=5a...``."""
    timestamp_format: str = "unix-s"
    tolerance: int = 300
    """How many seconds the time of signing may be off; 0 where the system sends from a queue and no window would do."""
    query: str = ""
    """The parameter of the address that holds the secret, for systems that can do no better."""

    @property
    def prefixes(self) -> tuple[str, ...]:
        return (self.prefix,) if isinstance(self.prefix, str) else tuple(self.prefix)

    def is_proof(self, header: str) -> bool:
        """Whether a header, its name in lower case, says who sent a webhook: such a one is never stored."""
        return header in _SHOWN_IN or header in (self.header.lower(), IN_ADDRESS + self.query)


def faults_of(auth: Auth) -> list[Fault]:
    """What is wrong with it: the key, the problem and the cure."""
    found: list[Fault] = []
    if auth.kind in _WITH_HEADER and not auth.header:
        problem = "nothing says where the signature is"
        found.append(Fault("auth.header", problem, 'name it: header = "X-Signature"'))
    if auth.kind is Kind.QUERY and not auth.query:
        found.append(Fault("auth.query", "nothing says where the secret is", 'name it: query = "secret"'))
    names = PLACEHOLDER.findall(auth.signs)
    unknown = [name for name in names if name not in SIGNED]
    if unknown:
        cure = f"use {', '.join(f'{{{name}}}' for name in SIGNED)}"
        found.append(Fault("auth.signs", f"{{{unknown[0]}}} is nothing that can be signed", cure))
    if "timestamp" in names and not auth.timestamp:
        problem = "the time is signed, and nothing says where it is"
        found.append(Fault("auth.timestamp", problem, 'name its header: timestamp = "X-Timestamp"'))
    if auth.timestamp and "timestamp" not in names:
        problem = "the time is not signed, so whoever repeats a webhook can renew it"
        found.append(Fault("auth.timestamp", problem, 'sign it: signs = "{timestamp}{body}"'))
    if not is_form(auth.timestamp_format):
        problem = f"{auth.timestamp_format!r} is no form of times"
        found.append(Fault("auth.timestamp_format", problem, "use iso, unix-s, unix-ms, or a pattern"))
    if auth.tolerance < 0:
        found.append(Fault("auth.tolerance", "it is negative", "give it in seconds, or 0 for no window"))
    return found


def weaknesses_of(auth: Auth) -> list[tuple[str, str]]:
    """What an operator should know about this way of proof, and what would be better."""
    found = []
    if auth.kind is Kind.QUERY:
        problem = "the secret stands in the address, and addresses are logged wherever the webhook passes"
        found.append((problem, "let the system send it in a header, or sign, if it can at all"))
    if auth.kind is Kind.SHA256:
        found.append(("a plain hash is no signature: it can be extended", "use the vendor's HMAC, where there is one"))
    if auth.kind is Kind.HMAC_SHA1:
        found.append(("SHA-1 is out of date", "use SHA-256 as soon as the vendor offers it"))
    if auth.kind is Kind.MTLS:
        problem = f"whoever reaches the hub past the proxy can set {auth.header} himself"
        found.append((problem, "let the proxy remove that header from every request, and let nobody past it"))
    return found
