"""A ticket's state as bytes, so that a long ticket is loaded without reading all its events.

A checkpoint is a cache: the events say everything, and one that cannot be read (another program version) is passed
over. One is due when as many events came since the last as the state holds, so writing them costs a constant share,
however long the ticket is.
"""

from __future__ import annotations

import msgspec

from conflict.rules import Rules
from hub.domain.native_ids import LINKED, Ids
from hub.domain.ticket import Broadcast, OpenConflict, Ticket
from hub.domain.timeline import DECISION, Timeline
from hub.domain.track import Base, Reading, Track, entry_of
from hub.domain.writes import Write, remembered
from schemas.instant import Instant
from schemas.status import Status

FORMAT = 2
MIN_EVENTS = 64
"""Fewer events than this since the last checkpoint are read faster than they are worth."""


class _Checkpoint(msgspec.Struct, frozen=True, array_like=True):
    format: int
    rules: str
    chain: bytes
    broadcast: Broadcast
    conflict: OpenConflict | None
    native_ids: dict[str, str]
    latest_received: Instant
    floor: Instant
    settled_at: Instant
    base: Reading | None
    base_status: Status | None
    tracks: dict[str, Base]
    readings: list[Reading]
    decisions: list[tuple[Instant, Status]]
    writes: list[Write] = []
    ids: dict[str, Ids] = {}
    """Empty where there was one of each system, before there could be more."""


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Checkpoint)


def is_due(ticket: Ticket) -> bool:
    """Whether the ticket has grown enough since its last checkpoint."""
    return ticket.version - ticket.checkpoint_version >= max(MIN_EVENTS, len(ticket.timeline))


def write(ticket: Ticket, max_lateness: Instant) -> bytes:
    """Fold away what no report in time can change any more, and write down the rest."""
    timeline = ticket.timeline
    timeline.fold_before(ticket.latest_received - max_lateness - timeline.rules.window)
    ticket.checkpoint_version = ticket.version
    ticket.writes = remembered(ticket.writes, timeline.floor)
    return _ENCODER.encode(
        _Checkpoint(
            format=FORMAT,
            rules=timeline.rules.version,
            chain=ticket.chain,
            broadcast=ticket.broadcast,
            conflict=ticket.conflict,
            native_ids=ticket.native_ids,
            latest_received=ticket.latest_received,
            floor=timeline.floor,
            settled_at=timeline.settled_at,
            base=timeline.base.reading if timeline.base else None,
            base_status=timeline.base.status if timeline.base else None,
            tracks={name: track.base for name, track in timeline.tracks.items()},
            readings=[entry.reading for track in timeline.tracks.values() for entry in track.entries],
            decisions=[(entry.at, entry.status) for entry in timeline.changes() if entry.system == DECISION],
            writes=ticket.writes,
            ids=ticket.ids,
        )
    )


def read(uid: str, version: int, state: bytes, rules: Rules) -> Ticket | None:
    """The ticket as it was at ``version``; None if this program cannot use the checkpoint.

    A checkpoint written under other rules is not used: what contradicts what is the rules' to say. Rules that were
    published since are no others, for they judge only what is recorded under them.
    """
    try:
        form = _DECODER.decode(state)
    except msgspec.MsgspecError:
        return None
    if form.format != FORMAT or form.rules != rules.version:
        return None
    ticket = Ticket(uid, rules)
    ticket.version = ticket.checkpoint_version = version
    ticket.chain = form.chain
    ticket.broadcast = form.broadcast
    ticket.conflict = form.conflict
    ticket.native_ids = form.native_ids
    ticket.ids = form.ids or {system: {native_id: LINKED} for system, native_id in form.native_ids.items()}
    ticket.latest_received = form.latest_received
    ticket.writes = form.writes
    _restore(ticket.timeline, form)
    return ticket


def _restore(timeline: Timeline, form: _Checkpoint) -> None:
    timeline.tracks.update((name, Track(base)) for name, base in form.tracks.items())
    if form.base is not None and form.base_status is not None:
        timeline.base = entry_of(form.base)
        timeline.base.status = form.base_status
    decisions = sorted(form.decisions)
    for reading in sorted(form.readings, key=Reading.order):
        while decisions and decisions[0][0] < reading.at:
            timeline.settle(*decisions.pop(0))
        timeline.add(reading)
    for decision in decisions:
        timeline.settle(*decision)
    timeline.settled_at = form.settled_at
    timeline.floor = form.floor
