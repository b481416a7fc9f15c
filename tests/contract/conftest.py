"""What suites over several implementations share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from hub.infrastructure.registry import Connect


@pytest.fixture
def connect(database_url: str) -> Connect:
    """Connections as stores want them, to an empty database."""

    @contextmanager
    def connection() -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(database_url, autocommit=True) as opened:
            yield opened

    return connection
