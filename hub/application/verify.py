"""Verify the event log's hash chain, stream by stream, and name the first altered event of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import msgspec

from hub.domain.chain import Chain


class Streams(Protocol):
    """The log as it lies in the database, undecoded."""

    def streams(self, after: str = "", limit: int = 1000) -> list[str]: ...
    def stored(self, stream: str) -> list[tuple[int, str, bytes, bytes]]: ...


class Broken(msgspec.Struct, frozen=True):
    """A stream whose chain does not hold; ``version`` is the first event that was altered, removed or added."""

    stream: str
    version: int


def verify(
    log: Streams,
    chain: Chain,
    last_known: Callable[[list[str]], dict[str, int]],
    progress: Callable[[int], None] = lambda _count: None,
    only: str = "",
) -> Iterator[Broken]:
    """Every broken stream. ``last_known`` gives the last version of streams as the views saw it.

    A chain alone cannot tell that its end was cut off; the views remember how long each stream was. ``progress`` is
    told how many streams are done.
    """
    done, after = 0, ""
    while names := [only] if only and not done else [] if only else log.streams(after):
        known = last_known(names)
        for name in names:
            rows = log.stored(name)
            broken = chain.first_broken(name, rows)
            if broken is None and known.get(name, 0) > len(rows):
                broken = len(rows) + 1
            if broken is not None:
                yield Broken(name, broken)
        done += len(names)
        after = names[-1]
        progress(done)
