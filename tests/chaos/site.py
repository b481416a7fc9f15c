"""A whole hub of roles on a Kafka and a PostgreSQL that may be killed, and how far it has come."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from aiokafka.errors import KafkaError

from hub.infrastructure.kafka.connection import KafkaConnection
from hub.infrastructure.kafka.topic_plan import Configure
from hub.infrastructure.kafka.topics import topics_of
from hub.settings import Settings
from schemas.topics import Topic
from tests.acceptance.running import statushub
from tests.chaos.database import PrivateDatabase
from tests.chaos.roles import Role
from tests.chaos.subscribers import end_offsets, told_offsets
from tests.chaos.waiting import until
from tests.kafka.find import Broker


class Mark(NamedTuple):
    """How much there was to do at a moment."""

    ends: dict[int, int]
    """Where each partition of the reports ended."""
    head: int
    """The last event's position."""


class Site:
    """Gateway, two workers, two relays, a board, and what they stand on."""

    def __init__(self, broker: Broker, database: PrivateDatabase, prefix: str, folder: Path) -> None:
        self.broker = broker
        self.database = database
        self.url = database.fresh()
        self.group = f"{prefix}workers"
        self._environment = {
            "DATABASE_URL": self.url,
            "KAFKA_BOOTSTRAP": broker.bootstrap,
            "STATUSHUB_TOPIC_PREFIX": prefix,
            "STATUSHUB_WORKER_GROUP": self.group,
        }
        self.kafka = KafkaConnection(Settings(kafka_bootstrap=broker.bootstrap, topic_prefix=prefix))
        self._folder = folder
        self.gateway = self.role("gateway")
        self.board = self.role("board")
        self.workers = [self.role("worker", "worker-1"), self.role("worker", "worker-2")]
        self.relays = [self.role("relay", "relay-1"), self.role("relay", "relay-2")]
        self.guest = self.role("worker", "worker-3")
        """A third worker, which comes and goes."""

    def role(self, role: str, name: str = "") -> Role:
        return Role(role, name or role, self._folder, self._environment)

    @property
    def roles(self) -> list[Role]:
        return [self.gateway, self.board, *self.workers, *self.relays, self.guest]

    @contextmanager
    def telling_logs(self) -> Iterator[None]:
        """Print the end of what each role said, if the block fails."""
        try:
            yield
        except BaseException:
            for role in self.roles:
                print(f"---- {role.name}\n{role.log}")
            raise

    def command(self, *words: str) -> str:
        """Run a command on the site to its end; what it wrote."""
        done = statushub(*words, extra=self._environment)
        assert done.returncode == 0, f"statushub {' '.join(words)} ended with {done.returncode}:\n{done.stderr}"
        return done.stdout

    def start(self) -> str:
        """Start the roles; a key to report with, once all are ready."""
        key = self.command("keys", "issue", "senders", "--role", "admin").strip()
        self.start_readers(self.gateway, self.board)
        return key

    def start_readers(self, *more: Role) -> None:
        """Start workers and relays (and others); return when all are ready and at work."""
        asyncio.run(self._compact_often())
        started = [*self.workers, *self.relays, *more]
        for role in started:
            role.start()
        for role in started:
            role.ready()
        until(lambda: len(self.holders()) == len(self.workers), "both workers have partitions")
        until(lambda: len(self.leaders()) == 1, "a relay leads")

    async def _compact_often(self) -> None:
        """Let Kafka compact the canonical topic while the run lasts, as it does over months."""
        often = {"segment.ms": "5000", "min.cleanable.dirty.ratio": "0.01", "max.compaction.lag.ms": "5000"}
        name = self.kafka.name_of(Topic.CANONICAL)
        async with topics_of(self.kafka) as topics:
            await topics.take(Configure(name, now={}, then=often))

    # -- how far it is ----------------------------------------------------------------------------------------------

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The answer of the database; none while it is away."""
        try:
            with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
                return connection.execute(query.encode()).fetchall()
        except psycopg.OperationalError:
            return []

    def holders(self) -> set[str]:
        """Who holds partitions of the reports."""
        return {row[0] for row in self.ask("SELECT DISTINCT holder FROM input_positions")}

    def leaders(self) -> list[Role]:
        """The relays that say they lead."""
        return [relay for relay in self.relays if relay.metric("statushub_relay_active") == 1]

    def terms(self) -> int:
        """How many terms relays have begun."""
        return int(sum(row[0] for row in self.ask("SELECT epoch FROM relays")))

    def mark(self) -> Mark:
        """What there is to do now; waits for a broker and a database that are away."""
        found: list[Mark] = []

        def look() -> bool:
            try:
                ends = end_offsets(self.kafka, Topic.REPORTED)
            except (TimeoutError, KafkaError, OSError):
                return False
            if rows := self.ask("SELECT coalesce(max(notification_id), 0) FROM ticket_events"):
                found.append(Mark(ends, rows[0][0]))
            return bool(found)

        until(look, "broker and database can be asked")
        return found[0]

    def has_stored(self, mark: Mark) -> bool:
        """Whether all reports before the mark had their effect."""
        stored = dict(self.ask("SELECT partition, coalesce(next_offset, 0) FROM input_positions"))
        return all(stored.get(partition, 0) >= end for partition, end in mark.ends.items())

    def has_published(self, mark: Mark) -> bool:
        """Whether all events before the mark are on the topics."""
        rows = self.ask("SELECT max(position) FROM relays")
        return bool(rows) and (rows[0][0] or 0) >= mark.head

    def has_shown(self, mark: Mark) -> bool:
        """Whether the views hold all events before the mark."""
        rows = self.ask("SELECT position FROM views.position")
        return bool(rows) and rows[0][0] >= mark.head

    def has_told(self, mark: Mark) -> bool:
        """Whether Kafka's own lag of the workers is 0 for all reports before the mark."""
        told = told_offsets(self.kafka, self.group)
        return all(told.get(partition, 0) >= end for partition, end in mark.ends.items())

    def come_to_rest(self, seconds: float) -> None:
        """Wait until everything that was sent is stored, published and shown."""
        sent = self.mark()
        until(lambda: self.has_stored(sent), f"all reports are stored; {self._standing()}", seconds)
        stored = self.mark()
        until(lambda: self.has_published(stored), "all events are published", seconds)
        until(lambda: self.has_shown(stored), "the views hold all events", seconds)
        until(lambda: self.has_told(sent), "the lag of the workers' group is 0", seconds)

    def _standing(self) -> Sequence[tuple[Any, ...]]:
        return self.ask("SELECT partition, next_offset, claim, holder FROM input_positions ORDER BY partition")
