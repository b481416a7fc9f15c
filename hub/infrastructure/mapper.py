"""Between recorded events and what the event store keeps: chosen names, msgspec JSON, nothing else."""

from __future__ import annotations

from typing import Any

from eventsourcing.persistence import Mapper, StoredEvent

from hub.infrastructure.recorder import ChainedEvent
from schemas.events import Recorded, StatusReported, decode
from schemas.report import delivery_key


class EventMapper(Mapper[str]):
    """Maps :class:`schemas.events.Recorded`, which already carries its bytes, to stored events and back."""

    def __init__(self) -> None:
        """No transcoder, compressor or cipher: events know how they are written."""

    def to_stored_event(self, domain_event: Any) -> ChainedEvent:
        """The recorded event as stored; the delivery key makes its delivery unique within the ticket."""
        event = domain_event.event
        delivery = delivery_key(event.system, event.delivery_id) if type(event) is StatusReported else None
        return ChainedEvent(
            domain_event.stream, domain_event.version, event.TOPIC, domain_event.state, domain_event.chain, delivery
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The stored event as recorded."""
        return Recorded(
            str(stored_event.originator_id),
            stored_event.originator_version,
            decode(stored_event.topic, stored_event.state),
            getattr(stored_event, "chain", None) or b"",
            getattr(stored_event, "id", 0),
            stored_event.state,
        )
