"""The path without a library, by one process and by two, and the programs of others."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from hub.application.records import Published
from mappings.loader import load_builtin
from mappings.model import Mapped
from schemas.status import Status
from schemas.topics import Topic
from tests.bench.kafka.program import Program
from tests.bench.kafka.race import Ground, Result, race
from tests.bench.kafka.reading import Task, make_tables
from tests.bench.kafka.records import PARTITIONS, WARM_TICKETS, fill
from tests.bench.kafka.rule import Reported, Rule, Ticket
from tests.bench.kafka.topics import count
from tests.bench.workload import WORDS


def rule_of_the_hub() -> Rule:
    """The hub's own words and life cycle, for those who do the job without it."""
    tables = load_builtin()
    words: dict[str, dict[str, str]] = {}
    for system, natives in WORDS.items():
        meanings = {native: tables[system].words[native] for native in natives}
        words[system] = {native: mean.word.status for native, mean in meanings.items() if isinstance(mean, Mapped)}
    return Rule(words, {now: frozenset(then for then in Status if now.can_move_to(then)) for now in Status})


def snapshots_of(rule: Rule, records: Sequence[Published]) -> int:
    """How many snapshots the records must become."""
    decode = msgspec.json.Decoder(Reported).decode
    tickets: defaultdict[str, Ticket] = defaultdict(dict)
    reports = map(decode, (record.value for record in records))
    return sum(rule.step(tickets[report.uid], report, "") is not None for report in reports)


class Job:
    """A topic of reports to be made into one of snapshots, and the number there must be in the end."""

    def __init__(self, records: Sequence[Published], folder: Path) -> None:
        rule = rule_of_the_hub()
        folder.mkdir(parents=True, exist_ok=True)
        self.records = records
        self.expected = snapshots_of(rule, records)
        self._rule = folder / "rule.json"
        self._rule.write_bytes(msgspec.json.encode(rule))

    def task(self, on: Ground, partitions: Sequence[int] = tuple(range(PARTITIONS))) -> Task:
        return Task(
            kafka=on.kafka,
            topic=on.name_of(Topic.REPORTED),
            canonical=on.name_of(Topic.CANONICAL),
            database_url=on.database_url,
            rule=str(self._rule),
            partitions=partitions,
            records=len(self.records),
        )

    async def run(self, on: Ground, programs: Sequence[Program]) -> Result:
        """The race; raises AssertionError unless exactly the right number of snapshots is there in the end."""

        def through(_: float, published: int) -> bool:
            for program in programs:
                program.check()
            return published >= self.expected

        found = await race(on, programs, self.records, [Topic.CANONICAL], through, WARM_TICKETS)
        published = await count(on.kafka, on.name_of(Topic.CANONICAL)) - WARM_TICKETS
        assert published == self.expected, f"{programs[0].name} published {published:,}, not {self.expected:,}"
        return found


async def without_library(job: Job, on: Ground, processes: int) -> Result:
    """aiokafka and COPY alone, with the partitions shared out among so many processes."""
    make_tables(on.database_url)
    shares = [list(range(PARTITIONS))[number::processes] for number in range(processes)]
    with ExitStack() as stack:
        programs = [
            stack.enter_context(module(f"bare-{number}", "bare", job.task(on, share), on.folder))
            for number, share in enumerate(shares)
        ]
        return await job.run(on, programs)


async def floor(job: Job, on: Ground, depth: str) -> float:
    """Seconds that a floor takes for the records."""
    if depth == "store":
        make_tables(on.database_url)
    task = job.task(on)
    task.depth = depth
    await fill(on.kafka, task.topic, job.records)
    with module(f"floor-{depth}", "floor", task, on.folder) as program:
        program.process.wait(120)
        try:
            return float(program.log.split()[-1])
        except (ValueError, IndexError):
            raise RuntimeError(f"the floor failed:\n{program.log}") from None


def module(name: str, script: str, task: Task, folder: Path) -> Program:
    """One of our own programs."""
    words = [sys.executable, "-m", f"tests.bench.kafka.{script}", msgspec.json.encode(task).decode()]
    return Program(name, words, folder)
