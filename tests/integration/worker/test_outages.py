"""While the store or the broker is away, a worker waits: it skips nothing, does not end, and says that it waits."""

from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from hub.application.ports import Ingest, Inputs, Unavailable
from hub.infrastructure.kafka.reports import Timing
from tests.chaos.roles import Role, end_all
from tests.integration.worker.faults import Faulty, Gate, GatedInputs
from tests.integration.worker.plant import BATCH, Plant, many, until
from tests.kafka.find import Broker

SHORT = Timing(session=6_000, heartbeat=300, poll=2_000)
"""Two seconds without a poll, and the group takes the partitions back."""


def faulty(into: list[Faulty], **moments: object) -> object:
    def between(real: Ingest) -> Faulty:
        into.append(Faulty(real, **moments))  # type: ignore[arg-type]
        return into[-1]

    return between


@pytest.mark.usefixtures("short_tracebacks")
@pytest.mark.parametrize("error", [Unavailable("the database cannot be reached"), ValueError("nobody expected this")])
def test_the_next_batch_is_not_stored_before_the_one_that_failed(plant: Plant, error: Exception) -> None:
    made: list[Faulty] = []

    def fails_three_times(number: int) -> None:
        if number < 3:
            raise error

    plant.publish(*many(6_000), partition=0)  # three batches, so that there is always a next one
    with plant.worker(ingest=faulty(made, before=fails_three_times)) as worker:  # type: ignore[arg-type]
        until(lambda: plant.reported() == 6_000)
        until(lambda: plant.lag() == 0)
        assert worker.metric("input_stalled") == 0
        assert worker.impediments == []

    offered = made[0].offered
    assert offered[:4] == [0, 0, 0, 0], "the same batch again, each time"
    assert offered[3:] == sorted(offered[3:])


def test_a_batch_that_was_stored_though_the_answer_was_lost_is_not_stored_again(plant: Plant) -> None:
    made: list[Faulty] = []

    def answer_is_lost(number: int) -> None:
        if number == 0:
            raise Unavailable("the connection broke behind the commit")

    plant.publish(*many(100), partition=0)
    with plant.worker(ingest=faulty(made, after=answer_is_lost)) as worker:  # type: ignore[arg-type]
        until(lambda: plant.lag() == 0)
        until(lambda: worker.metric("input_stalled") == 0)

    assert plant.reported() == 100


def test_a_database_that_goes_away_and_comes_back_costs_no_report(
    plant: Plant, database_url: str, postgres_url: str
) -> None:
    """The database refuses connections, and those that are open break, for longer than the group waits for a poll."""
    name = urlsplit(database_url).path.strip("/")
    with plant.worker(SHORT) as worker, psycopg.connect(postgres_url, autocommit=True) as administrator:
        plant.publish(*many(100))
        until(lambda: plant.reported() == 100)
        administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        plant.publish(*many(100, first=101))
        until(lambda: worker.metric("input_stalled") == 1)
        assert worker.impediments[0].startswith("Reports wait on their topic")
        until(lambda: (worker.metric("input_oldest_seconds") or 0) > 3, "an age that grows while nothing moves")
        administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())

        until(lambda: plant.lag() == 0)
        assert worker.metric("input_rebalances_total") == 1, "it stayed in its group all the time"
        until(lambda: worker.impediments == [])

    assert plant.reported() == 200


def test_a_worker_that_starts_before_its_database_waits_for_it(
    plant: Plant, database_url: str, postgres_url: str, kafka: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    name = urlsplit(database_url).path.strip("/")
    extra = {
        "DATABASE_URL": database_url,
        "KAFKA_BOOTSTRAP": kafka.bootstrap,
        "STATUSHUB_TOPIC_PREFIX": topic_prefix,
    }
    worker = Role("worker", "early", tmp_path, extra)
    plant.publish(*many(10))
    with psycopg.connect(postgres_url, autocommit=True) as administrator:
        administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        worker.start()
        try:
            until(lambda: "database_not_reached" in worker.log)
            administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())
            worker.ready()
            until(lambda: plant.reported() == 10)
        finally:
            end_all([worker])


def test_a_store_that_hangs_longer_than_the_group_waits_for_a_poll_costs_no_report(plant: Plant) -> None:
    made: list[Faulty] = []
    gate = Gate()

    def hangs(number: int) -> None:
        if number == 0:
            gate()

    plant.publish(*many(3 * BATCH), partition=0)
    with plant.worker(SHORT, ingest=faulty(made, before=hangs)) as worker:  # type: ignore[arg-type]
        until(lambda: (worker.metric("input_rebalances_total") or 0) >= 2, "the group took the partitions back")
        gate.open()
        until(lambda: plant.lag() == 0)

    assert plant.reported() == 3 * BATCH
    assert set(made[0].offered) >= {0, BATCH, 2 * BATCH}


def test_partitions_that_cannot_be_claimed_yet_are_claimed_later(plant: Plant) -> None:
    gate = Gate()
    asked: list[int] = []

    def away() -> None:
        asked.append(1)
        if not gate.reached.is_set():
            raise Unavailable("the database cannot be reached")

    plant.publish(*many(10))

    def gated(real: Inputs) -> GatedInputs:
        return GatedInputs(real, away)

    with plant.worker(SHORT, inputs=gated) as worker:
        until(lambda: len(asked) > 3)
        assert worker.metric("input_stalled") == 1
        assert plant.reported() == 0
        gate.reached.set()
        until(lambda: plant.reported() == 10)
        until(lambda: worker.metric("input_stalled") == 0)


def test_a_broker_that_is_killed_and_comes_back_is_read_on(plant: Plant, kafka: Broker) -> None:
    with plant.worker():
        plant.publish(*many(100))
        until(lambda: plant.reported() == 100)
        kafka.stop()
        kafka.start()
        plant.publish(*many(100, first=101))
        until(lambda: plant.reported() == 200)
        until(lambda: plant.lag() == 0)


def test_a_worker_that_is_up_before_its_broker_waits_for_it(plant: Plant, kafka: Broker) -> None:
    plant.publish(*many(10))
    kafka.stop()
    with plant.worker() as worker:
        try:
            until(lambda: worker.impediments and worker.impediments[0].startswith("Kafka cannot be reached"))
        finally:
            kafka.start()
        until(lambda: plant.reported() == 10)
        until(lambda: worker.impediments == [])
