"""The AsyncAPI document is whole, and what the hub puts on its topics is what it says."""

import json
from typing import Any

import jsonschema_rs
import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema

from hub.infrastructure.kafka.asyncapi import asyncapi
from schemas.events import EVENTS, INTERNAL, decode, encode
from schemas.messages import Logged, Message, kinds_on, messages
from schemas.topics import Topic
from tests.needs import ROOT

DOCUMENT: dict[str, Any] = json.loads(asyncapi())
SAMPLES = ROOT / "tests/fixtures/events"
UID = "SRV-20260126-00872-A9F"


def referred(reference: str) -> Any:
    found: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [found for inner in part.values() for found in references(inner)]
    return [found for inner in part for found in references(inner)] if isinstance(part, list) else []


def problems(schema: dict[str, Any], value: Any) -> list[str]:
    validator = jsonschema_rs.Draft202012Validator(schema | {"components": DOCUMENT["components"]})
    return [f"{list(error.instance_path)}: {error.message}" for error in validator.iter_errors(value)]


def sent(kind: str) -> list[Message]:
    stored = encode(decode(kind, (SAMPLES / f"{kind}.json").read_bytes()))
    return messages(Logged(UID, 3, kind, stored, 41))


def test_every_reference_leads_somewhere() -> None:
    found = references(DOCUMENT)
    assert len(found) > len(Topic)
    assert [reference for reference in found if not referred(reference)] == []


def test_the_document_says_the_same_whenever_it_is_made() -> None:
    assert asyncapi() == asyncapi()
    assert list(DOCUMENT["channels"]) == list(Topic)


def test_it_is_an_asyncapi_document_of_version_3() -> None:
    document = ApplicationSchema.model_validate(DOCUMENT)
    assert document.asyncapi == "3.0.0"


def test_the_hub_receives_reports_and_sends_everything_else() -> None:
    actions = {name: operation["action"] for name, operation in DOCUMENT["operations"].items()}
    assert actions == {topic: "receive" if topic is Topic.REPORTED else "send" for topic in Topic}


def test_every_event_travels_on_one_topic() -> None:
    assert sorted((*kinds_on(Topic.EVENTS), *kinds_on(Topic.PARKED))) == sorted(set(EVENTS) - INTERNAL)


@pytest.mark.parametrize("kind", EVENTS)
def test_a_message_is_on_its_topic_with_the_headers_and_the_value_described(kind: str) -> None:
    for message in sent(kind):
        headers = {name: value.decode() for name, value in message.headers}
        channel = DOCUMENT["channels"][message.topic]
        described = referred(channel["messages"][headers["ce_type"]]["$ref"])
        assert problems(described["payload"], json.loads(message.value)) == []
        assert problems(described["headers"], {n: v for n, v in headers.items() if n != "content-type"}) == []
        assert described["headers"]["required"] == [name for name in headers if name != "content-type"]
        assert described["contentType"] == headers["content-type"]


def test_a_report_on_the_topic_names_its_system() -> None:
    (reference,) = references(DOCUMENT["operations"][Topic.REPORTED]["messages"])
    payload = referred(referred(reference)["$ref"])["payload"]
    report = {"uid": UID, "native_status": "Working", "system": "crm"}
    assert problems(payload, report) == []
    assert problems(payload, {name: value for name, value in report.items() if name != "system"})
