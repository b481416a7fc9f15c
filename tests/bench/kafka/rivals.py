"""Other programs on the same topic and job, Kafka to Kafka; none of them keeps an event log in a database."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from tests.bench.kafka.contenders import Job
from tests.bench.kafka.program import Program
from tests.bench.kafka.race import Ground, Result
from tests.bench.kafka.records import WARM_TICKETS
from tests.bench.rivals.task import Guarantee, Task
from tests.needs import ROOT


class Rival(NamedTuple):
    """A program of others, and what it guarantees."""

    title: str
    folder: str
    guarantee: Guarantee = ""


RIVALS: Final = (
    Rival("Bytewax, no recovery", "bytewax"),
    Rival("Quix Streams, at least once", "quixstreams", "at-least-once"),
    Rival("Quix Streams, exactly once", "quixstreams", "exactly-once"),
)


async def run(rival: Rival, job: Job, on: Ground, python: Path) -> Result:
    """The rival does the job in its own environment."""
    told = job.task(on)
    task = Task(
        kafka=told.kafka,
        topic=told.topic,
        canonical=told.canonical,
        rule=told.rule,
        folder=str(on.folder / f"{on.prefix}{rival.folder}"),
        snapshots=job.expected + WARM_TICKETS,
        guarantee=rival.guarantee,
    )
    script = ROOT / "tests" / "bench" / "rivals" / rival.folder / "job.py"
    with Program(rival.folder, [str(python), str(script), msgspec.json.encode(task).decode()], on.folder) as program:
        return await job.run(on, [program])
