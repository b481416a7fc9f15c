"""Where reading begins, when the topic is not what it was."""

import asyncio

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.integration.worker.plant import Plant, many, run, until


def make_anew(plant: Plant) -> None:
    async def work() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=plant.settings.kafka_bootstrap)
        await admin.start()
        try:
            await admin.delete_topics([plant.topic])
            while plant.topic in await admin.list_topics():  # noqa: ASYNC110 - the broker says nothing when it is gone
                await asyncio.sleep(0.02)
            await admin.create_topics([NewTopic(plant.topic, 4, 1)])
        finally:
            await admin.close()

    run(work())


def test_a_topic_that_was_made_anew_is_read_from_its_beginning(plant: Plant) -> None:
    plant.publish(*many(100))
    with plant.worker():
        until(lambda: plant.reported() == 100)
    make_anew(plant)
    plant.publish(*many(20, first=91))

    with plant.worker():
        until(lambda: plant.reported() == 110)
        until(lambda: sum(following or 0 for following, _ in plant.positions().values()) == 20)


def test_marks_of_transactions_are_no_lag(plant: Plant) -> None:
    with plant.worker():
        plant.publish(*many(10), transaction=f"{plant.topic}-one")
        plant.publish(*many(10, first=11), transaction=f"{plant.topic}-one")
        until(lambda: plant.reported() == 20)
        until(lambda: plant.lag() == 0)
        plant.publish(*many(10, first=21))
        until(lambda: plant.reported() == 30)


def test_a_stored_position_counts_for_more_than_what_kafka_was_told(plant: Plant) -> None:
    plant.publish(*many(50), partition=0)
    with plant.worker():
        until(lambda: plant.lag() == 0)
    plant.ask("UPDATE input_positions SET next_offset = 10 WHERE partition = 0 RETURNING 1")

    with plant.worker() as worker:
        until(lambda: worker.metric("input_records_total") == 40)

    assert plant.reported() == 50
