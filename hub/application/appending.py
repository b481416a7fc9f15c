"""One event at a time, onto a stream that holds no ticket."""

from __future__ import annotations

import msgspec

from hub.application.ingest import MAX_ATTEMPTS
from hub.application.ports import Appended, EventLog, Unavailable, VersionClash
from hub.domain.chain import Chain
from schemas.events import Event, Recorded


def append_alone(log: EventLog, chain: Chain, stream: str, event: Event) -> Recorded:
    """Append an event behind whatever the stream holds by then; return it in its place.

    One transaction: a crash leaves the event or does not. Raises Unavailable, also where others were faster each time.
    """
    for _ in range(MAX_ATTEMPTS):
        past = log.history(stream)
        version, before = (past[-1].version, past[-1].chain) if past else (0, b"")
        recorded = chain.record(stream, version + 1, before, event)
        try:
            position = log.append([Appended(stream, [recorded])])
        except VersionClash:
            continue
        return msgspec.structs.replace(recorded, position=position)
    raise Unavailable(f"others kept writing to {stream}; try again")
