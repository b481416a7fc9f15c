"""Events to store."""

from collections.abc import Sequence

from hub.application.ports import Appended
from hub.domain.chain import Chain
from schemas.events import ConflictClaimed, Event, Recorded, StatusReported
from schemas.status import Status

CHAIN = Chain()


def reported(delivery_id: str, system: str = "crm", recorded_at: int = 1) -> StatusReported:
    """A stored report."""
    return StatusReported(
        recorded_at=recorded_at,
        system=system,
        native="处理中",
        status=Status.IN_PROGRESS,
        delivery_id=delivery_id,
        at=1,
        received_at=1,
    )


def claimed(by: str = "ann", recorded_at: int = 1) -> ConflictClaimed:
    """A stored fact that no delivery caused."""
    return ConflictClaimed(recorded_at=recorded_at, conflict="QAX-1", by=by)


def appended(stream: str, *events: Event, after: Sequence[Recorded] = (), checkpoint: bytes | None = None) -> Appended:
    """The events as the next of their stream, behind those that are there."""
    recorded: list[Recorded] = []
    version, chain = (after[-1].version, after[-1].chain) if after else (0, b"")
    for event in events:
        recorded.append(CHAIN.record(stream, version + 1, chain, event))
        version, chain = recorded[-1].version, recorded[-1].chain
    return Appended(stream, recorded, checkpoint)
