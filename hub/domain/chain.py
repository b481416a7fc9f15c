"""The hash chain of a stream: each event's hash covers its name, place and content and the hash before it.

Whoever alters, removes or reorders a stored event breaks the chain at that event. Without a key the chain finds
accidents and careless hands; with a key (``STATUSHUB_CHAIN_KEY``) also those who could write to the database and
compute hashes.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from schemas.events import Event, Recorded, encode

DIGEST_BYTES = 16


class Chain:
    """Links events into a stream."""

    def __init__(self, key: bytes = b"") -> None:
        self._start = blake2b(digest_size=DIGEST_BYTES, key=key[:64])

    def digest(self, before: bytes, topic: str, version: int, state: bytes) -> bytes:
        """The hash of an event that follows ``before``, which for a stream's first event is the stream's name."""
        head = f"{topic}\0{version}\0".encode("ascii")
        digest = self._start.copy()
        digest.update(before + head + state)
        return digest.digest()

    def record(self, stream: str, version: int, before: bytes, event: Event) -> Recorded:
        """The event as the ``version``-th of its stream."""
        return self.record_all(stream, version - 1, before, (event,))[0]

    def record_all(self, stream: str, version: int, before: bytes, events: Iterable[Event]) -> list[Recorded]:
        """Events that follow the ``version``-th of their stream, whose hash is ``before``."""
        before = before or _name(stream)
        recorded: list[Recorded] = []
        for place, event in enumerate(events, version + 1):
            state = encode(event)
            before = self.digest(before, event.TOPIC, place, state)
            recorded.append(Recorded(stream, place, event, before, 0, state))
        return recorded

    def first_broken(self, stream: str, stored: Iterable[tuple[int, str, bytes, bytes]]) -> int | None:
        """The version of the first event that does not fit: altered, or with a missing one before it.

        ``stored`` are (version, topic, state, hash) of a stream from its first event on; None: the stream is whole.
        """
        before, expected = _name(stream), 1
        for version, topic, state, chain in stored:
            if version != expected or self.digest(before, topic, version, state) != chain:
                return min(version, expected) if version > expected else version
            before, expected = chain, version + 1
        return None


def _name(stream: str) -> bytes:
    return stream.encode("utf-8", "surrogatepass")
