"""Messages: what an event of the log becomes on the topics."""

import json
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.envelope import CANONICAL, envelopes, fact
from schemas.events import EVENTS, INTERNAL, Event, Recorded, ReportParked, UnknownEvent, decode, encode
from schemas.exception_ticket import EXCEPTION_TICKET, ExceptionTicket
from schemas.messages import Logged, Message, exception_message, messages
from schemas.publish import publish
from schemas.snapshot import BROADCASTS
from schemas.topics import Topic
from tests.needs import ROOT
from tests.unit.schemas.structs import any_of

SAMPLES = ROOT / "tests/fixtures/events"
UID = "SRV-20260126-00872-A9F"
PUBLIC = sorted(set(EVENTS) - INTERNAL)
EVENTS_OF_ANY_KIND = st.sampled_from(PUBLIC).flatmap(lambda topic: any_of(EVENTS[topic]))


def logged(event: Event) -> Logged:
    return Logged(UID, 3, event.TOPIC, encode(event), 41)


def attributes(message: Message) -> dict[str, str]:
    assert len({name for name, _ in message.headers}) == len(message.headers)
    return {name: value.decode() for name, value in message.headers}


def envelope(message: Message) -> dict[str, Any]:
    """The message in structured mode."""
    told = attributes(message)
    names = {name.removeprefix("ce_"): value for name, value in told.items() if name != "content-type"}
    return {**names, "datacontenttype": told["content-type"], "data": json.loads(message.value)}


@given(event=EVENTS_OF_ANY_KIND)
def test_a_message_says_what_the_feed_says(event: Event) -> None:
    """One definition of what is sent: the quick way and the feed's give the same."""
    told = envelopes(Recorded(UID, 3, event, position=41), frozenset({CANONICAL, event.TOPIC}))
    assert [envelope(message) for message in messages(logged(event))] == json.loads(msgspec.json.encode(told))


@given(event=EVENTS_OF_ANY_KIND)
def test_the_same_event_becomes_the_same_messages(event: Event) -> None:
    assert messages(logged(event)) == messages(logged(decode(event.TOPIC, encode(event))))


@pytest.mark.parametrize("topic", PUBLIC)
def test_every_event_is_keyed_by_its_stream(topic: str) -> None:
    stored = msgspec.json.encode(msgspec.json.decode((SAMPLES / f"{topic}.json").read_bytes()))
    *snapshots, event = messages(Logged(UID, 3, topic, stored, 41))
    assert event.topic == (Topic.PARKED if topic.startswith("report.") else Topic.EVENTS)
    assert [snapshot.topic for snapshot in snapshots] == [Topic.CANONICAL] * (topic in BROADCASTS)
    assert {message.key for message in (event, *snapshots)} == {UID.encode()}
    assert json.loads(event.value) == fact(decode(topic, stored))


@pytest.mark.parametrize("topic", sorted(INTERNAL))
def test_who_gets_in_is_published_to_nobody(topic: str) -> None:
    assert messages(Logged("PPL-mei", 1, topic, (SAMPLES / f"{topic}.json").read_bytes(), 41)) == []


@given(event=any_of(ReportParked))
def test_a_raw_body_is_not_for_everybody(event: ReportParked) -> None:
    (message,) = messages(logged(event))
    assert not {"body", "report", "headers"} & set(json.loads(message.value))


@given(ticket=any_of(ExceptionTicket))
def test_an_exception_ticket_is_sent_whole_as_its_schema_says(ticket: ExceptionTicket) -> None:
    message = exception_message(ticket, 41)
    schema = json.loads(publish()[f"{EXCEPTION_TICKET}.json"])
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(json.loads(message.value))
    assert set(json.loads(message.value)) == set(schema["properties"])
    assert (message.topic, message.key.decode()) == (Topic.CONFLICTS, ticket.conflict)
    assert attributes(message)["ce_id"] == f"{ticket.conflict}/{ticket.version}"
    assert attributes(message)["ce_type"] == EXCEPTION_TICKET


def test_an_event_of_a_newer_program_is_not_passed_on_unread() -> None:
    with pytest.raises(UnknownEvent, match="at least as new"):
        messages(Logged(UID, 1, "ticket.teleported.v1", b"{}", 1))
