"""A header whose name is no text is no reason to stop: the record is read, and so is what lies behind it."""

import asyncio
import struct

from aiokafka import AIOKafkaProducer
from aiokafka.record.util import calc_crc32c

from hub.application.records import encode
from tests.integration.worker.plant import Plant, many, says, until

NAME = "a-name-to-be-spoilt"
CRC_AT, CRC_OF = 17, 21


def spoilt(batch: bytes) -> bytes:
    """The batch with a header's name that is no UTF-8, and a checksum that is right."""
    changed = bytearray(batch.replace(NAME.encode(), b"\xff" * len(NAME)))
    assert changed != batch
    struct.pack_into(">I", changed, CRC_AT, calc_crc32c(bytes(changed[CRC_OF:])))
    return bytes(changed)


async def publish(plant: Plant) -> None:
    """Three reports in one batch, the second with such a header."""
    options = {"bootstrap_servers": plant.settings.kafka_bootstrap}
    async with AIOKafkaProducer(**options) as producer:
        batch = producer.create_batch()
        for number in (1, 2, 3):
            record = encode(says("crm", "New", number))
            headers = [*record.headers, (NAME, b"\xfe")] if number == 2 else record.headers
            batch.append(timestamp=None, key=record.key, value=record.value, headers=headers)
        batch.close()
        batch._build()
        batch._buffer = spoilt(bytes(batch._buffer))
        await (await producer.send_batch(batch, plant.topic, partition=1))


def test_a_header_name_that_is_no_text_does_not_stop_its_partition(plant: Plant) -> None:
    asyncio.run(publish(plant))
    plant.publish(*many(4, first=4), partition=1)

    with plant.worker():
        until(lambda: plant.lag() == 0)

    assert plant.reported() == 7
    assert plant.parked() == 0
