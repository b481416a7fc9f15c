"""What the store said of secrets, kept for a moment, so that a busy system costs one question every few seconds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from hub.application.ports import Unavailable
from schemas.instant import HOUR, SECOND, Instant

Owner = TypeVar("Owner")


class _Known(NamedTuple, Generic[Owner]):
    """Whose a secret is, until when that is news, and until when it counts while the store is away."""

    owner: Owner
    until: Instant
    believed: Instant


class Memory(Generic[Owner]):
    """The owners of secrets, by the secrets' hashes. Only what the store confirmed is kept, so guesses push nobody out.

    Safe to use from several threads.
    """

    def __init__(
        self,
        clock: Callable[[], Instant],
        *,
        remember: Instant = 5 * SECOND,
        believe: Instant = 12 * HOUR,
        most: int = 1024,
    ) -> None:
        """``remember`` is how long what has ended may still be let in.

        ``believe`` is how long while the store is away, counted from when it last said that it is in force.
        """
        self._clock = clock
        self._remember = remember
        self._believe = believe
        self._most = most
        self._known: OrderedDict[bytes, _Known[Owner]] = OrderedDict()
        self._lock = threading.Lock()

    def owner(self, digest: bytes, ask: Callable[[], tuple[Owner, Instant | None] | None]) -> Owner | None:
        """The owner, from memory or from the store; None where the store knows of none.

        ``ask`` gives the owner and when it is over by itself, if it is. While the store is away, whom it confirmed
        earlier is believed; else this raises the Unavailable of ``ask``.
        """
        if (known := self.recall(digest)) is not None:
            return known
        try:
            said = ask()
        except Unavailable:
            if (believed := self._believed(digest)) is None:
                raise
            return believed
        if said is None:
            return None
        self.keep(digest, *said)
        return said[0]

    def recall(self, digest: bytes) -> Owner | None:
        """The owner, if the store said so a moment ago."""
        with self._lock:
            known = self._known.get(digest)
        return known.owner if known is not None and known.until > self._clock() else None

    def _believed(self, digest: bytes) -> Owner | None:
        """The owner as last heard, for while the store is away."""
        now = self._clock()
        with self._lock:
            known = self._known.get(digest)
        if known is None or known.believed <= now:
            return None
        self._put(digest, known._replace(until=min(now + self._remember, known.believed)))
        return known.owner

    def keep(self, digest: bytes, owner: Owner, ends: Instant | None = None) -> None:
        """The store has just said so; ``ends`` is when it is over by itself, if it is."""
        now = self._clock()
        until, believed = now + self._remember, now + self._believe
        if ends is not None:
            until, believed = min(until, ends), min(believed, ends)
        self._put(digest, _Known(owner, until, believed))

    def forget(self) -> None:
        """Something ended: ask the store again about everything."""
        with self._lock:
            self._known.clear()

    def _put(self, digest: bytes, known: _Known[Owner]) -> None:
        with self._lock:
            self._known[digest] = known
            while len(self._known) > self._most:
                self._known.popitem(last=False)
