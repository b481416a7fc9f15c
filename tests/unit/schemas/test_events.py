"""Stored facts: their names are chosen, and what was stored once decodes for ever."""

import json
import re

import msgspec
import pytest

from schemas.events import EVENTS, Event, ReportParked, StatusReported, UnknownEvent, decode, encode
from schemas.report import Report
from schemas.status import Status
from tests.needs import ROOT

SAMPLES = ROOT / "tests/fixtures/events"


def sample(topic: str) -> bytes:
    return (SAMPLES / f"{topic}.json").read_bytes()


def test_every_event_has_a_sample_and_every_sample_an_event() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == {f"{topic}.json" for topic in EVENTS}


@pytest.mark.parametrize("topic", EVENTS)
def test_a_stored_event_decodes_and_keeps_its_meaning(topic: str) -> None:
    event = decode(topic, sample(topic))
    assert type(event) is EVENTS[topic]
    assert json.loads(encode(event)) == json.loads(sample(topic))
    assert decode(topic, encode(event)) == event


@pytest.mark.parametrize("topic", EVENTS)
def test_a_sample_fills_every_field_so_that_none_can_be_renamed_unseen(topic: str) -> None:
    assert set(json.loads(sample(topic))) == {field.name for field in msgspec.structs.fields(EVENTS[topic])}


@pytest.mark.parametrize("topic", EVENTS)
def test_a_field_that_was_added_later_may_be_missing(topic: str) -> None:
    required = {field.name for field in msgspec.structs.fields(EVENTS[topic]) if field.required}
    oldest = {name: value for name, value in json.loads(sample(topic)).items() if name in required}
    event = decode(topic, json.dumps(oldest).encode())
    assert json.loads(encode(event)).keys() == required


@pytest.mark.parametrize("topic", EVENTS)
def test_a_field_of_a_newer_program_is_passed_over(topic: str) -> None:
    newer = json.loads(sample(topic)) | {"added_next_year": [1, 2]}
    assert decode(topic, json.dumps(newer).encode()) == decode(topic, sample(topic))


@pytest.mark.parametrize("topic", EVENTS)
def test_a_state_that_lacks_what_it_must_have_is_refused(topic: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(topic, b"{}")


def test_the_names_are_chosen_once_and_are_no_module_paths() -> None:
    classes = [kind for kind in _subclasses(Event) if kind.__module__ == "schemas.events"]
    topics = [kind.TOPIC for kind in classes]
    assert len(set(topics)) == len(topics)
    assert set(topics) == set(EVENTS)
    for topic, kind in EVENTS.items():
        assert re.fullmatch(r"(ticket|report|mapping|rules|access)\.[a-z_]+\.v[1-9][0-9]*", topic)
        assert "TOPIC" in vars(kind)
        assert kind.__name__ not in topic
        assert kind.__module__ not in topic


def _subclasses(kind: type[Event]) -> list[type[Event]]:
    return [sub for direct in kind.__subclasses__() for sub in (direct, *_subclasses(direct))]


@pytest.mark.parametrize("topic", ["ticket.status_reported.v99", "schemas.events:StatusReported", ""])
def test_an_event_of_an_unknown_name_says_that_the_program_is_too_old(topic: str) -> None:
    with pytest.raises(UnknownEvent, match="at least as new as the database"):
        decode(topic, b"{}")


def test_the_samples_mean_what_they_say() -> None:
    reported = decode(StatusReported.TOPIC, sample(StatusReported.TOPIC))
    assert isinstance(reported, StatusReported)
    assert (reported.status, reported.word_status, reported.note) == (Status.REOPENED, Status.IN_PROGRESS, "等待备件")
    assert (reported.moves[1].status, reported.moves[1].system) == (Status.CLOSED, "")
    parked = decode(ReportParked.TOPIC, sample(ReportParked.TOPIC))
    assert isinstance(parked, ReportParked)
    assert parked.body == b'{"job":"JOB-88"}'
    assert msgspec.json.decode(parked.report, type=Report).native_status == "SCRAPPED"


def test_what_is_left_at_its_default_takes_no_space() -> None:
    event = StatusReported(
        recorded_at=1, system="crm", native="New", status=Status.NEW, delivery_id="d1", at=1, received_at=1
    )
    assert encode(event) == (
        b'{"recorded_at":1,"system":"crm","native":"New","status":"New","delivery_id":"d1","at":1,"received_at":1}'
    )


def test_the_fixtures_are_readable_by_people() -> None:
    for path in sorted(SAMPLES.iterdir()):
        text = path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
