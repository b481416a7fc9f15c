"""A hub in parts, on a real store: what the use cases need, and nothing of HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg_pool import ConnectionPool

from conflict.loader import load_rules
from conflict.rules import Rules
from hub.application.batch import Context
from hub.application.ingest import Ingestion
from hub.application.intake import Examiner
from hub.application.parking import ParkingLot, Reader
from hub.application.ports import Delivery, Outcome
from hub.application.review import Reviewing
from hub.application.reviewers import Reviewers
from hub.application.tickets import Tickets
from hub.application.uids import IdMint
from hub.domain.chain import Chain
from hub.domain.decide import Clocks
from hub.domain.ticket import Ticket
from hub.infrastructure.event_log import PostgresEventLog, open_datastore, translated
from hub.infrastructure.parked_index import ViewParkedIndex
from hub.infrastructure.registry import PostgresRegistry
from mappings.loader import parse_tables
from mappings.model import MappingTable
from projections.runner import Runner
from schemas.events import Event, ReportParked
from schemas.instant import Instant, from_iso
from schemas.uid import CRC
from tests.unit.gateway.fakes import MemoryKeyStore, MemoryPeopleStore

NOON: Instant = from_iso("2026-01-26T12:00:00Z")
RULES = load_rules()

WORDS = """
"New" = "New"
"Acknowledged" = "Acknowledged"
"Reopened" = "Reopened"
"In Progress" = "In Progress"
"Pending" = "Pending"
"Pending Verification" = "Pending Verification"
"Resolved" = "Resolved"
"Closed" = "Closed"
"Cancelled" = "Cancelled"
"Done" = "Resolved"
"Archived" = "Closed"
"Work in progress" = { status = "In Progress", after_done = "Reopened" }
"Awaiting" = { status = "Pending", after_done = "Reopened" }
"Open" = { status = "New", after_done = "Reopened" }
"Comment" = "@ignore"
"""
SYSTEMS = ("crm", "erp", "itsm")


def tables(more: str = "") -> dict[str, MappingTable]:
    """The same words for every system, and ``more`` of them."""
    text = "".join(f"[mapping.{system}]{WORDS}{more}\n" for system in SYSTEMS)
    return parse_tables(text, "site.toml")


def crm_says(words: str) -> dict[str, MappingTable]:
    """Tables that begin with the CRM's."""
    return parse_tables(f"[mapping.crm]{words}", "site.toml")


class Clock:
    """Shows the time it was set to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> Instant:
        return self.now


class Site:
    """One process of a hub. Several on one database are several processes."""

    def __init__(
        self,
        log: PostgresEventLog,
        connect: Callable[[], Any],
        *,
        more_words: str = "",
        words: str = "",
        understood: Mapping[str, MappingTable] | None = None,
        originators: Iterable[str] = (),
        max_readings: int = 200_000,
        rules: Rules = RULES,
        reader: Reader | None = None,
    ) -> None:
        self.log = log
        self.clock = Clock()
        self.registry = PostgresRegistry(connect, self.clock)
        self.tickets = Tickets(log, rules, max_readings)
        self.mint = IdMint(self.registry, CRC, self.clock, ZoneInfo("Asia/Shanghai"))
        self.clocks = Clocks()
        self.examiner = Examiner(
            understood or (crm_says(words) if words else tables(more_words)), frozenset(originators), CRC
        )
        context = Context(log, self.registry, self.tickets, self.examiner, self.mint, Chain(), self.clocks)
        self.ingestion = Ingestion(context, self.clock)
        reviewers = Reviewers(log, MemoryPeopleStore(), MemoryKeyStore())
        self.review = Reviewing(context, self.ingestion, reviewers, self.clock)
        runner = Runner(connect, log.read, log.head)
        runner.prepare()
        index = ViewParkedIndex(connect, runner.catch_up)
        self.parking = ParkingLot(context, self.ingestion, self.mint, index, reader or _unreadable_still, self.clock)

    def ingest(self, *deliveries: Delivery) -> list[Outcome]:
        """Take deliveries in as one batch."""
        return self.ingestion.ingest(deliveries)

    def one(self, delivery: Delivery) -> Outcome:
        """Take one delivery in."""
        (outcome,) = self.ingest(delivery)
        return outcome

    def kept(self, uid: str) -> Ticket:
        """The ticket as this process has it."""
        return self.tickets.get([uid])[uid]

    def whole(self, uid: str) -> Ticket:
        """The ticket as all its events make it."""
        return self.tickets.whole(uid)

    def events(self, stream: str) -> list[Event]:
        return [recorded.event for recorded in self.log.history(stream)]


def _unreadable_still(event: ReportParked) -> Sequence[Delivery]:
    problem = "no JSON at byte 7"
    return [Delivery(system=event.system, received_at=event.received_at, problem=problem, body=event.body)]


OpenSite = Callable[..., Site]


@contextmanager
def opening(database_url: str) -> Iterator[OpenSite]:
    """Opens sites on one database, each with connections of its own."""
    with ExitStack() as stack:

        def open_site(**options: Any) -> Site:
            pool = stack.enter_context(
                ConnectionPool(database_url, kwargs={"autocommit": True}, min_size=1, max_size=4, open=True)
            )

            @contextmanager
            def connect() -> Iterator[Connection[Any]]:
                with translated(), pool.connection() as connection:
                    yield connection

            log = PostgresEventLog(open_datastore(database_url))
            stack.callback(log.close)
            log.create_tables()
            return Site(log, connect, **options)

        yield open_site
