"""A process that comes up before the database that it shares waits for it, and says so."""

from collections.abc import Callable
from urllib.parse import urlsplit

import psycopg
import pytest

from hub.application.ports import Unavailable
from hub.entrypoints.patience import open_hub_when_possible
from hub.entrypoints.signals import Stop
from hub.settings import Settings


class Waiting(Stop):
    """Does something in place of each wait."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self._meanwhile = meanwhile
        self.waits = 0

    def wait(self, seconds: float) -> bool:
        self.waits += 1
        self._meanwhile()
        return self.asked


@pytest.fixture
def allow(database_url: str, postgres_url: str) -> Callable[[bool], None]:
    """Has the database take connections, or refuse them."""
    name = urlsplit(database_url).path.strip("/")

    def alter(is_allowed: bool) -> None:
        with psycopg.connect(postgres_url, autocommit=True) as administrator:
            administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {is_allowed}".encode())

    return alter


def test_a_database_that_comes_up_later_is_waited_for(database_url: str, allow: Callable[[bool], None]) -> None:
    allow(False)
    stop = Waiting(lambda: allow(True))
    with open_hub_when_possible(Settings(database_url=database_url), stop) as hub:
        assert hub.log.head() == 0
    assert stop.waits == 1


def test_who_is_asked_to_stop_waits_no_longer(database_url: str, allow: Callable[[bool], None]) -> None:
    allow(False)
    stop = Waiting(lambda: stop())
    with pytest.raises(Unavailable), open_hub_when_possible(Settings(database_url=database_url), stop):
        pass
    assert stop.waits == 1
    allow(True)
