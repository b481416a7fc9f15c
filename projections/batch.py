"""A batch of events, sorted for the views."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from schemas.events import EVENTS, Event, Recorded, ReportParked, ReportReleased, ReportRetried

Kind = TypeVar("Kind", bound=Event)

OF_PARKED = (ReportParked, ReportRetried, ReportReleased)
"""The events of a parked report's stream."""
OF_TICKETS = tuple(kind for topic, kind in EVENTS.items() if topic.startswith("ticket."))
"""The events of a ticket's stream. Neither: published mapping tables, and who got in."""


class OutOfPlace(Exception):
    """An event that speaks of something the log has not mentioned before it: the log is not what it was."""


class Batch:
    """Events in the order of the log."""

    def __init__(self, events: Sequence[Recorded]) -> None:
        self.events = events
        self._by_kind: dict[type[Event], list[Recorded]] = {}
        for recorded in events:
            self._by_kind.setdefault(type(recorded.event), []).append(recorded)

    def of(self, kind: type[Kind]) -> Iterator[tuple[Recorded, Kind]]:
        """The events of one kind in the order of the log, each beside its place."""
        for recorded in self._by_kind.get(kind, ()):
            assert isinstance(recorded.event, kind)
            yield recorded, recorded.event

    def of_tickets(self) -> list[Recorded]:
        """The events of tickets, in the order of the log."""
        return [recorded for recorded in self.events if isinstance(recorded.event, OF_TICKETS)]

    def of_parked(self) -> list[Recorded]:
        """The events of parked reports, in the order of the log."""
        return [recorded for recorded in self.events if isinstance(recorded.event, OF_PARKED)]
