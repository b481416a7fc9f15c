"""What runs beside a board: the views are kept up, the consistency rate is sampled from them, and what waited for a
link is released.
"""

import threading
from pathlib import Path

from pydantic import SecretStr

from hub.application.ports import Delivery
from hub.entrypoints.following import following
from hub.settings import Settings
from hub.wiring import open_hub
from schemas.events import StatusReported
from schemas.report import Report

UID = "SRV-20260126-00872-A9F"


def test_the_consistency_that_is_sampled_can_be_measured(database_url: str, tmp_path: Path) -> None:
    with open_hub(Settings(data=tmp_path, database_url=SecretStr(database_url))) as hub:
        now = hub.clock()
        report = Report(
            uid=UID, system="crm", native_status="Solved", occurred_at=now, received_at=now, delivery_id="1"
        )
        hub.ingestion.ingest([Delivery(system="crm", received_at=now, report=report)])

        def pairs() -> float | None:
            return hub.metrics.registry.get_sample_value("statushub_pairs", {"system": "crm"})

        with following(hub, sample_seconds=0.01):
            tick = threading.Event()
            while pairs() is None:  # the test's own timeout ends a wait in vain
                tick.wait(0.005)
        assert pairs() == 1.0
        assert hub.metrics.registry.get_sample_value("statushub_agreeing_pairs", {"system": "crm"}) == 1.0
        assert hub.metrics.registry.get_sample_value("statushub_standing_contradictions") == 0.0


def test_a_report_that_came_before_its_ticket_was_known_is_released(database_url: str, tmp_path: Path) -> None:
    with open_hub(Settings(data=tmp_path, database_url=SecretStr(database_url))) as hub, following(hub, 3600):
        now = hub.clock()
        common = {"system": "mes", "native_id": "J-1", "occurred_at": now, "received_at": now}
        early = Report(native_status="IN_PROGRESS", delivery_id="1", **common)
        late = Report(uid=UID, native_status="DONE", delivery_id="2", **common)
        for report in (early, late):
            hub.ingestion.ingest([Delivery(system="mes", received_at=now, report=report)])
        tick = threading.Event()
        while sum(isinstance(each.event, StatusReported) for each in hub.log.history(UID)) < 2:
            tick.wait(0.05)  # the test's own timeout ends a wait in vain
