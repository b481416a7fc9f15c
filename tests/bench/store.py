"""A PostgreSQL for the measurements, as the hub starts its own, and hubs on fresh databases in it."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

from hub.infrastructure.embedded import EmbeddedPostgres
from hub.settings import Settings
from hub.wiring import Hub, open_hub


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server as the hub starts it, with nothing switched off; gone afterwards."""
    with folder() as path:
        postgres = EmbeddedPostgres(path)
        try:
            yield postgres.url
        finally:
            postgres.stop()


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that the server's own user may enter; gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="statushub-bench-"))
    try:
        yield path / "hub"
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """The URL of an empty database. The garbage and the dirty pages of what was measured before are gone first."""
    name = f"bench_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        connection.execute("CHECKPOINT")
    gc.collect()
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def fresh_hub(server_url: str) -> Iterator[Hub]:
    """A hub, wired as in production, on an empty database."""
    with fresh_database(server_url) as url, open_hub(Settings(database_url=url)) as hub:  # type: ignore[arg-type]
        yield hub
