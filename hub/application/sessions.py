"""Sessions of people: who is logged in, since when, and until when. The store holds them, so whoever ends one ends it
everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from hub.application.access import Principal, Role, digest_of
from hub.application.remembering import Memory
from schemas.errors import Refused
from schemas.instant import HOUR, Instant

LIFETIME: Final = 12 * HOUR
"""A shift and its handing over; then one logs in anew."""


class Way(StrEnum):
    """How somebody got in."""

    LINK = "link"
    PASSWORD = "password"  # noqa: S105
    OPENID = "openid"


class SessionRecord(NamedTuple):
    """A session as it is kept."""

    name: str
    role: str
    way: str
    started_at: Instant
    expires_at: Instant


class SessionStore(Protocol):
    """Where sessions are kept, each under the hash of its token. Every call may raise Unavailable."""

    def add_session(self, digest: bytes, record: SessionRecord) -> None: ...

    def session_of(self, digest: bytes, now: Instant) -> SessionRecord | None:
        """A session that has not ended."""
        ...

    def end_session(self, digest: bytes) -> None: ...

    def end_sessions(self, name: str) -> int:
        """End all of somebody's; how many there were."""
        ...


class Sessions:
    """Starts sessions, and tells whose a token is."""

    def __init__(
        self,
        store: SessionStore,
        *,
        clock: Callable[[], Instant],
        random: Callable[[], str],
        lifetime: Instant = LIFETIME,
    ) -> None:
        """``random`` gives 256 random bits as text."""
        self._store = store
        self._clock = clock
        self._random = random
        self.lifetime = lifetime
        self._memory = Memory[Principal](clock, believe=lifetime)

    def start(self, principal: Principal, way: Way) -> str:
        """Let somebody in; the token is for their browser alone. Raises Refused for a system, Unavailable."""
        if principal.role is Role.SYSTEM:
            raise Refused("a session is for people; give the system a key")
        token, now = self._random(), self._clock()
        record = SessionRecord(principal.name, principal.role, way, now, now + self.lifetime)
        self._store.add_session(digest_of(token), record)
        self._memory.keep(digest_of(token), principal, record.expires_at)
        return token

    def recall(self, token: str) -> Principal | None:
        """Whose it is, from memory: answers at once, and None also means that the store has to be asked."""
        return self._memory.recall(digest_of(token))

    def verify(self, token: str) -> Principal | None:
        """Whose it is; None where the session is over. May ask the store, and raise Unavailable.

        While the store is away, whom this process knows is let in until their session would end by itself.
        """
        digest = digest_of(token)

        def ask() -> tuple[Principal, Instant] | None:
            record = self._store.session_of(digest, self._clock())
            return None if record is None else (Principal(record.name, Role(record.role)), record.expires_at)

        return self._memory.owner(digest, ask)

    def end(self, token: str) -> None:
        """Log somebody out of one browser. Raises Unavailable.

        Other processes let it in for five seconds more at most.
        """
        self._store.end_session(digest_of(token))
        self._memory.forget()

    def end_all(self, name: str) -> int:
        """Log somebody out everywhere; how many sessions that were. Raises Unavailable."""
        ended = self._store.end_sessions(name)
        self._memory.forget()
        return ended
