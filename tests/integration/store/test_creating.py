"""Hubs that start at the same moment on an empty database."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from psycopg import connect as open_connection

from hub.settings import Settings
from hub.wiring import open_hub

TOGETHER = 4


def test_processes_that_start_together_create_the_tables_once(database_url: str, tmp_path: Path) -> None:
    ready = Barrier(TOGETHER)

    def start(_number: int) -> int:
        ready.wait(10)
        with open_hub(Settings(data=tmp_path, database_url=database_url)) as hub:
            return hub.log.head()

    with ThreadPoolExecutor(TOGETHER) as threads:
        assert list(threads.map(start, range(TOGETHER))) == [0] * TOGETHER


def test_whoever_fails_while_creating_lets_the_next_one_in(database_url: str, tmp_path: Path) -> None:
    with open_connection(database_url, autocommit=True) as connection:
        connection.execute("CREATE VIEW ticket_events AS SELECT 1 AS nothing")
        with (
            pytest.raises(Exception, match="ticket_events"),
            open_hub(Settings(data=tmp_path, database_url=database_url)),
        ):
            pass
        connection.execute("DROP VIEW ticket_events")
    with open_hub(Settings(data=tmp_path, database_url=database_url)) as hub:
        assert hub.log.head() == 0
