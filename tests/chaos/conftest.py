"""The parts of a run that may be killed, and its seed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import SystemRandom

import pytest

from tests.chaos.database import PrivateDatabase
from tests.chaos.roles import end_all
from tests.chaos.site import Site
from tests.kafka.find import Broker, SharedBroker
from tests.needs import missing


@pytest.fixture
def seed() -> int:
    """Decides reports, senders and faults: CHAOS_SEED's to repeat a run, else one that nobody knows before."""
    chosen = int(os.environ.get("CHAOS_SEED") or SystemRandom().randrange(1 << 32))
    print(f"CHAOS_SEED={chosen} repeats what is sent, and what goes wrong when.")
    return chosen


@pytest.fixture(scope="module")
def database() -> Iterator[PrivateDatabase]:
    """A PostgreSQL that may be killed."""
    server = PrivateDatabase()
    yield server
    server.remove()


@pytest.fixture
def site(kafka: Broker, topic_prefix: str, database: PrivateDatabase) -> Iterator[Site]:
    """A hub of roles that may be killed, not started yet; ended in the end, whatever became of it."""
    if isinstance(kafka, SharedBroker):
        missing("A Kafka that may be killed", "unset KAFKA_BOOTSTRAP")
    folder = Path(tempfile.mkdtemp(prefix="statushub-chaos-"))
    site = Site(kafka, database, topic_prefix, folder)
    yield site
    for role in site.roles:
        role.wake()
    end_all(site.roles)
    shutil.rmtree(folder, ignore_errors=True)
