"""A plant with a topic and a database of its own for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from hub.settings import Settings
from hub.wiring import open_hub
from tests.integration.worker.plant import BATCH, Plant
from tests.kafka.find import Broker


@pytest.fixture
def plant(kafka: Broker, topic_prefix: str, database_url: str, tmp_path: Path) -> Plant:
    settings = Settings(
        data=tmp_path,
        database_url=database_url,
        kafka_bootstrap=kafka.bootstrap,
        topic_prefix=topic_prefix,
        worker_group=f"{topic_prefix}worker",
        worker_batch=BATCH,
    )
    with open_hub(settings):
        return Plant(settings)  # its tables are there, for those who look before a worker is up


@pytest.fixture
def short_tracebacks() -> Iterator[None]:
    """Errors as the hub logs them: with thousands of local reports written out, a worker would miss its heartbeat."""
    structlog.configure(processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])
    yield
    structlog.reset_defaults()
