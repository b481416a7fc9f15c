"""Without its database the log says so, and goes on when it is back."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from hub.application.ports import Unavailable
from hub.infrastructure.event_log import RECONNECT_SECONDS, PostgresEventLog, open_datastore
from hub.settings import Settings
from hub.wiring import open_hub
from tests.integration.store.given import appended, claimed


@pytest.mark.parametrize("server", ["127.0.0.1:1", "%2Fnowhere"])
def test_a_server_that_nobody_answers_at_is_unavailable(server: str) -> None:
    datastore = open_datastore(f"postgresql://nobody@{server}/none", timeout=0.2)
    with pytest.raises(Unavailable):
        PostgresEventLog(datastore)
    datastore.close()


@pytest.mark.parametrize(
    "ask",
    [
        lambda log: log.load(["SRV-1"]),
        lambda log: log.history("SRV-1"),
        lambda log: log.read(0, 1),
        lambda log: log.head(),
        lambda log: log.streams(),
        lambda log: log.stored("SRV-1"),
        lambda log: log.known_deliveries([("SRV-1", 1)]),
        lambda log: log.append([appended("SRV-1", claimed())]),
        lambda log: log.create_tables(),
    ],
    ids=["load", "history", "read", "head", "streams", "stored", "known_deliveries", "append", "create_tables"],
)
def test_a_database_that_is_gone_is_unavailable_whatever_is_asked(
    ask: Callable[[PostgresEventLog], object], postgres_url: str, database_url: str
) -> None:
    datastore = open_datastore(database_url, timeout=0.5)
    log = PostgresEventLog(datastore)
    log.create_tables()
    close_doors(postgres_url, database_url)
    with pytest.raises(Unavailable):
        ask(log)
    datastore.close()


def test_a_log_comes_back_with_its_database(log: PostgresEventLog, postgres_url: str, database_url: str) -> None:
    log.append([appended("SRV-1", claimed())])
    close_doors(postgres_url, database_url)
    with pytest.raises(Unavailable):
        log.history("SRV-1")
    open_doors(postgres_url, database_url)
    # Each connection that broke is noticed once, by whoever is given it.
    for _ in range(5):
        try:
            assert len(log.history("SRV-1")) == 1
        except Unavailable:
            continue
        break
    assert log.append([appended("SRV-1", claimed(), after=log.history("SRV-1"))]) == 2


def close_doors(postgres_url: str, database_url: str) -> None:
    """Let nobody into the database, and throw out those who are there."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        name = conninfo_to_dict(database_url)["dbname"]
        connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def open_doors(postgres_url: str, database_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {conninfo_to_dict(database_url)['dbname']} WITH ALLOW_CONNECTIONS true")


def test_what_the_address_says_of_the_connection_holds_for_the_log_too(database_url: str) -> None:
    mark = "&" if "?" in database_url else "?"
    datastore = open_datastore(f"{database_url}{mark}application_name=night&sslmode=disable")
    with datastore.get_connection() as connection:
        said = connection.info.get_parameters()
    datastore.close()
    assert (said["application_name"], said["sslmode"]) == ("night", "disable")


def test_no_pool_still_pauses_for_minutes_when_the_database_is_back(database_url: str) -> None:
    with open_hub(Settings(database_url=database_url)) as hub:
        datastore = open_datastore(database_url)
        assert hub.pool.reconnect_timeout <= RECONNECT_SECONDS
        assert datastore.pool.reconnect_timeout <= RECONNECT_SECONDS
        datastore.close()
