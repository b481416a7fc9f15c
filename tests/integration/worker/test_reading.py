"""Reports on the topic come into the store, with effect exactly once."""

import signal
import sys

from hub.application.ports import Ingest
from schemas.instant import MINUTE
from tests.integration.worker.faults import Faulty
from tests.integration.worker.plant import MORNING, Plant, many, says, uid_of, until


def test_reports_come_in_once_though_they_are_delivered_twice(plant: Plant) -> None:
    plant.publish(*many(300))
    with plant.worker():
        plant.publish(*many(300))
        until(lambda: plant.lag() == 0)

    assert plant.reported() == 300
    assert sum(following or 0 for following, _ in plant.positions().values()) == 600


def test_a_worker_that_is_killed_between_the_two_commits_has_stored_once(plant: Plant) -> None:
    plant.publish(*many(50), partition=0)
    with plant.process(sys.executable, "-m", "tests.integration.worker.dying") as process:
        assert process.wait(40) == -signal.SIGKILL
    assert (plant.reported(), plant.positions()[0][0]) == (50, 50)
    assert plant.lag() == 50, "Kafka was told nothing"

    offered: list[Faulty] = []

    def watched(real: Ingest) -> Faulty:
        offered.append(Faulty(real))
        return offered[-1]

    plant.publish(*many(10, first=51), partition=0)
    with plant.worker(ingest=watched):
        until(lambda: plant.lag() == 0)

    assert offered[0].offered[0] == 50, "what is stored is not even read again"
    assert plant.reported() == 60


def test_a_report_that_was_half_an_hour_under_way_still_finds_its_conflict(plant: Plant) -> None:
    noon = MORNING + 360 * MINUTE
    with plant.worker() as worker:
        plant.publish(says("crm", "Closed", 1, noon))
        until(lambda: plant.reported() == 1)
        late = says("mes", "PENDING", 1, noon + 4 * MINUTE, received_at=noon + 34 * MINUTE)
        plant.publish(late)
        until(lambda: plant.reported() == 2)

        ticket = worker.hub.ingestion._context.tickets.whole(uid_of(1))

    assert ticket.is_frozen


def test_two_reports_that_only_the_system_s_id_names_meet_in_one_ticket_from_different_partitions(plant: Plant) -> None:
    first = says("crm", "New", 1, uid="", native_id="CASE-1", delivery_id="a")
    second = says("crm", "Working", 1, MORNING + MINUTE, uid="", native_id="CASE-1", delivery_id="b")
    plant.publish(first, partition=0)
    plant.publish(second, partition=3)

    with plant.worker():
        until(lambda: plant.lag() == 0)

    assert (plant.reported(), plant.parked()) == (2, 0)
    assert len(plant.ask("SELECT uid FROM native_ids WHERE native_id = 'CASE-1'")) == 1


def test_two_ids_that_one_report_names_lead_to_one_ticket_from_different_partitions(plant: Plant) -> None:
    both = says("crm", "New", 1, uid="", native_id="CASE-1", aliases=("5f2c8e1d",), delivery_id="a")
    alone = says("crm", "Working", 1, MORNING + MINUTE, uid="", native_id="5f2c8e1d", delivery_id="b")
    plant.publish(both, partition=0)
    plant.publish(alone, partition=3)

    with plant.worker():
        until(lambda: plant.lag() == 0)

    assert (plant.reported(), plant.parked()) == (2, 0)
    assert len(plant.ask("SELECT DISTINCT uid FROM native_ids")) == 1
    assert len(plant.ask("SELECT uid FROM native_ids")) == 2
