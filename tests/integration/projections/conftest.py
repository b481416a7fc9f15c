"""A database with views, and a runner over a log in memory."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from projections.runner import Runner
from tests.integration.projections.given import Log


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def connect(database_url: str) -> Callable[[], Connection[Any]]:
    return partial(psycopg.connect, database_url)


@pytest.fixture
def runner(connect: Callable[[], Connection[Any]], log: Log) -> Runner:
    made = Runner(connect, log.read, log.head)
    made.prepare()
    return made


@pytest.fixture
def conn(database_url: str, runner: Runner) -> Iterator[Connection[Any]]:
    """A reader's connection to the views."""
    with psycopg.connect(database_url, autocommit=True) as made:
        yield made
