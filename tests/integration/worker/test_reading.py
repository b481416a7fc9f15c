"""Reports on the topic come into the store, with effect exactly once."""

from tests.integration.worker.plant import Plant, many, until


def test_reports_come_in_once_though_they_are_delivered_twice(plant: Plant) -> None:
    plant.publish(*many(300))
    with plant.worker():
        plant.publish(*many(300))
        until(lambda: plant.reported() == 300)
        until(lambda: plant.lag() == 0)

    assert plant.reported() == 300
    assert sum(following or 0 for following, _ in plant.positions().values()) == 600
