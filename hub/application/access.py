"""Who may do what: roles and their rights, API keys, and links to log in with once.

Of a key and of a token only the SHA-256 is kept. A slow, salted hash is for passwords that people choose; these are 256
random bits, which nobody can try out, so a fast hash keeps the secret as well and costs an intake nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from hub.application.remembering import Memory
from hub.application.witness import Witness
from schemas.errors import NotAllowed, Refused
from schemas.events import KeyChanged
from schemas.instant import HOUR, MINUTE, Instant

KEY_PREFIX: Final = "shk_"
"""Marks a secret as a key of the hub, so that scanners of leaked secrets can tell."""


class Role(StrEnum):
    """What somebody is to the hub."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    ADMIN = "admin"
    SYSTEM = "system"


class Right(StrEnum):
    """What somebody may do."""

    READ = "read"
    FOLLOW = "follow"
    """Read the feed."""
    REPORT = "report"
    MINT = "mint"
    TRACE = "trace"
    """Check a UID, and learn where it comes from."""
    REVIEW = "review"
    """Decide conflicts, and see to what is parked."""
    PUBLISH = "publish"
    """Say what systems' words mean from now on."""
    ADMIT = "admit"
    """See to who gets in, and look at who did what."""


_SEES = frozenset({Right.READ, Right.FOLLOW, Right.TRACE})

RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.VIEWER: _SEES,
    Role.REVIEWER: _SEES | {Right.REVIEW, Right.MINT},
    Role.ADMIN: frozenset(Right),
    Role.SYSTEM: frozenset({Right.REPORT, Right.MINT, Right.TRACE, Right.FOLLOW}),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody the hub knows: a person, or a system, which reports only for itself."""

    name: str
    role: Role
    system: str = ""

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]

    def demand(self, right: Right) -> None:
        """Raises NotAllowed where the role does not give the right."""
        if not self.may(right):
            roles = ", ".join(role for role in Role if right in RIGHTS[role])
            raise NotAllowed(f"{self.name} is a {self.role} and may not {right}; ask with a key of: {roles}")

    def demand_reporting_for(self, system: str) -> None:
        """Raises NotAllowed for a system that would speak for another."""
        self.demand(Right.REPORT)
        if self.role is Role.SYSTEM and self.system != system:
            raise NotAllowed(f"the key {self.name} belongs to {self.system} and cannot report for {system}")


class KeyRecord(NamedTuple):
    """A key as it is kept."""

    id: str
    name: str
    role: str
    system: str
    created_at: Instant
    revoked_at: Instant | None


class KeyStore(Protocol):
    """Where keys and login tokens are kept, each under its hash. Every call may raise Unavailable."""

    def add_key(self, record: KeyRecord, digest: bytes) -> bool:
        """Keep a key; False where a key in force has that name."""
        ...

    def key_of(self, digest: bytes) -> KeyRecord | None:
        """The key of a hash, unless it is revoked."""
        ...

    def revoke_key(self, name: str, at: Instant) -> bool:
        """End a key by its name; False where none in force has it."""
        ...

    def keys(self) -> Sequence[KeyRecord]:
        """Every key, also those revoked, newest first."""
        ...

    def add_token(self, digest: bytes, name: str, role: str, expires_at: Instant) -> None: ...

    def take_token(self, digest: bytes, now: Instant) -> tuple[str, str] | None:
        """Name and role of a token that has not expired; taking it ends it, whoever else asks at the same time."""
        ...


class Keys(Protocol):
    """Who a secret belongs to."""

    def recall(self, secret: str) -> Principal | None:
        """The same from memory: answers at once, and None also means that the store has to be asked."""
        ...

    def verify(self, secret: str) -> Principal | None:
        """The owner of a key, if it is in force. May ask the store, and raise Unavailable."""
        ...


class KeyRing:
    """API keys over a store."""

    def __init__(
        self,
        store: KeyStore,
        *,
        clock: Callable[[], Instant],
        random: Callable[[], str],
        witness: Witness,
        believe: Instant = 12 * HOUR,
    ) -> None:
        """``random`` gives 256 random bits as text; ``believe`` is how long a key counts while the store is away."""
        self._store = store
        self._witness = witness
        self._clock = clock
        self._random = random
        self._memory = Memory[Principal](clock, believe=believe)

    def recall(self, secret: str) -> Principal | None:
        """The owner, if the store said so a moment ago."""
        return self._memory.recall(digest_of(secret))

    def verify(self, secret: str) -> Principal | None:
        """The owner, from memory or from the store. Raises Unavailable."""
        digest = digest_of(secret)

        def ask() -> tuple[Principal, None] | None:
            record = self._store.key_of(digest)
            return None if record is None else (Principal(record.name, Role(record.role), record.system), None)

        return self._memory.owner(digest, ask)

    def issue(self, name: str, role: Role, system: str = "", *, by: str = "") -> str:
        """A new key; its secret is shown this once. Raises Refused where the name is taken or the system is amiss.

        1. It is written down. 2. The key is kept. A crash between leaves a key on record that nobody has.
        """
        if (role is Role.SYSTEM) != bool(system):
            raise Refused("a key of the role system names its system, and no other key does")
        secret = KEY_PREFIX + self._random()
        digest = digest_of(secret)
        record = KeyRecord(digest.hex()[:12], name, role, system, self._clock(), None)
        self._note(name, "issued", by, role, system)
        if not self._store.add_key(record, digest):
            raise Refused(f"a key named {name} is in force; revoke it, or choose another name")
        return secret

    def revoke(self, name: str, *, by: str = "") -> None:
        """End a key. Raises Refused where none in force has that name.

        1. It is written down. 2. The key ends. A crash between leaves it in force: revoke it again.
        """
        self._note(name, "revoked", by)
        if not self._store.revoke_key(name, self._clock()):
            raise Refused(f"no key in force is named {name}")
        self._memory.forget()

    def _note(self, name: str, change: str, by: str, role: str = "", system: str = "") -> None:
        deed = KeyChanged(recorded_at=self._clock(), name=name, change=change, by=by, role=role, system=system)
        self._witness.note(deed)


class LoginLinks:
    """Tokens for links that log a person in once, as a terminal prints at the start."""

    def __init__(
        self,
        store: KeyStore,
        *,
        clock: Callable[[], Instant],
        random: Callable[[], str],
        witness: Witness,
        lifetime: Instant = 30 * MINUTE,
    ) -> None:
        self._store = store
        self._witness = witness
        self._clock = clock
        self._random = random
        self._lifetime = lifetime

    def issue(self, name: str, role: Role, *, by: str = "") -> str:
        """A token that works once and not for long. Raises Refused for a system, which has no business with pages.

        1. It is written down. 2. The token is kept. A crash between leaves a link on record that nobody has.
        """
        if role is Role.SYSTEM:
            raise Refused("a login link is for people; give the system a key")
        token = self._random()
        self._witness.note(KeyChanged(recorded_at=self._clock(), name=name, change="link", by=by, role=role))
        self._store.add_token(digest_of(token), name, role, self._clock() + self._lifetime)
        return token

    def redeem(self, token: str) -> Principal | None:
        """Whom the token lets in; None where it is unknown, used or expired."""
        taken = self._store.take_token(digest_of(token), self._clock())
        return None if taken is None else Principal(taken[0], Role(taken[1]))


def digest_of(secret: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
