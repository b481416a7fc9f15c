"""From a file in a folder to the tickets in the store, by the connector's own activity."""

import threading
import time
from pathlib import Path

import pytest

from hub.entrypoints.connector.activities import activities_of
from hub.entrypoints.signals import Stop
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import ReportParked, StatusReported

ROWS = (
    "id,status,timestamp\nA,New,2026-01-26T09:00:00Z\nA,Resolved,2026-01-26T09:30:00Z\nB,lost,2026-01-26T09:00:00Z\nC\n"
)


def test_what_is_dropped_is_on_its_tickets_once_and_what_cannot_be_read_is_parked(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "drop here"
    folder.mkdir()
    monkeypatch.setenv("STATUSHUB_CSV_URL", folder.as_uri())
    with open_hub(Settings(data=tmp_path, database_url=database_url)) as hub:
        (folder / "a.csv").write_text(ROWS)
        _listen_until_moved(hub, folder / "done" / "a.csv")
        (folder / "done" / "a.csv").rename(folder / "b.csv")
        _listen_until_moved(hub, folder / "done" / "b.csv")

        events = [each.event for each in hub.log.read(0, 1000)]
        assert [event.native for event in events if isinstance(event, StatusReported)] == ["New", "Resolved"]
        parked = {event.reason: event.detail for event in events if isinstance(event, ReportParked)}
        assert set(parked) == {"unmapped", "unreadable"}
        assert "a.csv, line 5" in parked["unreadable"]
        counted = {verdict: _counted(hub, verdict) for verdict in ("accepted", "parked", "duplicate")}
        assert counted == {"accepted": 2, "parked": 4, "duplicate": 2}


def _counted(hub: Hub, verdict: str) -> float | None:
    labels = {"system": "csv", "verdict": verdict}
    return hub.metrics.registry.get_sample_value("statushub_reports_total", labels)


def _listen_until_moved(hub: Hub, file: Path) -> None:
    stop = Stop()
    activity = next(each for each in activities_of(hub) if each.name == "listen/csv")
    thread = threading.Thread(target=activity.run, args=(stop,))
    thread.start()
    try:
        until = time.monotonic() + 30
        while not file.exists():
            assert time.monotonic() < until
            stop.wait(0.05)
    finally:
        stop()
        thread.join(20)
