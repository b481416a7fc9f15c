"""The model of an adapter's manifest, ``adapter.toml``: an adapter as data (docs/webhooks.md)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from adapters.clocks import UNIX_UNITS, Clock, is_form, parse_zone
from adapters.errors import ManifestError, ManifestErrors
from adapters.expressions import Expression, UnusableExpression, parse_expression

SYSTEM: Final = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)

_Text = Annotated[str, Meta(min_length=1)]


class Kind(StrEnum):
    """How a system proves that a webhook is its own."""

    HMAC_SHA256 = "hmac-sha256"
    STANDARD_WEBHOOKS = "standard-webhooks"
    API_KEY = "api-key"


class Auth(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a webhook is verified. ``header`` carries the signature; ``prefix`` stands before it."""

    kind: Kind
    header: str = ""
    prefix: str = ""
    encoding: Literal["hex", "base64"] = "hex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Where the fields of a report sit in what the system sends."""

    clock: Clock
    reports: Expression | None = None
    only: Expression | None = None
    uid: Expression | None = None
    native_id: Expression | None = None
    status: tuple[Expression, ...] = ()
    flags: Expression | None = None
    event: Expression | None = None
    occurred_at: Expression | None = None
    delivery_id: Expression | None = None
    sequence: Expression | None = None
    actor: Expression | None = None
    note: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """An adapter. ``version`` follows the text of its manifest, so a stored report says what read it."""

    system: str
    title: str
    role: str
    originates: bool
    zone: str
    profile: Profile | None
    auth: Auth
    source: str
    version: str

    @property
    def clock(self) -> Clock:
        """How times are read that come by the API: ISO 8601, in the system's zone where they name none."""
        return Clock(zone=parse_zone(self.zone))

    @property
    def secret_setting(self) -> str:
        """The setting that holds the webhook's secret, or two of them while one replaces the other."""
        return "STATUSHUB_SECRET_" + self.system.upper()


class _Webhook(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    status: _Text | list[_Text] = ""
    reports: str = ""
    only: str = ""
    uid: str = ""
    native_id: str = ""
    flags: str = ""
    event: str = ""
    occurred_at: str = ""
    at_format: str = "iso"
    delivery_id: str = ""
    sequence: str = ""
    actor: str = ""
    note: str = ""


class _Document(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    system: _Text
    title: str = ""
    role: str = ""
    originates: bool = False
    zone: str = "UTC"
    webhook: _Webhook | None = None
    auth: Auth = msgspec.field(default_factory=lambda: Auth(kind=Kind.API_KEY))


def parse_manifest(text: str, source: str) -> Manifest:
    """Read a manifest. Raises ManifestErrors with all that is wrong in it."""
    document = _decode(text, source)
    reader = _Reader(source)
    if not SYSTEM.fullmatch(document.system):
        reader.fault(
            "system", f"{document.system!r} is no name of a system", "use a-z, 0-9 and _, at most 32, a letter first"
        )
    _check_auth(document.auth, reader)
    zone = reader.zone(document.zone)
    profile = reader.profile(document.webhook, zone) if document.webhook else None
    if reader.faults:
        raise ManifestErrors(reader.faults)
    return Manifest(
        system=document.system,
        title=document.title or document.system,
        role=document.role,
        originates=document.originates,
        zone=document.zone,
        profile=profile,
        auth=document.auth,
        source=source,
        version=f"{document.system}@{blake2b(text.encode(), digest_size=4).hexdigest()}",
    )


def _decode(text: str, source: str) -> _Document:
    try:
        return msgspec.convert(tomllib.loads(text), _Document)
    except tomllib.TOMLDecodeError as error:
        raise ManifestErrors([ManifestError(source, "", f"this is not TOML: {error}", "correct that line")]) from error
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at ")
        key = path.strip("`").removeprefix("$").removeprefix(".")
        cure = "see docs/webhooks.md for the keys and what they hold"
        raise ManifestErrors([ManifestError(source, key, problem, cure)]) from error


def _check_auth(auth: Auth, reader: _Reader) -> None:
    if auth.kind is Kind.HMAC_SHA256 and not auth.header:
        reader.fault("auth.header", "nothing says where the signature is", 'name it: header = "X-Signature"')


class _Reader:
    """Reads the fields of a manifest, and notes what is wrong with each."""

    def __init__(self, source: str) -> None:
        self.faults: list[ManifestError] = []
        self._source = source

    def fault(self, key: str, problem: str, cure: str) -> None:
        self.faults.append(ManifestError(self._source, key, problem, cure))

    def zone(self, name: str) -> str:
        try:
            parse_zone(name)
        except ValueError as error:
            self.fault("zone", str(error), 'use an IANA name, such as "Europe/Berlin"')
            return "UTC"
        return name

    def profile(self, webhook: _Webhook, zone: str) -> Profile:
        if not is_form(webhook.at_format):
            cure = f"use iso, {', '.join(UNIX_UNITS)}, or a pattern such as %d.%m.%Y %H:%M"
            self.fault("webhook.at_format", f"{webhook.at_format!r} is no form of times", cure)
        if not (webhook.uid or webhook.native_id):
            self.fault("webhook", "nothing says which ticket it is about", "give it uid or native_id, or both")
        if not (webhook.status or webhook.flags):
            self.fault("webhook", "nothing says what the status is", "give it status or flags")
        parts = [webhook.status] if isinstance(webhook.status, str) else webhook.status
        found = [self._expression("status", part) for part in parts]
        named = (
            "reports",
            "only",
            "uid",
            "native_id",
            "flags",
            "event",
            "occurred_at",
            "delivery_id",
            "sequence",
            "actor",
            "note",
        )
        return Profile(
            clock=Clock(webhook.at_format, parse_zone(zone)),
            status=tuple(part for part in found if part is not None),
            **{name: self._expression(name, getattr(webhook, name)) for name in named},
        )

    def _expression(self, key: str, text: str) -> Expression | None:
        if not text:
            return None
        try:
            return parse_expression(text)
        except UnusableExpression as error:
            self.fault(f"webhook.{key}", str(error), "try it on a recorded body at jmespath.org")
            return None
