"""One suite over both ways in: deliveries ingested on the spot, and deliveries published for the workers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.reading import Lookup
from hub.application.ports import Delivery, Verdict, WayIn
from hub.domain.parked import parked_id
from hub.entrypoints.gateway.ingesting import Ingesting
from hub.infrastructure.kafka.connection import KafkaConnection
from hub.infrastructure.kafka.report_publisher import ReportPublisher
from hub.settings import Settings
from hub.telemetry import Metrics
from hub.wiring import open_hub
from schemas.report import Report
from tests.kafka.find import Broker

NOW = 1_769_419_800_000_000
UID = "SRV-20260126-00872-A9F"


def reported(native: str, **more: str) -> Delivery:
    report = Report(system="crm", uid=UID, native_status=native, received_at=NOW, occurred_at=NOW, **more)
    return Delivery(system="crm", received_at=NOW, report=report)


UNREADABLE = Delivery(
    system="crm", received_at=NOW, problem="the body is not JSON", body=b"\xff{", content_type="text/x"
)
LOOKED_UP = Delivery(
    system="crm",
    received_at=NOW,
    problem="the event names case 7 without its status, which a connector looks up where STATUSHUB_CRM_URL is set",
    lookup=Lookup(system="crm", what="case", native_id="7", delivery_id="lookup-1"),
    body=b"{}",
)
EMPTY = Delivery(system="crm", received_at=NOW, body=b"{}")


class Suite:
    """What every way in does."""

    @pytest.fixture
    def way_in(self) -> WayIn:
        raise NotImplementedError

    async def test_each_delivery_has_its_outcome_in_its_place(self, way_in: WayIn) -> None:
        taken = [reported("New"), UNREADABLE, EMPTY, reported("Working", delivery_id="d-1")]
        first, parked, ignored, last = await way_in.take(taken)
        assert (first.uid, last.uid) == (UID, UID)
        assert {first.verdict, last.verdict} <= {Verdict.ACCEPTED, Verdict.QUEUED}
        assert first.delivery_id.startswith("hash-")
        assert last.delivery_id == "d-1"
        assert (parked.verdict, ignored.verdict) == (Verdict.PARKED, Verdict.IGNORED)

    async def test_a_body_that_cannot_be_read_has_the_same_parked_id_each_time(self, way_in: WayIn) -> None:
        [first] = await way_in.take([UNREADABLE])
        [again] = await way_in.take([UNREADABLE])
        assert first.parked_id == again.parked_id == parked_id("crm", "", UNREADABLE.body)
        assert (first.reason, first.detail) == ("unreadable", UNREADABLE.problem)

    async def test_an_object_that_has_to_be_looked_up_waits_under_the_id_of_its_event(self, way_in: WayIn) -> None:
        [first] = await way_in.take([LOOKED_UP])
        [again] = await way_in.take([LOOKED_UP])
        assert first.parked_id == again.parked_id == parked_id("crm", "lookup-1", b"")
        assert (first.verdict, first.reason, first.detail) == (Verdict.PARKED, "lookup", LOOKED_UP.problem)

    async def test_a_report_that_is_sent_again_keeps_its_delivery_id(self, way_in: WayIn) -> None:
        [first] = await way_in.take([reported("New")])
        [again] = await way_in.take([reported("New")])
        assert first.delivery_id == again.delivery_id

    async def test_it_says_that_it_can_take_reports(self, way_in: WayIn) -> None:
        await way_in.check()

    async def test_it_can_be_closed_though_nothing_was_taken(self, way_in: WayIn) -> None:
        await way_in.close()


class TestIngesting(Suite):
    @pytest.fixture
    def way_in(self, database_url: str, tmp_path: Path) -> Iterator[WayIn]:
        with open_hub(Settings(data=tmp_path, database_url=SecretStr(database_url))) as hub:
            yield Ingesting(hub.intake, hub.metrics)


class TestPublishing(Suite):
    @pytest.fixture
    async def way_in(self, kafka: Broker, topic_prefix: str) -> AsyncIterator[WayIn]:
        settings = Settings(kafka_bootstrap=kafka.bootstrap, topic_prefix=topic_prefix)
        publisher = ReportPublisher(KafkaConnection(settings), Metrics())
        yield publisher
        await publisher.close()
