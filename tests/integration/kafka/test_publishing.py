"""A gateway on a real Kafka: what is on the topic when it answers, and what it says when Kafka is away."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from time import monotonic

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from hub.application.access import Role
from hub.application.ports import Delivery, Unavailable, Verdict
from hub.application.records import UNREADABLE
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.deps import Limits
from hub.infrastructure.kafka.connection import KafkaConnection
from hub.infrastructure.kafka.report_publisher import ReportPublisher
from hub.settings import Settings
from hub.telemetry import Metrics
from schemas.report import Report
from schemas.topics import Topic
from tests.kafka.find import Broker, SharedBroker
from tests.unit.gateway.conftest import problem, report
from tests.unit.gateway.fakes import NOW, UID, FakeHub

PATIENCE = 2.0


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def publisher(kafka: Broker, topic_prefix: str, metrics: Metrics) -> AsyncIterator[ReportPublisher]:
    settings = Settings(kafka_bootstrap=kafka.bootstrap, topic_prefix=topic_prefix)
    publisher = ReportPublisher(KafkaConnection(settings), metrics, patience=PATIENCE)
    yield publisher
    await publisher.close()


@pytest.fixture
async def client(publisher: ReportPublisher) -> AsyncIterator[httpx.AsyncClient]:
    """A gateway whose store is not there at all: only keys are looked up, and those in memory."""
    hub = FakeHub(Limits(queued_reports=50))
    app = create_app(replace(hub.deps, way_in=publisher))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url="http://hub",
            headers={"X-API-Key": hub.keys.issue("sender", Role.ADMIN)},
        ) as client,
    ):
        yield client


async def records(kafka: Broker, topic_prefix: str) -> list[ConsumerRecord]:
    """Everything on the topic of reports, by partition and offset."""
    options = {"bootstrap_servers": kafka.bootstrap, "auto_offset_reset": "earliest"}
    async with AIOKafkaConsumer(topic_prefix + Topic.REPORTED, **options) as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        found: list[ConsumerRecord] = []
        while len(found) < sum(ends.values()):
            batches = await consumer.getmany(timeout_ms=1_000)
            found += [record for batch in batches.values() for record in batch]
    return sorted(found, key=lambda record: (record.partition, record.offset))


def delivery(name: str, note: str = "") -> Delivery:
    report = Report(system="crm", native_status="New", received_at=NOW, native_id="CASE-1", delivery_id=name, note=note)
    return Delivery(system="crm", received_at=NOW, report=report)


async def outcome(client: httpx.AsyncClient, **fields: object) -> dict[str, object]:
    answer = await client.post("/api/v1/reports", json=report(**fields))
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def test_a_report_is_on_the_topic_when_it_is_answered(
    client: httpx.AsyncClient, kafka: Broker, topic_prefix: str, metrics: Metrics
) -> None:
    said = await outcome(client, uid=UID, delivery_id="d-1", actor="li.na")
    assert (said["verdict"], said["uid"], said["delivery_id"]) == ("queued", UID, "d-1")

    [record] = await records(kafka, topic_prefix)
    assert record.key == UID.encode()
    headers = dict(record.headers)
    assert headers["ce_type"] == b"ticket.status.reported.v1"
    assert headers["ce_id"] == b"d-1"
    assert headers["content-type"] == b"application/json"
    assert json.loads(record.value) == {
        "system": "crm",
        "uid": UID,
        "native_id": "CASE-7",
        "native_status": "Working",
        "occurred_at": "2026-01-26T09:29:00Z",
        "delivery_id": "d-1",
        "actor": "li.na",
    }
    assert metrics.registry.get_sample_value("statushub_published_total") == 1


async def test_a_report_without_a_uid_goes_under_its_systems_own_id(
    client: httpx.AsyncClient, kafka: Broker, topic_prefix: str
) -> None:
    said = await outcome(client)
    assert str(said["delivery_id"]).startswith("hash-")
    [record] = await records(kafka, topic_prefix)
    assert record.key == b"crm/CASE-7"


async def test_a_signed_webhook_that_cannot_be_read_is_published_as_it_came(
    client: httpx.AsyncClient, kafka: Broker, topic_prefix: str
) -> None:
    body = b'{"case": '
    signature = hmac.new(b"crm-secret", body, hashlib.sha256).hexdigest()
    headers = {"X-Signature": f"sha256={signature}"}
    answer = await client.post("/webhooks/crm", content=body, headers=headers)
    assert answer.status_code == 202, answer.text
    said = answer.json()
    assert (said["verdict"], said["reason"]) == ("parked", "unreadable")

    [record] = await records(kafka, topic_prefix)
    assert record.value == body
    published = dict(record.headers)
    assert published["ce_type"] == UNREADABLE.encode()
    assert published["ce_id"] == said["parked_id"].encode()
    assert published["ce_system"] == b"crm"


async def test_reports_of_a_ticket_keep_their_order_within_and_between_requests(
    client: httpx.AsyncClient, kafka: Broker, topic_prefix: str
) -> None:
    for start in range(0, 60, 20):
        numbers = range(start, start + 20)
        body = [report(native_id=f"CASE-{number % 5}", delivery_id=f"{number:03}") for number in numbers]
        answer = await client.post("/api/v1/reports", json=body)
        assert [item["verdict"] for item in answer.json()["outcomes"]] == ["queued"] * 20

    found = await records(kafka, topic_prefix)
    assert len(found) == 60
    for number in range(5):
        of_one = [dict(record.headers)["ce_id"] for record in found if record.key == f"crm/CASE-{number}".encode()]
        assert of_one == sorted(of_one)
        assert len(of_one) == 12


async def test_more_than_fits_into_one_message_is_on_the_topic_once_and_in_order(
    publisher: ReportPublisher, kafka: Broker, topic_prefix: str
) -> None:
    names = [f"{number:03}" for number in range(400)]
    outcomes = await publisher.take([delivery(name, note="n" * 4_000) for name in names])
    assert [outcome.delivery_id for outcome in outcomes] == names
    assert [dict(record.headers)["ce_id"].decode() for record in await records(kafka, topic_prefix)] == names


async def test_the_largest_body_that_a_webhook_takes_can_be_published(publisher: ReportPublisher) -> None:
    body = b"\xff" * Limits().webhook_bytes
    [parked] = await publisher.take([Delivery(system="crm", received_at=NOW, problem="no JSON", body=body)])
    assert parked.verdict is Verdict.PARKED


async def test_while_kafka_is_away_senders_are_told_in_time_and_afterwards_it_works_again(
    client: httpx.AsyncClient, publisher: ReportPublisher, kafka: Broker, topic_prefix: str
) -> None:
    if isinstance(kafka, SharedBroker):
        pytest.xfail("KAFKA_BOOTSTRAP names a broker that is not ours to kill")
    await outcome(client, uid=UID, delivery_id="before")
    kafka.stop()
    try:
        began = monotonic()
        answers = await asyncio.gather(
            *(client.post("/api/v1/reports", json=report(uid=UID, delivery_id=f"away-{number}")) for number in range(5))
        )
        assert monotonic() - began < 2 * PATIENCE
        for answer in answers:
            problem(answer, 503, "unavailable")
            assert int(answer.headers["Retry-After"]) >= 1
        assert "Kafka" in problem(await client.get("/readyz"), 503, "not-ready")["detail"]
    finally:
        kafka.start()

    answer = await client.post("/api/v1/reports", json=report(uid=UID, delivery_id="after"))
    while answer.status_code == 503:
        await asyncio.sleep(0.05)  # as a sender does that is told to come back
        answer = await client.post("/api/v1/reports", json=report(uid=UID, delivery_id="after"))
    assert answer.json()["verdict"] == "queued"
    assert (await client.get("/readyz")).status_code == 200
    found = [dict(record.headers)["ce_id"] for record in await records(kafka, topic_prefix)]
    assert found[0] == b"before"
    assert found.count(b"after") >= 1


async def test_a_kafka_that_was_never_there_is_told_in_time(metrics: Metrics) -> None:
    settings = Settings(kafka_bootstrap="127.0.0.1:1")
    publisher = ReportPublisher(KafkaConnection(settings), metrics, patience=0.3)
    try:
        with pytest.raises(Unavailable, match="cannot be reached"):
            await publisher.take([delivery("d-1")])
        assert metrics.registry.get_sample_value("statushub_publish_failed_total") == 1
    finally:
        await publisher.close()


async def test_a_topic_that_is_missing_is_named_with_its_cure(kafka: Broker, metrics: Metrics) -> None:
    settings = Settings(kafka_bootstrap=kafka.bootstrap, topic_prefix="nowhere.")
    publisher = ReportPublisher(KafkaConnection(settings), metrics)
    try:
        with pytest.raises(Unavailable, match=r"no topic nowhere\.ticket.*topics apply"):
            await publisher.check()
    finally:
        await publisher.close()


async def test_more_than_can_wait_is_refused_at_once_and_not_published(
    client: httpx.AsyncClient, kafka: Broker, topic_prefix: str
) -> None:
    body = [report(native_id=f"CASE-{number}") for number in range(30)]
    answers = await asyncio.gather(*(client.post("/api/v1/reports", json=body) for _ in range(6)))
    refused = [answer for answer in answers if answer.status_code == 503]
    assert refused
    for answer in refused:
        problem(answer, 503, "overloaded")
        assert int(answer.headers["Retry-After"]) >= 1
    assert len(await records(kafka, topic_prefix)) == 30 * (len(answers) - len(refused))
