"""A hub with a Kafka of its own, and relays from one to the other."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.settings import Settings
from hub.wiring import Hub, open_hub
from tests.chaos.roles import Role, end_all
from tests.integration.relay.relaying import Relays
from tests.kafka.find import Broker

StartRelay = Callable[[str], Role]


@pytest.fixture
def hub(database_url: str, kafka: Broker, topic_prefix: str) -> Iterator[Hub]:
    """A hub on an empty database and empty topics."""
    settings = Settings(database_url=database_url, kafka_bootstrap=kafka.bootstrap, topic_prefix=topic_prefix)
    with open_hub(settings) as opened:
        yield opened


@pytest.fixture
def relays(hub: Hub) -> Iterator[Relays]:
    """Relays in threads of this process."""
    with Relays(hub) as started:
        yield started


@pytest.fixture
def start_relay(hub: Hub, database_url: str, kafka: Broker, topic_prefix: str, tmp_path: Path) -> Iterator[StartRelay]:
    """Starts relays as processes of their own."""
    extra = {
        "DATABASE_URL": database_url,
        "KAFKA_BOOTSTRAP": kafka.bootstrap,
        "STATUSHUB_TOPIC_PREFIX": topic_prefix,
    }
    started: list[Role] = []

    def start(name: str) -> Role:
        role = Role("relay", name, tmp_path, extra).start()
        started.append(role)
        role.ready()
        return role

    yield start
    for role in started:
        role.wake()
    end_all(started)
