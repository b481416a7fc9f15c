"""The same reports, taken in by one process that nothing happens to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec

from hub.application.access import Principal, Role
from hub.entrypoints.gateway.reports import ReportReader
from hub.settings import Settings
from hub.wiring import Hub, open_hub, system_clock
from tests.chaos.reports import Posted

AT_ONCE = 1_000
SENDER = Principal("senders", Role.ADMIN)


@contextmanager
def undisturbed(url: str, reports: Sequence[Posted]) -> Iterator[Hub]:
    """A hub on an empty database that took the reports in as the gateway of the one-process hub would."""
    with open_hub(Settings(database_url=url)) as hub:  # type: ignore[arg-type]
        reader = ReportReader(hub.manifests, AT_ONCE)
        for start in range(0, len(reports), AT_ONCE):
            body = msgspec.json.encode(reports[start : start + AT_ONCE])
            hub.ingestion.ingest(reader.read(body, SENDER, system_clock()).deliveries)
        hub.runner.catch_up()
        yield hub
