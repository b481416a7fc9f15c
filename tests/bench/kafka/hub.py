"""The hub's own roles, as real processes on a topic of reports: workers that store, and a relay that publishes."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Final, NamedTuple

import psycopg

from hub.application.records import Published
from schemas.snapshot import BROADCASTS
from schemas.topics import Topic
from tests.acceptance.running import STATUSHUB, free_port
from tests.bench.kafka.program import Program
from tests.bench.kafka.race import Ground, Result, race
from tests.bench.kafka.records import WARM_TICKETS
from tests.bench.kafka.topics import count

_WATCHED: Final = (Topic.CANONICAL, Topic.EVENTS)
_STORED: Final = "SELECT coalesce(sum(next_offset), 0)::int8 FROM input_positions WHERE topic = %s"
_HOLDERS: Final = "SELECT count(DISTINCT holder) FROM input_positions WHERE topic = %s"
_UNPUBLISHED: Final = """
    SELECT coalesce((SELECT max(notification_id) FROM ticket_events), 0)
        - coalesce((SELECT max(position) FROM relays), 0)
"""
_COUNTS: Final = """
    SELECT count(*) FILTER (WHERE topic = ANY(%s)), count(*) FILTER (WHERE topic NOT LIKE 'report.%%'),
        count(*) FILTER (WHERE topic LIKE 'report.%%')
    FROM ticket_events WHERE notification_id > %s
"""


class Roles(NamedTuple):
    """What the hub's processes reached."""

    stored: float
    """Seconds until the last report was stored with its offset."""
    published: Result
    """Until the last snapshot and the last event could be read."""
    events: int
    """Events that the reports became."""


def role(
    name: str, on: Ground, *, port: int | None = None, number: int = 0, extra: Mapping[str, str] | None = None
) -> Program:
    """One of the hub's roles on the ground, with its default settings."""
    settings = {
        "DATABASE_URL": on.database_url,
        "KAFKA_BOOTSTRAP": on.kafka,
        "STATUSHUB_TOPIC_PREFIX": on.prefix,
        "STATUSHUB_WORKER_GROUP": f"{on.prefix}workers",
        "STATUSHUB_PORT": str(port or free_port()),
        "STATUSHUB_DATA": str(on.folder / f"{on.prefix}{name}{number}"),
        "STATUSHUB_LOG_LEVEL": "WARNING",
        **(extra or {}),
    }
    return Program(f"{name}-{number}" if number else name, [STATUSHUB, name], on.folder, settings)


class Progress:
    """How far the hub is, by its database."""

    def __init__(self, on: Ground) -> None:
        self._reported = on.name_of(Topic.REPORTED)
        self._connection = psycopg.connect(on.database_url, autocommit=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def head(self) -> int:
        return self._number("SELECT coalesce(max(notification_id), 0) FROM ticket_events")

    def stored(self) -> int:
        """Records of the input that are stored; 0 where the tables are not made yet."""
        return self._number(_STORED, self._reported)

    def holders(self) -> int:
        """Workers that hold partitions."""
        return self._number(_HOLDERS, self._reported)

    def unpublished(self) -> int:
        """Positions that the relay is behind."""
        return self._number(_UNPUBLISHED)

    def counts(self, after: int) -> tuple[int, int, int]:
        """Snapshots, events of tickets, and events of parked reports, behind a position."""
        row = self._connection.execute(_COUNTS, (list(BROADCASTS), after)).fetchone()
        assert row is not None
        return int(row[0]), int(row[1]), int(row[2])

    def _number(self, query: str, *values: str) -> int:
        try:
            row = self._connection.execute(query, values).fetchone()
        except psycopg.errors.UndefinedTable:
            return 0
        assert row is not None
        return int(row[0])


async def run(on: Ground, records: Sequence[Published], workers: int) -> Roles:
    """So many workers and a relay deal with the records.

    Raises AssertionError unless every event and every snapshot of the store is on its topic in the end.
    """
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(on))
        before = progress.head()
        relay = stack.enter_context(role("relay", on))
        held = [stack.enter_context(role("worker", on, number=number + 1)) for number in range(workers)]
        stored_at = 0.0

        def through(started: float, _: int) -> bool:
            nonlocal stored_at
            for program in (relay, *held):
                program.check()
            if not stored_at and progress.stored() >= len(records) + WARM_TICKETS:
                stored_at = time.perf_counter() - started
            return stored_at > 0 and progress.unpublished() <= 0

        def ready() -> bool:
            return progress.holders() == workers

        found = await race(on, held, records, _WATCHED, through, 2 * WARM_TICKETS, beside=[relay], ready=ready)
        await _check(on, progress, before)
        return Roles(stored_at, found, progress.head() - before)


async def store_only(on: Ground, records: Sequence[Published]) -> float:
    """Seconds in which one worker stores the records, with no relay."""
    with Progress(on) as progress, role("worker", on) as worker:
        stored_at = 0.0

        def through(started: float, _: int) -> bool:
            nonlocal stored_at
            worker.check()
            if progress.stored() >= len(records) + WARM_TICKETS:
                stored_at = time.perf_counter() - started
            return stored_at > 0

        await race(on, [worker], records, (), through, 0, ready=lambda: progress.stored() >= WARM_TICKETS)
        return stored_at


async def _check(on: Ground, progress: Progress, before: int) -> None:
    snapshots, events, parked = progress.counts(before)
    assert not parked, f"the hub parked {parked} reports of the workload"
    for topic, wanted in ((Topic.CANONICAL, snapshots), (Topic.EVENTS, events)):
        found = await count(on.kafka, on.name_of(topic))
        assert found == wanted, f"{topic} has {found:,} records, and the store {wanted:,}"
