"""A parked body is read again by what is in force now, in the form in which it had come."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.contract import NO_HEADERS
from adapters.manifest import parse_manifest
from hub.application.records import RECORD
from hub.application.rereading import reader_of
from schemas.events import InputPosition, ReportParked

MANIFEST = parse_manifest(
    """
system = "fax"
[webhook]
native_id = "id"
status = "state"
""",
    "fax.toml",
)
READ = reader_of({"fax": MANIFEST})
WEBHOOK = b'{"id": 7, "state": "Open"}'
RECORD_VALUE = b'{"system": "fax", "native_id": "7", "native_status": "Open"}'
POSITION = InputPosition(topic="ticket.status.reported.v1", partition=0, offset=3)


def parked(
    body: bytes,
    *,
    system: str = "fax",
    content_type: str = "application/json",
    position: InputPosition | None = None,
    headers: Mapping[str, str] = NO_HEADERS,
) -> ReportParked:
    return ReportParked(
        recorded_at=9,
        system=system,
        reason="unreadable",
        detail="",
        received_at=5,
        body=body,
        content_type=content_type,
        input=position,
        headers=headers,
    )


def test_a_webhook_s_body_is_read_by_the_adapter_in_force() -> None:
    [delivery] = READ(parked(WEBHOOK))
    assert delivery.report is not None
    assert (delivery.report.native_id, delivery.report.native_status, delivery.received_at) == ("7", "Open", 5)


def test_a_record_s_value_is_read_as_such() -> None:
    [delivery] = READ(parked(RECORD_VALUE, content_type=RECORD, position=POSITION))
    assert delivery.report is not None
    assert (delivery.report.native_id, delivery.report.native_status) == ("7", "Open")


def test_a_webhook_s_body_that_came_by_a_topic_is_none_of_a_record() -> None:
    [delivery] = READ(parked(WEBHOOK, position=POSITION))
    assert delivery.report is not None
    assert delivery.report.native_status == "Open"


def test_a_body_of_a_system_that_has_no_adapter_any_more_stays_with_its_cure() -> None:
    [delivery] = READ(parked(WEBHOOK, system="telex"))
    assert (delivery.report, delivery.body) == (None, WEBHOOK)
    assert delivery.problem == "there is no adapter for telex any more; add one, then retry"


def test_what_a_manifest_reads_from_headers_is_there_at_a_retry() -> None:
    text = "system = 'fax'\n[webhook]\nnative_id = 'id'\nstatus = 'header:X-State'\ndelivery_id = 'header:webhook-id'"
    read = reader_of({"fax": parse_manifest(text, "fax.toml")})
    [delivery] = read(parked(WEBHOOK, headers={"x-state": "Done", "webhook-id": "w-1"}))
    assert delivery.report is not None
    assert (delivery.report.native_status, delivery.report.delivery_id) == ("Done", "w-1")
    [older] = read(parked(WEBHOOK))
    assert (older.report, older.problem) == (None, "there is no status at `header:X-State`")
