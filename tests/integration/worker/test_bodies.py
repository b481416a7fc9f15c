"""The body that a report came in travels through the topic, and is stored with what came of the report."""

from __future__ import annotations

from hub.application.bodies import RawBody, seal
from hub.application.records import encode
from schemas.report import with_delivery_id
from tests.integration.worker.plant import Plant, says, uid_of, until


def test_a_body_that_a_gateway_sent_along_is_kept_beside_its_report(plant: Plant) -> None:
    report = with_delivery_id(says("crm", "New", 1))
    plant.publish(encode(report, seal(b'{"id": 7}', "application/json")), says("crm", "New", 2))
    with plant.worker() as worker:
        until(lambda: plant.reported() == 2)
        kept = worker.hub.bodies.one(uid_of(1), "crm", report.delivery_id)
    assert kept == RawBody("application/json", b'{"id": 7}', 9)
    assert plant.ask("SELECT count(*) FROM bodies") == [(1,)]
