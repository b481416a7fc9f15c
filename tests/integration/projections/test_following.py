"""What runs beside a board: the views are kept up, and the consistency rate is sampled from them."""

import threading
from pathlib import Path

from pydantic import SecretStr

from hub.application.ports import Delivery
from hub.entrypoints.following import following
from hub.settings import Settings
from hub.wiring import open_hub
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
