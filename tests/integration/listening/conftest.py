"""Real parts that tests of listening share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.listening.mosquitto import Mosquitto, find_mosquitto
from tests.needs import missing


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker of MQTT that a test may stop and kill."""
    program = find_mosquitto() or missing("mosquitto", "install the package of this name")
    mosquitto = Mosquitto(tmp_path, program)
    mosquitto.start()
    yield mosquitto
    mosquitto.stop()
