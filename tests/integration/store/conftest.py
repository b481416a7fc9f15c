"""A store of its own for every test."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from hub.infrastructure.event_log import PostgresEventLog, open_datastore, translated
from hub.infrastructure.registry import PostgresRegistry

OpenLog = Callable[[], PostgresEventLog]
Connect = Callable[[], AbstractContextManager[Connection[Any]]]


@pytest.fixture
def open_log(database_url: str) -> Iterator[OpenLog]:
    """Opens the log with connections of its own, as another process would."""
    with ExitStack() as stack:

        def open_one() -> PostgresEventLog:
            log = PostgresEventLog(open_datastore(database_url))
            stack.callback(log.close)
            log.create_tables()
            return log

        yield open_one


@pytest.fixture
def log(open_log: OpenLog) -> PostgresEventLog:
    """The event log, empty."""
    return open_log()


@pytest.fixture
def connect(database_url: str, log: PostgresEventLog) -> Connect:
    """Connections as the registry wants them, to the tables of the log."""

    @contextmanager
    def connection() -> Iterator[Connection[Any]]:
        with translated(), psycopg.connect(database_url, autocommit=True) as conn:
            yield conn

    return connection


@pytest.fixture
def registry(connect: Connect) -> PostgresRegistry:
    return PostgresRegistry(connect, lambda: 1_000)
