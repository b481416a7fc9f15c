"""What is no report is parked with its bytes and its place, and the partition goes on."""

from urllib.parse import unquote

import msgspec

from adapters.reading import Lookup
from hub.application.ports import Delivery, Verdict
from hub.application.queueing import queued
from hub.application.reading import deliveries_of
from hub.application.records import RECORD, Published, encode, encode_unreadable
from schemas.events import InputPosition, ReportParked
from tests.integration.worker.plant import MORNING, Plant, many, says, uid_of, until

GOOD = encode(says("crm", "New", 1))
POISON = {
    "random bytes": (Published(None, [], bytes(range(256))), "publish one report as JSON"),
    "another schema": (Published(None, [], b'{"id": 7, "state": "open"}'), "`"),
    "two megabytes": (GOOD._replace(value=b'{"note": "' + b"n" * 2_000_000 + b'"}'), "bytes; a report may have"),
    "a key that is no UID": (GOOD._replace(key=b"line 3"), "the record has the key 'line 3'"),
    "another ticket's key": (encode(says("crm", "New", 2))._replace(key=uid_of(3).encode()), "belongs under"),
    "a header that is no text": (Published(b"\xff", [("ce_time", b"\xff\xfe")], b"?"), "publish one report as JSON"),
}


def test_poison_is_parked_and_the_partition_goes_on(plant: Plant) -> None:
    written = [record for record, _ in POISON.values()]
    plant.publish(*written, Published(b"tombstone", [], None), partition=2)  # type: ignore[arg-type]
    plant.publish(*many(20), partition=2)

    with plant.worker() as worker:
        until(lambda: plant.lag() == 0)
        log = worker.hub.log
        streams = [stream for stream in log.streams() if stream.startswith("PRK-")]
        events = [log.history(stream)[0].event for stream in streams]

    assert plant.reported() == 20
    parked = {event.input.offset: event for event in events if isinstance(event, ReportParked) and event.input}
    assert sorted(parked) == list(range(len(POISON) + 1))
    for offset, (record, problem) in enumerate(POISON.values()):
        event = parked[offset]
        assert event.body == record.value
        assert event.input == InputPosition(topic=plant.topic, partition=2, offset=offset)
        assert event.reason == "unreadable"
        assert problem in event.detail
        assert event.content_type == RECORD


def test_a_uid_with_a_wrong_check_is_parked_as_such(plant: Plant) -> None:
    plant.publish(says("crm", "New", 1, uid="SRV-20260126-00827-A9F"))

    with plant.worker():
        until(lambda: plant.parked() == 1)
        until(lambda: plant.lag() == 0)

    assert plant.reported() == 0


def test_a_parked_record_is_taken_in_by_a_retry_once_its_cause_is_gone(plant: Plant) -> None:
    plant.publish(GOOD._replace(key=b"line 3"))

    with plant.worker() as worker:
        until(lambda: plant.parked() == 1)
        (stream,) = [stream for stream in worker.hub.log.streams() if stream.startswith("PRK-")]
        (outcome,) = worker.hub.parking.retry([stream], "ann")

    assert (outcome.verdict, outcome.uid) == (Verdict.ACCEPTED, uid_of(1))
    assert plant.reported() == 1


def test_an_object_that_has_to_be_looked_up_waits_for_a_connector(plant: Plant) -> None:
    named = Lookup(system="crm", what="case", native_id="7", delivery_id="lookup-1", occurred_at=MORNING)
    plant.publish(
        encode_unreadable(
            Delivery(system="crm", received_at=MORNING, problem=named.reason, lookup=named, body=b"{}"), "1"
        )
    )

    with plant.worker() as worker:
        until(lambda: plant.parked() == 1)
        (stream,) = worker.hub.parking.standing("crm", "lookup")
        (event,) = [recorded.event for recorded in worker.hub.log.history(stream)]

    assert isinstance(event, ReportParked)
    assert (event.native_id, event.at, event.detail, event.body) == ("7", MORNING, named.reason, b"{}")


def test_a_body_that_a_gateway_could_not_read_is_read_by_its_adapter_at_a_retry(plant: Plant) -> None:
    body = msgspec.json.encode({"what": "the adapter does not know this yet"})
    kept = Delivery(system="crm", received_at=MORNING, problem="there is no status at `state`", body=body)
    plant.publish(encode_unreadable(kept, "1"))

    with plant.worker() as worker:
        until(lambda: plant.parked() == 1)
        (stream,) = [stream for stream in worker.hub.log.streams() if stream.startswith("PRK-")]
        (event,) = [recorded.event for recorded in worker.hub.log.history(stream)]
        (outcome,) = worker.hub.parking.retry([stream], "ann")

    assert isinstance(event, ReportParked)
    assert (event.system, event.body, event.detail) == ("crm", body, kept.problem)
    assert outcome.verdict is Verdict.PARKED
    assert outcome.detail != kept.problem, "the adapter says now what it lacks"
    assert "status" in unquote(outcome.detail) or "ticket" in outcome.detail


def test_a_body_whose_event_is_in_its_headers_is_parked_with_them(plant: Plant) -> None:
    headers = {"ce-specversion": "1.0", "ce-id": "17", "ce-source": "/line/3", "ce-time": "soon", "user-agent": "line"}
    with plant.worker() as worker:
        adapter = worker.hub.manifests["cloudevents"]
        [delivery] = deliveries_of(adapter, b'{"status": "open", "id": 7}', "application/json", headers, MORNING)
        record, told = queued(delivery)
        assert record is not None
        plant.publish(record)
        until(lambda: plant.parked() == 1)
        (event,) = [recorded.event for recorded in worker.hub.log.history(told.parked_id)]
        (outcome,) = worker.hub.parking.retry([told.parked_id], "ann")

    assert isinstance(event, ReportParked)
    assert event.headers == {name: text for name, text in headers.items() if name != "user-agent"}
    assert (outcome.verdict, outcome.detail) == (Verdict.PARKED, told.detail), "it is no less an event than it was"
