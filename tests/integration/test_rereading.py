"""A body whose event is in its headers, parked and tried again, becomes the very report that it would have been."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.manifest import Manifest
from hub.application.ports import Delivery, Outcome, Verdict
from hub.application.reading import deliveries_of
from hub.entrypoints.reads import queries_of
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import ReportParked, StatusReported
from schemas.instant import from_iso
from tests.integration.site import site_with

pytestmark = pytest.mark.postgres
NOON = from_iso("2026-01-26T12:00:00Z")
ADAPTER = """
extends = "cloudevents"
system = "line"
originates = true
[webhook]
at_format = "iso"
"""
MENDED = ADAPTER.replace('"iso"', '["iso", "%d.%m.%Y %H:%M:%S"]')
TABLE = '[mapping.line]\n"open" = "New"\n'
BODY = b'{"status": "open"}'


def headers(number: int) -> dict[str, str]:
    """Of an event in binary mode: of another, the body is the same."""
    attributes = {"specversion": "1.0", "id": f"e-{number}", "source": "/line/3", "type": "line.state"}
    attributes |= {"subject": f"J-{number}", "time": "26.01.2026 11:59:00", "sequence": "4"}
    return {f"ce-{name}": text for name, text in attributes.items()} | {"authorization": "Bearer s3cret"}


def deliveries(adapter: Manifest, number: int) -> list[Delivery]:
    return deliveries_of(adapter, BODY, "application/json", headers(number), NOON)


def parked(hub: Hub, number: int) -> Outcome:
    [outcome] = hub.ingestion.ingest(deliveries(hub.manifests["line"], number))
    assert (outcome.verdict, outcome.reason) == (Verdict.PARKED, "unreadable")
    return outcome


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Settings:
    return site_with(tmp_path, "line", ADAPTER, TABLE, database_url)


def test_an_event_that_is_tried_again_too_early_stays_parked(site: Settings) -> None:
    with open_hub(site) as hub:
        told = parked(hub, 1)
        [outcome] = hub.parking.retry([told.parked_id], "ann")
        assert (outcome.verdict, outcome.detail) == (Verdict.PARKED, told.detail)


def test_once_its_manifest_is_mended_it_is_the_report_that_it_would_have_been(site: Settings, tmp_path: Path) -> None:
    with open_hub(site) as hub:
        ids = [parked(hub, number).parked_id for number in (1, 2)]
    (tmp_path / "adapters" / "line.toml").write_text(MENDED)
    with open_hub(site) as hub:
        outcomes = hub.parking.retry(ids, "ann")
        reported = [each.event for each in hub.log.read(0, 100, (StatusReported.TOPIC,))]
        [again] = hub.ingestion.ingest(deliveries(hub.manifests["line"], 1))
        [would_be] = deliveries(hub.manifests["line"], 1)

    assert [outcome.verdict for outcome in outcomes] == [Verdict.ACCEPTED] * 2
    first, second = [event for event in reported if isinstance(event, StatusReported)]
    assert would_be.report is not None
    assert first.delivery_id == would_be.report.delivery_id == "/line/3 e-1"
    assert (first.native_id, first.at, first.sequence) == ("J-1", from_iso("2026-01-26T11:59:00Z"), 4)
    assert (second.native_id, second.delivery_id) == ("J-2", "/line/3 e-2")
    assert again.verdict is Verdict.DUPLICATE, "sent again it is known"


def test_what_proves_the_sender_is_not_stored(site: Settings) -> None:
    with open_hub(site) as hub:
        told = parked(hub, 1)
        [stored] = hub.log.history(told.parked_id)
        hub.parking.standing("line", "unreadable")  # waits for the views
        shown = queries_of(hub).parked_one(told.parked_id)
    assert isinstance(stored.event, ReportParked)
    assert stored.event.headers == {name: text for name, text in headers(1).items() if name != "authorization"}
    assert shown is not None
    assert shown.headers == stored.event.headers
