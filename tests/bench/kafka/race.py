"""One measurement: programs are warmed up, held still while their topic is filled, and let go all at once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple

import psutil

from hub.application.records import Published
from schemas.topics import Topic
from tests.bench.kafka.program import Busy, Program, broker_processes, postgres_processes
from tests.bench.kafka.records import fill, warming_records
from tests.bench.kafka.topics import Watch, fresh_topics

QUIET: Final = 1.5
"""Seconds without anything new after which a contender is through: longer than any of them holds something back."""


class Ground(NamedTuple):
    """What programs are started on: a broker, fresh topics and an empty database."""

    kafka: str
    prefix: str
    database_url: str
    folder: Path

    def name_of(self, topic: Topic) -> str:
        return f"{self.prefix}{topic.value}"


class Result(NamedTuple):
    """What came of a race. Seconds count from the moment the programs were let go."""

    seconds: float
    """Until the last record could be seen by readers of committed records."""
    spent: Mapping[str, float]
    """Seconds of processor time that each group of processes took."""


@asynccontextmanager
async def ground(kafka: str, database_url: str, folder: Path) -> AsyncIterator[Ground]:
    """Fresh topics on the broker."""
    async with fresh_topics(kafka) as prefix:
        yield Ground(kafka, prefix, database_url, folder)


async def race(
    on: Ground,
    programs: Sequence[Program],
    records: Sequence[Published],
    watched: Sequence[Topic],
    through: Callable[[float, int], bool],
    warm: int,
    *,
    beside: Sequence[Program] = (),
    ready: Callable[[], bool] = lambda: True,
) -> Result:
    """Let the programs deal with the records.

    They have started, say ``ready``, and have published at least ``warm`` records of those that warm up, before they
    are held; those ``beside`` them just go on. ``through`` is asked again and again, with the moment they were let go
    and how many records were published since, until it says so and nothing more comes.
    """
    reported = on.name_of(Topic.REPORTED)
    async with Watch(on.kafka, [on.name_of(topic) for topic in watched]) as watch:

        def is_warm() -> bool:
            for program in (*programs, *beside):
                program.check()
            return watch.end >= warm and ready()

        await fill(on.kafka, reported, warming_records())
        await watch.until(is_warm, quiet=0.5)
        for program in programs:
            program.hold()
        await fill(on.kafka, reported, records)
        await watch.look()
        before = watch.end
        busy = Busy(_groups(on, [*programs, *beside]))
        started = time.perf_counter()
        for program in programs:
            program.go_on()
        await watch.until(lambda: through(started, watch.end - before), quiet=QUIET)
        return Result(watch.grown_at - started, busy.since())


def _groups(on: Ground, programs: Sequence[Program]) -> dict[str, list[psutil.Process]]:
    groups = {program.name: program.family() for program in programs}
    groups["broker"] = broker_processes()
    groups["PostgreSQL"] = postgres_processes(on.database_url)
    return {name: processes for name, processes in groups.items() if processes}
