"""The floors, as a program: a topic is read; and decoded; and one row for each report is stored. Prints seconds."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec
import uvloop

from hub.entrypoints.garbage import calm_collector
from tests.bench.kafka.reading import BATCH, Found, Store, Task, consumer_of
from tests.bench.kafka.rule import Reported

DEPTHS: Final = ("read", "decode", "store")

_decode: Final = msgspec.json.Decoder(Reported).decode


async def run(task: Task) -> float:
    """Seconds from the first records until all are dealt with."""
    work = _work(task)
    left, started = task.records, 0.0
    async with consumer_of(task) as consumer:
        while left:
            found: Found = await consumer.getmany(timeout_ms=1000, max_records=BATCH)
            started = started or time.perf_counter()
            await work(found)
            left -= sum(map(len, found.values()))
        return time.perf_counter() - started


def _work(task: Task) -> Callable[[Found], Awaitable[None]]:
    if task.depth == "read":
        return _nothing
    if task.depth == "decode":
        return _decode_all
    store = Store(task.database_url)

    async def keep(found: Found) -> None:
        records = [record for batch in found.values() for record in batch]
        rows = store.rows_of([(_decode(record.value).uid, record.value) for record in records])
        await asyncio.to_thread(store.write, rows, found)

    return keep


async def _nothing(_: Found) -> None:
    pass


async def _decode_all(found: Found) -> None:
    for batch in found.values():
        for record in batch:
            _decode(record.value)


if __name__ == "__main__":
    calm_collector()
    print(uvloop.run(run(msgspec.json.decode(sys.argv[1], type=Task))))
