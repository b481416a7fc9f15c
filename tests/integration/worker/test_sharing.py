"""Workers share the partitions; whoever lost one can write nothing of it any more."""

import os
import signal

from hub.application.ports import Fenced, Ingest
from tests.integration.worker.faults import Faulty, Gate
from tests.integration.worker.plant import Plant, many, until

ALL = {0, 1, 2, 3}


def holders(plant: Plant) -> dict[int, str]:
    return dict(plant.ask("SELECT partition, holder FROM input_positions WHERE topic = %s", plant.topic))


def test_two_workers_share_the_partitions_and_when_one_is_killed_the_other_goes_on(plant: Plant) -> None:
    plant.publish(*many(200))
    with plant.process() as other, plant.worker() as worker:
        until(lambda: len(worker.partitions) == 2 and len(set(holders(plant).values())) == 2)
        plant.publish(*many(200, first=201))
        until(lambda: plant.reported() == 400)

        other.kill()
        plant.publish(*many(200, first=401))
        until(lambda: worker.partitions == ALL)
        until(lambda: plant.lag() == 0)

    assert plant.reported() == 600


def test_a_worker_that_sleeps_until_its_partitions_are_taken_writes_nothing_when_it_wakes(plant: Plant) -> None:
    plant.publish(*many(200))
    with plant.process() as sleeper:
        until(lambda: plant.reported() == 200)
        os.kill(sleeper.pid, signal.SIGSTOP)
        plant.publish(*many(200, first=201))
        with plant.worker() as worker:
            until(lambda: worker.partitions == ALL)
            until(lambda: plant.reported() == 400)
            os.kill(sleeper.pid, signal.SIGCONT)
            until(lambda: len(worker.partitions) == 2, "the sleeper joins again")
            plant.publish(*many(200, first=401))
            until(lambda: plant.lag() == 0)
        sleeper.send_signal(signal.SIGTERM)
        assert sleeper.wait(20) == 0

    assert plant.reported() == 600


def test_a_batch_whose_partition_was_claimed_meanwhile_is_not_stored(plant: Plant) -> None:
    """Somebody claims the partitions behind the back of a worker that is still in its group: it claims them again."""
    made: list[Faulty] = []
    gate = Gate()

    def waits(number: int) -> None:
        if number == 0:
            gate()

    def between(real: Ingest) -> Faulty:
        made.append(Faulty(real, before=waits))
        return made[-1]

    plant.publish(*many(100), partition=1)
    with plant.worker(ingest=between) as worker:
        assert gate.reached.wait(30)
        worker.hub.inputs.claim(plant.topic, [1], "somebody else")
        gate.open()
        until(lambda: plant.lag() == 0)

    assert made[0].offered == [0, 0]
    assert [type(error) for error in made[0].refused] == [Fenced]
    assert plant.reported() == 100
    assert "somebody else" not in holders(plant).values()


def test_a_batch_that_outlives_its_partition_is_given_up(plant: Plant) -> None:
    """Its worker is asked for its partitions while the store hangs; the other one reads them from the stored offset."""
    gate = Gate()
    made: list[Faulty] = []

    def waits(number: int) -> None:
        if number == 0:
            gate()

    def between(real: Ingest) -> Faulty:
        made.append(Faulty(real, before=waits))
        return made[-1]

    plant.publish(*many(400))
    with plant.worker(ingest=between) as slow:
        assert gate.reached.wait(30)
        with plant.worker() as quick:
            until(lambda: len(quick.partitions) == 2)
            until(lambda: plant.reported() > 0)
            gate.open()
            until(lambda: len(slow.partitions) == 2)
            until(lambda: plant.lag() == 0)

    assert [type(error) for error in made[0].refused] == [Fenced]
    assert plant.reported() == 400


def test_a_worker_that_is_told_to_end_stores_its_batch_and_leaves_the_group(plant: Plant) -> None:
    plant.publish(*many(5_000))
    with plant.process() as process:
        until(lambda: plant.reported() > 0)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    stored = plant.reported()
    assert plant.lag() == 5_000 - stored, "Kafka was told how far it came"

    with plant.worker() as worker:
        until(lambda: worker.partitions == ALL, "nobody has to wait until a session is over", patience=5)
        until(lambda: plant.lag() == 0)

    assert plant.reported() == 5_000
