"""The model of an adapter's manifest, ``adapter.toml``: an adapter as data (docs/adapter.md)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from adapters.auth import Auth, Kind, faults_of
from adapters.clocks import Clock, parse_zone
from adapters.errors import Fault, ManifestError, ManifestErrors
from adapters.extending import EXTENDS, extended
from adapters.handshake import Handshake, HandshakeTable, read_handshake
from adapters.login import Login, login_faults
from adapters.lookup_table import ObjectRead, ObjectTable, read_lookups
from adapters.packages import Package
from adapters.poll_table import Poll, PollTable, read_poll
from adapters.profile import Profile, WebhookTable, read_profile
from adapters.write_table import Write, WriteTable, read_write

__all__ = ["SYSTEM", "Answer", "Auth", "Kind", "Manifest", "Profile", "parse_manifest"]

SYSTEM: Final = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)

_Text = Annotated[str, Meta(min_length=1)]
_LONGEST_HEADER: Final = 4_096
_CURE_TOML: Final = "correct that line; an expression with quotes of both kinds stands between ''' and '''"
_CURES: Final = {"auth.kind": f"use one of {', '.join(Kind)}: docs/webhooks.md says what each is"}


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the system insists on hearing when its webhook was taken. The others hear the hub's own answer."""

    body: str
    content_type: str = "text/plain"
    status: Annotated[int, Meta(ge=200, le=299)] = 200


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
    answer: Answer | None
    handshake: Handshake | None
    login: Login
    poll: Poll | None
    lookups: Mapping[str, ObjectRead]
    """``[lookup]``, by the kind of object."""
    write: Write | None
    listen: Mapping[str, Any]
    """``[listen]``, as its listener reads it; empty where it has none."""
    source: str
    version: str
    code: Package | None = None
    """Where its own code lies, where data is not enough."""

    @property
    def clock(self) -> Clock:
        """How times are read that come by the API: ISO 8601, in the system's zone where they name none."""
        return Clock(zone=parse_zone(self.zone))

    @property
    def secret_setting(self) -> str:
        """The setting that holds the webhook's secret, or two of them while one replaces the other."""
        return "STATUSHUB_SECRET_" + self.system.upper()

    def kept(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Of the headers of a body, names in lower case, those it is read by, to be kept beside it for another try.

        What proves the sender is not among them, nor what is longer than any field.
        """
        read = self.profile.headers if self.profile else ()
        found = {name: headers[name] for name in read if name in headers and not self.auth.is_proof(name)}
        return {name: text for name, text in found.items() if len(text) <= _LONGEST_HEADER}


class _Document(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    system: _Text
    title: str = ""
    role: str = ""
    originates: bool = False
    zone: str = "UTC"
    webhook: WebhookTable | None = None
    auth: Auth = msgspec.field(default_factory=lambda: Auth(kind=Kind.API_KEY))
    answer: Answer | None = None
    handshake: HandshakeTable | None = None
    login: Login = msgspec.field(default_factory=Login)
    poll: PollTable | None = None
    lookup: dict[str, ObjectTable] = {}
    write: WriteTable | None = None
    listen: dict[str, Any] = {}


def parse_manifest(text: str, source: str, bases: Mapping[str, str] = MappingProxyType({})) -> Manifest:
    """Read a manifest, which may extend one of ``bases``. Raises ManifestErrors with all that is wrong in it."""
    raw = _loads(text, source)
    base = _base(raw, source, bases)
    document = _convert(extended(raw, tomllib.loads(base)), source)
    zone, faults = _zone(document.zone)
    if not SYSTEM.fullmatch(document.system):
        cure = "use a-z, 0-9 and _, at most 32, a letter first"
        faults.insert(0, Fault("system", f"{document.system!r} is no name of a system", cure))
    faults += faults_of(document.auth)
    profile, wrong = read_profile(document.webhook, zone) if document.webhook else (None, [])
    faults += wrong
    handshake, wrong = read_handshake(document.handshake) if document.handshake else (None, [])
    faults += wrong
    poll, wrong = read_poll(document.poll, zone) if document.poll else (None, [])
    faults += wrong + login_faults(document.login)
    lookups, wrong = read_lookups(document.lookup)
    faults += wrong
    write, wrong = read_write(document.write) if document.write else (None, [])
    faults += wrong
    if poll is not None and profile is None:
        faults.append(Fault("poll", "nothing reads what a poll brings", "give it [webhook] shapes too"))
    if lookups and profile is None:
        faults.append(Fault("lookup", "nothing reads what a look-up brings", "give it [webhook] shapes too"))
    if faults:
        raise ManifestErrors(ManifestError(source, *fault) for fault in faults)
    return Manifest(
        system=document.system,
        title=document.title or document.system,
        role=document.role,
        originates=document.originates,
        zone=document.zone,
        profile=profile,
        auth=document.auth,
        answer=document.answer,
        handshake=handshake,
        login=document.login,
        poll=poll,
        lookups=lookups,
        write=write,
        listen=document.listen,
        source=source,
        version=f"{document.system}@{blake2b((base + text).encode(), digest_size=4).hexdigest()}",
    )


def _loads(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ManifestErrors([ManifestError(source, "", f"this is not TOML: {error}", _CURE_TOML)]) from error


def _base(raw: Mapping[str, Any], source: str, bases: Mapping[str, str]) -> str:
    """The text of the manifest that this one extends; empty where it stands alone."""
    name = raw.get(EXTENDS)
    if name is None:
        return ""
    if not isinstance(name, str) or name not in bases:
        cure = f"extend one that comes with the hub: {', '.join(bases)}" if bases else "write it out"
        raise ManifestErrors([ManifestError(source, EXTENDS, f"there is no adapter {name!r} to extend", cure)])
    return bases[name]


def _convert(raw: Mapping[str, Any], source: str) -> _Document:
    try:
        return msgspec.convert(raw, _Document)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at ")
        key = path.strip("`").removeprefix("$").removeprefix(".")
        cure = _CURES.get(key, "see docs/adapter.md for the keys and what they hold")
        raise ManifestErrors([ManifestError(source, key, problem, cure)]) from error


def _zone(name: str) -> tuple[ZoneInfo, list[Fault]]:
    try:
        return parse_zone(name), []
    except ValueError as error:
        return ZoneInfo("UTC"), [Fault("zone", str(error), 'use an IANA name, such as "Europe/Berlin"')]
