"""What is no report, among good ones on the topic: it is parked, and holds nobody up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

import msgspec
import pytest
from aiokafka import AIOKafkaProducer

from hub.settings import Settings
from hub.wiring import open_hub, system_clock
from schemas.events import ReportParked, StatusReported
from schemas.topics import Topic
from tests.chaos.reports import STRANGE_WORD, key_of, posted_reports
from tests.chaos.site import Site
from tests.chaos.stores import read_streams
from tests.chaos.subscribers import read_topic

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.chaos, pytest.mark.timeout(240)]

LARGE: Final = 2_000_000
GOOD: Final = 600
EACH: Final = 6
"""How many there are of each kind of poison."""
PATIENCE: Final = 60.0


class Record(NamedTuple):
    """What is put on the topic."""

    key: bytes | None
    value: bytes | None
    is_good: bool = False


def test_poison_is_parked_with_its_place_and_the_partition_goes_on(site: Site, seed: int) -> None:
    chance = Random(seed)
    good = [report for report in posted_reports(seed, system_clock(), GOOD) if report["native_status"] != STRANGE_WORD]
    records = [Record(report["uid"].encode(), msgspec.json.encode(report), is_good=True) for report in good]
    for poison in _poison(chance):
        records.insert(chance.randrange(len(records)), poison)
    site.start_readers(site.board)
    places = asyncio.run(_publish(site, records))
    site.come_to_rest(PATIENCE)

    with open_hub(Settings(database_url=site.url)) as hub:  # type: ignore[arg-type]
        events = [recorded for stream in read_streams(hub).values() for recorded in stream]
    parked = [recorded for recorded in events if isinstance(recorded.event, ReportParked)]
    taken_in = {
        (recorded.stream, recorded.event.system, recorded.event.delivery_id)
        for recorded in events
        if isinstance(recorded.event, StatusReported)
    }
    assert taken_in == set(map(key_of, good))
    poison_at = {place: record for place, record in zip(places, records, strict=True) if not record.is_good}
    found = {}
    for recorded in parked:
        event = recorded.event
        assert isinstance(event, ReportParked)
        assert event.input is not None, f"{event.reason} does not say where it was read from"
        assert event.reason
        assert event.detail
        found[event.input.partition, event.input.offset] = event
    assert found.keys() == poison_at.keys()
    for place, record in poison_at.items():
        assert found[place].body == (record.value or b""), "it is kept as it came"
    told = read_topic(site.kafka, Topic.PARKED, "new-on-parked")
    assert {record.key for record in told} == {recorded.stream for recorded in parked}


def _poison(chance: Random) -> list[Record]:
    """Every kind several times; no two are alike, for what is sent again is parked once."""
    found = []
    for number in range(EACH):
        uid = f"SRV-20260126-{number + 872:05}-000".encode()
        report = {"system": "crm", "native_id": f"POISON-{number}", "native_status": "New"}
        found += [
            Record(uid, chance.randbytes(300)),
            Record(uid, chance.randbytes(LARGE)),
            Record(uid, b'{"' + b"a" * LARGE + b'": %d}' % number),
            Record(uid, msgspec.json.encode({"what": "no report", "number": number})),
            Record(uid, msgspec.json.encode([number])),
            Record(uid, msgspec.json.encode({**report, "native_status": number})),
            Record(uid, msgspec.json.encode({**report, "system": f"unknown-{number}"})),
            Record(b"no-uid-%d" % number, msgspec.json.encode({**report, "delivery_id": f"key-{number}"})),
            Record(chance.randbytes(20), msgspec.json.encode({**report, "delivery_id": f"bytes-{number}"})),
            Record(uid, b'{"system": "crm", "native_status": "New", "note": "%d' % number),
        ]
    return found


async def _publish(site: Site, records: Sequence[Record]) -> list[tuple[int, int]]:
    """Put the records on the topic of reports; the partition and offset of each."""
    name = site.kafka.name_of(Topic.REPORTED)
    async with AIOKafkaProducer(**site.kafka.options(), acks="all", max_request_size=2 * LARGE) as producer:
        sent = [await producer.send(name, record.value, key=record.key) for record in records]
        await producer.flush()
        return [(place.partition, place.offset) for place in await asyncio.gather(*sent)]
