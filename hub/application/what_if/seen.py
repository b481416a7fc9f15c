"""Which words a system really says: counted over the latest reports."""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec

from hub.application.what_if.trial import EVENTS_AT_ONCE, Log
from hub.application.what_if.vocabulary import Said, Vocabulary, as_text, said_in
from schemas.events import StatusReported

LOOKED_AT: Final = 50_000
"""Events of the log, the latest ones, that are looked through."""


class SeenWord(msgspec.Struct, frozen=True, kw_only=True):
    """A word, how many of those reports said it, and what the table in force makes of it."""

    word: str
    reports: int
    means: str


def words_seen(log: Log, vocabulary: Vocabulary, system: str) -> list[SeenWord]:
    """The words of a system in the latest reports, the most frequent first. Raises Unavailable."""
    counts: Counter[Said] = Counter()
    position = max(0, log.head() - LOOKED_AT)
    while page := log.read(position, EVENTS_AT_ONCE, (StatusReported.TOPIC,)):
        position = page[-1].position
        reported = (each.event for each in page if isinstance(each.event, StatusReported))
        counts.update(said_in(event) for event in reported if event.system == system)
    return [
        SeenWord(word=str(said), reports=count, means=as_text(vocabulary.told(said).means))
        for said, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
