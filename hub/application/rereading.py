"""The body of a parked delivery, read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.manifest import Manifest
from hub.application.parking import Reader
from hub.application.ports import Delivery
from hub.application.reading import deliveries_of
from hub.application.records import RECORD, RecordReader
from schemas.events import ReportParked


def reader_of(manifests: Mapping[str, Manifest]) -> Reader:
    """Reads a parked body with the adapter in force, or, if it was a record's value, as such."""
    records = RecordReader(manifests)

    def read(event: ReportParked) -> Sequence[Delivery]:
        system, body, received_at = event.system, event.body, event.received_at
        if event.input is not None and event.content_type == RECORD:
            return [records.read_value(system, body, received_at)]
        manifest = manifests.get(system)
        if manifest is None:
            problem = f"there is no adapter for {system} any more; add one, then retry"
            return [Delivery(system=system, received_at=received_at, problem=problem, body=body)]
        return deliveries_of(manifest, body, event.content_type, event.headers, received_at)

    return read
