"""The one place where things are put together: settings in, a hub out. Nothing else connects or asks the time."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from adapters.manifest import Manifest
from adapters.registry import load_manifests, mapping_files, systems_that_originate
from conflict.loader import load_rules
from conflict.rules import RuleSet
from hub.application.access import KeyRing, LoginLinks
from hub.application.batch import Context
from hub.application.changing import Changing
from hub.application.entering import Entering
from hub.application.ingest import Ingestion
from hub.application.intake import Examiner
from hub.application.outbox import Outbox
from hub.application.parking import ParkingLot
from hub.application.people import People
from hub.application.publishing import Publishing
from hub.application.relay import Lease, Relay, Watch
from hub.application.rereading import reader_of
from hub.application.review import Reviewing
from hub.application.reviewers import Reviewers
from hub.application.rules import RulesInForce, RulesPublishing
from hub.application.sent_again import CountingIngest
from hub.application.sessions import Sessions
from hub.application.site_login import RoleRules, SiteLogin
from hub.application.tables import TablesInForce
from hub.application.tickets import Tickets
from hub.application.uids import IdMint
from hub.application.what_if.trial import Trial
from hub.application.what_if.trials import Trials
from hub.application.witness import LogWitness
from hub.domain.chain import Chain
from hub.domain.decide import Clocks
from hub.infrastructure.bodies import PostgresBodies
from hub.infrastructure.creating import creating_alone
from hub.infrastructure.embedded import EmbeddedPostgres
from hub.infrastructure.event_log import RECONNECT_SECONDS, PostgresEventLog, open_datastore, translated
from hub.infrastructure.inputs import PostgresInputs
from hub.infrastructure.kafka.connection import KafkaConnection
from hub.infrastructure.kafka.publisher import open_publisher
from hub.infrastructure.kafka.report_publisher import ReportPublisher
from hub.infrastructure.keys import PostgresKeyStore
from hub.infrastructure.owed_writes import PostgresOwedWrites
from hub.infrastructure.pacing import Budgets
from hub.infrastructure.parked_index import ViewParkedIndex
from hub.infrastructure.passwords import Argon2Hasher
from hub.infrastructure.people import PostgresPeopleStore
from hub.infrastructure.recorder import EVENTS_TABLE
from hub.infrastructure.registry import Connect, PostgresRegistry
from hub.infrastructure.relay_lease import PostgresRelayLease
from hub.infrastructure.sent_again import PostgresSentAgain
from hub.infrastructure.sessions import PostgresSessionStore
from hub.infrastructure.wakeup import Wakeup
from hub.settings import Settings
from hub.telemetry import Metrics
from mappings.loader import load_builtin, load_tables
from mappings.model import MappingTable
from projections.rhythm import Patience
from projections.runner import Runner
from schemas.instant import SECOND, Instant
from schemas.uid import Checksum

Clock = Callable[[], Instant]


def system_clock() -> Instant:
    """Now, in microseconds since 1970."""
    return time.time_ns() // 1000


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub, put together and connected."""

    settings: Settings
    clock: Clock
    connect: Connect
    pool: ConnectionPool[Connection[Any]]
    log: PostgresEventLog
    registry: PostgresRegistry
    inputs: PostgresInputs
    bodies: PostgresBodies
    kafka: KafkaConnection
    rules: RulesInForce
    tables: TablesInForce
    manifests: Mapping[str, Manifest]
    chain: Chain
    ingestion: Ingestion
    intake: CountingIngest
    """The same for what systems send, which counts what they send again."""
    review: Reviewing
    changing: Changing
    owed: PostgresOwedWrites
    budgets: Budgets
    parking: ParkingLot
    publishing: Publishing
    publishing_rules: RulesPublishing
    mint: IdMint
    keys: KeyRing
    links: LoginLinks
    people: People
    entering: Entering
    runner: Runner
    wake: Event
    """Set after each append of this process, for the runner's thread."""
    freshen: Callable[[], None]
    """Takes over tables and rules that other processes have published, but looks no more often than each second."""
    metrics: Metrics


def load_mapping_tables(site: Path | None, only: str = "") -> dict[str, MappingTable]:
    """The built-in tables and those of packages, with the site's beside or in place of them.

    With ``only``, the site's tables of other systems may still be unfinished. Raises mappings.errors.MappingErrors.
    """
    tables = load_builtin()
    tables.update(load_tables(mapping_files()))
    if site is not None:
        tables.update(load_tables(sorted(site.glob("*.toml")), only))
    return tables


@contextmanager
def open_database(settings: Settings) -> Iterator[str]:
    """The URL of the hub's database; its own is started first and stopped at the end."""
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    server = EmbeddedPostgres(settings.data)
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def open_hub(settings: Settings, *, clock: Clock = system_clock) -> Iterator[Hub]:
    """A hub on its database, tables created where they are missing.

    Raises what its files are wrong about (mappings.errors.MappingErrors, conflict.loader.RulesError,
    adapters.errors.ManifestErrors) before anything is connected, and hub.application.ports.Unavailable.
    """
    rules = load_rules(settings.rules)
    tables = load_mapping_tables(settings.mappings)
    manifests = load_manifests(settings.adapters)
    with ExitStack() as stack:
        url = stack.enter_context(open_database(settings))
        pool = stack.enter_context(_open_pool(url))
        wake = Event()
        log = PostgresEventLog(open_datastore(url), on_append=wake.set)
        stack.callback(log.close)
        connect = _connects(pool)
        with creating_alone(connect):
            log.create_tables()
            hub = _assemble(settings, clock, pool, connect, log, wake, rules, tables, manifests)
        stack.callback(hub.intake.close)
        yield hub


@contextmanager
def _open_pool(url: str) -> Iterator[ConnectionPool[Connection[Any]]]:
    options = {"autocommit": True, "prepare_threshold": None}
    check = ConnectionPool.check_connection  # a database that was restarted must cost nobody an answer
    with ConnectionPool(
        url,
        kwargs=options,
        min_size=1,
        max_size=12,
        timeout=5.0,
        reconnect_timeout=RECONNECT_SECONDS,
        check=check,
        open=False,
    ) as pool:
        yield pool


def _connects(pool: ConnectionPool[Connection[Any]]) -> Connect:
    @contextmanager
    def connect() -> Iterator[Connection[Any]]:
        with translated(), pool.connection() as connection:
            yield connection

    return connect


def _assemble(
    settings: Settings,
    clock: Clock,
    pool: ConnectionPool[Connection[Any]],
    connect: Connect,
    log: PostgresEventLog,
    wake: Event,
    rules: RuleSet,
    tables: Mapping[str, MappingTable],
    manifests: dict[str, Manifest],
) -> Hub:
    registry = PostgresRegistry(connect, clock)
    checksum = Checksum(settings.uid_key.get_secret_value().encode(), settings.uid_digits)
    mint = IdMint(registry, checksum, clock, settings.time_zone)
    in_force = TablesInForce(tables, manifests, log)
    in_force.refresh()
    book = RulesInForce(rules, log)
    book.refresh()
    chain = Chain(settings.chain_key.get_secret_value().encode())

    def freshen() -> None:
        in_force.freshen()
        book.freshen()

    context = Context(
        log=log,
        registry=registry,
        tickets=Tickets(log, book, settings.max_readings),
        examiner=Examiner(in_force, frozenset(systems_that_originate(manifests)), checksum, freshen),
        mint=mint,
        chain=chain,
        clocks=clocks_of(settings),
        domain=settings.uid_domain,
    )
    ingestion = Ingestion(context, clock)
    runner = Runner(connect, log.read, log.head)
    runner.prepare()
    index = ViewParkedIndex(connect, runner.catch_up)
    store = PostgresKeyStore(pool)
    store.create_tables()
    logged_in = PostgresSessionStore(connect)
    logged_in.create_tables()
    persons = PostgresPeopleStore(connect)
    persons.create_tables()
    # People live by our clock, even where the plant's is played faster.
    witness = LogWitness(log, chain)
    sessions = Sessions(logged_in, clock=system_clock, random=_random)
    people = People(persons, Argon2Hasher(), sessions, witness, clock=system_clock, random=_random)
    links = LoginLinks(store, clock=system_clock, random=_random, witness=witness)
    bodies = PostgresBodies(connect)
    bodies.create_table()
    owed = PostgresOwedWrites(connect)
    owed.create_tables()
    sent_again = PostgresSentAgain(connect)
    sent_again.create_table()
    return Hub(
        settings=settings,
        clock=clock,
        connect=connect,
        pool=pool,
        log=log,
        registry=registry,
        inputs=PostgresInputs(connect),
        bodies=bodies,
        kafka=KafkaConnection(settings),
        rules=book,
        tables=in_force,
        manifests=manifests,
        chain=chain,
        ingestion=ingestion,
        intake=CountingIngest(ingestion, sent_again, manifests, clock),
        review=Reviewing(context, ingestion, Reviewers(log, persons, store), clock),
        changing=Changing(context, ingestion, clock),
        owed=owed,
        budgets=Budgets(clock),
        parking=ParkingLot(context, ingestion, mint, index, reader_of(manifests), clock),
        publishing=Publishing(log, chain, in_force, clock),
        publishing_rules=RulesPublishing(log, chain, book, clock),
        mint=mint,
        keys=KeyRing(store, clock=clock, random=_random, witness=witness, believe=settings.key_grace * SECOND),
        links=links,
        people=people,
        entering=Entering(links, people, sessions, witness, system_clock),
        runner=runner,
        wake=wake,
        freshen=freshen,
        metrics=Metrics(),
    )


def trials_of(hub: Hub) -> Trials:
    """Tries tables and rules on what was reported, beside what the hub runs on."""
    return Trials(hub.log, hub.registry.resolve, hub.tables, hub.rules, clocks_of(hub.settings), hub.clock)


def trial_of(hub: Hub, mappings: Sequence[Path], rules: Path | None) -> Trial:
    """A trial of the tables and rules of these files and folders.

    Raises mappings.errors.MappingErrors, conflict.loader.RulesError.
    """
    files = [file for path in mappings for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
    return trials_of(hub).trial(load_tables(files), load_rules(rules) if rules else None)


def clocks_of(settings: Settings) -> Clocks:
    """How far a report's time may be off."""
    return Clocks(settings.max_lateness * SECOND, settings.future_tolerance * SECOND)


def patience_of(settings: Settings) -> Patience:
    """How long a system may be silent beyond what is usual, for all that say so alike."""
    at_least = settings.silent_after * SECOND
    return Patience(pauses=settings.silent_pauses, at_least=at_least, weeks=settings.silent_weeks)


def relay_lease(hub: Hub) -> PostgresRelayLease:
    """The lease of the one relay that publishes the hub's log, for this process. Raises Unavailable."""
    holder = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    lease = PostgresRelayLease(hub.connect, _relay_name(hub), holder)
    with creating_alone(hub.connect):
        lease.create_table()
    return lease


def wakeup_of(hub: Hub, ended: Callable[[], bool]) -> Wakeup:
    """Tells a thread when any process has appended to the hub's log; it connects when it first waits."""
    url = hub.pool.conninfo
    assert isinstance(url, str)
    return Wakeup(url, EVENTS_TABLE, ended)


@contextmanager
def open_relay(hub: Hub, lease: Lease, watch: Watch, ended: Callable[[], bool]) -> Iterator[Relay]:
    """A relay from the hub's log to its Kafka; connects when it runs."""
    with closing(wakeup_of(hub, ended)) as wakeup:
        publisher = partial(open_publisher, hub.kafka, _relay_name(hub))
        yield Relay(Outbox(hub.log), lease, publisher, wakeup.wait, watch)


def _relay_name(hub: Hub) -> str:
    """Of the relays to one set of topics: what fences all but one of them, at the broker and in the database."""
    return f"{hub.settings.topic_prefix}statushub-relay"


def site_login(settings: Settings) -> SiteLogin | None:
    """The site's own login, where one is set; nothing is asked of it before somebody logs in."""
    if not settings.openid_issuer:
        return None
    # Its libraries are slow to load, and seldom needed.
    from hub.infrastructure.openid import OpenIdLogin, OpenIdSettings

    admins, reviewers, viewers = (
        frozenset(filter(None, map(str.strip, given.split(","))))
        for given in (settings.openid_admins, settings.openid_reviewers, settings.openid_viewers)
    )
    known = OpenIdSettings(
        issuer=settings.openid_issuer,
        client=settings.openid_client,
        secret=settings.openid_secret.get_secret_value(),
        rules=RoleRules(admins, reviewers, viewers),
        roles_claim=settings.openid_roles_claim,
    )
    return OpenIdLogin(known)


def _random() -> str:
    return secrets.token_urlsafe(32)


def report_publisher(hub: Hub) -> ReportPublisher:
    """The way in of a gateway in full mode; it connects when it is first used."""
    return ReportPublisher(hub.kafka, hub.metrics)
