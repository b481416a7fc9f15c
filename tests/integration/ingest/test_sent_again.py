"""What systems send again is counted across processes, beside their reports."""

from hub.application.ports import Delivery, Verdict
from hub.entrypoints.reads import queries_of
from hub.settings import Settings
from hub.wiring import open_hub
from schemas.instant import from_iso
from schemas.report import Report

NOON = from_iso("2026-01-26T12:00:00Z")
UID = "SRV-20260126-00872-A9F"


def test_it_stands_beside_the_reports_of_a_system_and_is_none_of_them(database_url: str) -> None:
    report = Report(
        system="crm", uid=UID, native_status="New", occurred_at=NOON, received_at=NOON, delivery_id="hook-1"
    )
    sent = [Delivery(system="crm", received_at=NOON, report=report)]
    for expected in (0, 1, 2):
        with open_hub(Settings(database_url=database_url), clock=lambda: NOON) as hub:  # another process each time
            [outcome] = hub.intake.ingest(sent)
            assert outcome.verdict is (Verdict.DUPLICATE if expected else Verdict.ACCEPTED)
            hub.runner.catch_up()
            shown = {row.system: row for row in queries_of(hub).systems(NOON)}
            assert (shown["crm"].reports, shown["crm"].sent_again) == (1, expected)
            assert shown["mes"].sent_again == 0
            hub.ingestion.ingest(sent)
            assert {row.sent_again for row in queries_of(hub).systems(NOON)} == {expected, 0}, "read twice is not sent"
