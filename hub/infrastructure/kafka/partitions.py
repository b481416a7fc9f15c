"""Which partition a key belongs to, as Kafka's own clients choose it."""

from __future__ import annotations

import random
from functools import lru_cache

from aiokafka.partitioner import murmur2


def partition_of(key: bytes | None, count: int) -> int:
    """The partition, of so many, that Java's client would choose; any where there is no key."""
    return random.randrange(count) if key is None else _hash(key) % count  # noqa: S311 - nothing secret


@lru_cache(maxsize=65_536)
def _hash(key: bytes) -> int:
    """Kept, because the same tickets come again soon, and in Python this takes as long as encoding a report."""
    hashed: int = murmur2(key)
    return hashed & 0x7FFFFFFF
