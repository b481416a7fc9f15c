"""Sessions of people in PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hub.application.sessions import SessionRecord
from hub.infrastructure.registry import Connect
from schemas.instant import Instant

SCHEMA: Final = Path(__file__).with_name("sql") / "sessions.sql"

_ADD: Final = """
    INSERT INTO sessions (hash, name, role, way, started_at, expires_at) VALUES (%s, %s, %s, %s, %s, %s)
"""
_OF: Final = "SELECT name, role, way, started_at, expires_at FROM sessions WHERE hash = %s AND expires_at > %s"
_END: Final = "DELETE FROM sessions WHERE hash = %s"
_END_ALL: Final = "DELETE FROM sessions WHERE name = %s"
_DROP_EXPIRED: Final = "DELETE FROM sessions WHERE expires_at <= %s"


class PostgresSessionStore:
    """The table of sql/sessions.sql. Each call is one transaction; Unavailable says that the database is not there."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def create_tables(self) -> None:
        """Create what is missing; safe to run at every start."""
        with self._connect() as connection:
            connection.execute(SCHEMA.read_bytes())

    def add_session(self, digest: bytes, record: SessionRecord) -> None:
        """Those that are over go with it, so that the table stays as small as the team."""
        with self._connect() as connection, connection.transaction():
            connection.execute(_DROP_EXPIRED, (record.started_at,))
            connection.execute(_ADD, (digest, *record))

    def session_of(self, digest: bytes, now: Instant) -> SessionRecord | None:
        with self._connect() as connection:
            row = connection.execute(_OF, (digest, now)).fetchone()
        return None if row is None else SessionRecord(*row)

    def end_session(self, digest: bytes) -> None:
        with self._connect() as connection:
            connection.execute(_END, (digest,))

    def end_sessions(self, name: str) -> int:
        with self._connect() as connection:
            return connection.execute(_END_ALL, (name,)).rowcount
