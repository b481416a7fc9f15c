"""Between recorded events and what the event store keeps: chosen names, msgspec JSON, nothing else."""

from __future__ import annotations

from typing import Any

from hub.infrastructure.recorder import Row
from schemas.events import Recorded, StatusReported, decode
from schemas.report import delivery_key


def to_row(recorded: Recorded) -> Row:
    """The event as it is appended; the delivery key makes its delivery unique within the ticket."""
    event = recorded.event
    delivery = delivery_key(event.system, event.delivery_id) if type(event) is StatusReported else None
    return recorded.stream, recorded.version, event.TOPIC, recorded.state, recorded.chain, delivery


COLUMNS = "originator_id, originator_version, topic, state, chain, notification_id"
"""What :func:`from_row` reads."""


def from_row(row: tuple[Any, ...]) -> Recorded:
    """The event as it was recorded. Raises schemas.events.UnknownEvent and msgspec.ValidationError."""
    stream, version, topic, state, chain, position = row
    state = bytes(state)
    return Recorded(stream, version, decode(topic, state), bytes(chain or b""), position, state)
