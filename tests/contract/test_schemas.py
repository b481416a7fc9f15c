"""The published schemas are what is sent and taken, no more and no less."""

import json
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from hub.application.reported import ReportIn
from hub.infrastructure.kafka.asyncapi import FILE, asyncapi
from schemas.envelope import CANONICAL, envelopes, fact, kinds
from schemas.events import EVENTS, INTERNAL, Recorded, decode
from schemas.exception_ticket import EXCEPTION_TICKET
from schemas.publish import ENVELOPE, REPORTED, publish
from schemas.snapshot import BROADCASTS
from schemas.status import Status
from tests.needs import ROOT

PUBLISHED = ROOT / "schemas/published"
SAMPLES = ROOT / "tests/fixtures/events"
PUBLIC = [topic for topic in EVENTS if topic not in INTERNAL]
UID = "SRV-20260126-00872-A9F"


def schema(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((PUBLISHED / f"{name}.json").read_bytes())
    return document


def problems(name: str, document: Any) -> list[str]:
    validator = jsonschema_rs.Draft202012Validator(schema(name), validate_formats=True)
    return [f"{list(error.instance_path)}: {error.message}" for error in validator.iter_errors(document)]


def sample(topic: str) -> Recorded:
    return Recorded(UID, 3, decode(topic, (SAMPLES / f"{topic}.json").read_bytes()), position=41)


def sent(topic: str, kind: str) -> dict[str, Any]:
    """The envelope of that kind in which the sample of a topic travels, as JSON."""
    (envelope,) = envelopes(sample(topic), frozenset({kind}))
    document: dict[str, Any] = json.loads(msgspec.json.encode(envelope))
    return document


def test_the_published_files_are_what_the_code_says() -> None:
    """If this fails, a published form has changed: think of those who read it, then run ``make schemas``."""
    assert {path.name: path.read_text(encoding="utf-8") for path in PUBLISHED.iterdir()} == (
        publish() | {FILE: asyncapi()}
    )


def test_every_type_of_envelope_is_published() -> None:
    assert set(publish()) == {f"{name}.json" for name in (*kinds(), EXCEPTION_TICKET, ENVELOPE, REPORTED)}


@pytest.mark.parametrize("name", [*kinds(), EXCEPTION_TICKET, ENVELOPE, REPORTED])
def test_a_published_file_is_a_json_schema_with_an_id_of_its_own(name: str) -> None:
    assert schema(name)["$id"] == f"urn:statushub:schema:{name}"
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(name)["description"]
    jsonschema_rs.meta.validate(schema(name))


@pytest.mark.parametrize("topic", PUBLIC)
def test_an_event_is_sent_as_its_schema_says(topic: str) -> None:
    shown = fact(sample(topic).event)
    assert problems(topic, shown) == []
    assert set(shown) == set(schema(topic)["properties"])
    assert problems(topic, shown | {"recorded_at": 1769419800000000})
    assert problems(topic, {}) != []


@pytest.mark.parametrize("topic", PUBLIC)
def test_an_event_travels_in_an_envelope_as_published(topic: str) -> None:
    envelope = sent(topic, topic)
    assert problems(ENVELOPE, envelope) == []
    assert problems(topic, envelope["data"]) == []
    assert set(envelope) == set(schema(ENVELOPE)["properties"])


@pytest.mark.parametrize("topic", BROADCASTS)
def test_a_snapshot_is_sent_as_its_schema_says(topic: str) -> None:
    snapshot = sent(topic, CANONICAL)["data"]
    assert problems(CANONICAL, snapshot) == []
    assert set(snapshot) == set(schema(CANONICAL)["properties"])
    assert problems(CANONICAL, snapshot | {"since": "yesterday"})
    assert problems(CANONICAL, snapshot | {"status": "Reported"})


def test_a_snapshot_says_what_ocsf_and_the_groups_call_its_status() -> None:
    snapshot = sent("ticket.canonical_changed.v1", CANONICAL)["data"]
    assert (snapshot["status"], snapshot["status_id"], snapshot["group"]) == ("Reopened", 8, "open")
    assert (snapshot["uid"], snapshot["version"], snapshot["frozen"]) == (UID, 4, False)
    assert snapshot["since"] == "2026-01-26T09:30:00Z"


def test_the_snapshot_of_a_frozen_ticket_names_its_exception_ticket() -> None:
    snapshot = sent("ticket.frozen.v1", CANONICAL)["data"]
    assert (snapshot["frozen"], snapshot["conflict"]) == (True, "QAX-20260126-00003-C01")
    assert snapshot["status"] == snapshot["previous"] == "Resolved"


def test_a_raw_body_is_not_for_everybody() -> None:
    stored = json.loads((SAMPLES / "report.parked.v1.json").read_bytes())
    assert set(stored) - set(schema("report.parked.v1")["properties"]) == {"body", "report", "headers"}


@pytest.mark.parametrize("name", [CANONICAL, *PUBLIC])
def test_every_canonical_status_is_in_the_schema_wherever_one_is(name: str) -> None:
    defined = schema(name).get("$defs", {}).get("Status")
    assert defined is None or set(defined["enum"]) == set(Status)


# -- reports ------------------------------------------------------------------------------------------------------

REPORT = {"system": "crm", "native_status": "Working", "occurred_at": "2026-01-26T09:30:00Z", "uid": UID}


def test_the_gateway_takes_the_fields_that_are_published() -> None:
    fields = {field.name: field.required for field in msgspec.structs.fields(ReportIn)}
    assert set(schema(REPORTED)["properties"]) == set(fields)
    assert set(schema(REPORTED)["required"]) == {name for name, required in fields.items() if required}


FULL = REPORT | {
    "native_status": ["On Hold", "3"],
    "native_id": "C-1",
    "delivery_id": "d",
    "sequence": 3,
    "event": "case.updated",
    "flags": ["REL"],
    "actor": "ann",
    "note": "n",
}


@pytest.mark.parametrize("report", [REPORT, FULL, {**REPORT, "occurred_at": None, "note": None, "flags": None}])
def test_a_report_that_the_schema_allows_is_one_the_gateway_reads(report: dict[str, Any]) -> None:
    assert problems(REPORTED, report) == []
    msgspec.convert(report, ReportIn)


@pytest.mark.parametrize(
    "wrong",
    [
        {"native_status": 3},
        {"occurred_at": 1769419800},
        {"sequence": "3"},
        {"flags": "REL"},
        {"actor": 7},
        {"status": "New"},
    ],
    ids=str,
)
def test_a_report_that_the_gateway_does_not_read_is_one_the_schema_forbids(wrong: dict[str, Any]) -> None:
    assert problems(REPORTED, REPORT | wrong)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(REPORT | wrong, ReportIn)


def test_a_report_that_names_no_ticket_is_forbidden() -> None:
    assert problems(REPORTED, {name: value for name, value in REPORT.items() if name != "uid"})
