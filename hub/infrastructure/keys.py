"""API keys and login tokens in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from psycopg import Connection
from psycopg_pool import ConnectionPool

from hub.application.access import KeyRecord
from hub.infrastructure.event_log import translated
from schemas.instant import Instant

SCHEMA: Final = Path(__file__).with_name("sql") / "keys.sql"

_ADD_KEY = """
    INSERT INTO api_keys (id, name, role, system, hash, created_at) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""
_KEY_OF = """
    SELECT id, name, role, system, created_at, revoked_at FROM api_keys WHERE hash = %s AND revoked_at IS NULL
"""
_REVOKE = "UPDATE api_keys SET revoked_at = %s WHERE name = %s AND revoked_at IS NULL"
_KEYS = "SELECT id, name, role, system, created_at, revoked_at FROM api_keys ORDER BY created_at DESC, name"
_ADD_TOKEN = "INSERT INTO login_tokens (hash, name, role, expires_at) VALUES (%s, %s, %s, %s)"  # noqa: S105
_DROP_EXPIRED = "DELETE FROM login_tokens WHERE expires_at <= %s"
_TAKE_TOKEN = "DELETE FROM login_tokens WHERE hash = %s AND expires_at > %s RETURNING name, role"  # noqa: S105


class PostgresKeyStore:
    """The tables of sql/keys.sql. Each call is one transaction; Unavailable says that the database is not there."""

    def __init__(self, pool: ConnectionPool[Connection[Any]]) -> None:
        self._pool = pool

    def create_tables(self) -> None:
        """Create what is missing; safe to run at every start."""
        with self._connection() as connection:
            connection.execute(SCHEMA.read_bytes())

    def add_key(self, record: KeyRecord, digest: bytes) -> bool:
        row = (record.id, record.name, record.role, record.system, digest, record.created_at)
        with self._connection() as connection:
            return connection.execute(_ADD_KEY, row).rowcount == 1

    def key_of(self, digest: bytes) -> KeyRecord | None:
        with self._connection() as connection:
            row = connection.execute(_KEY_OF, (digest,)).fetchone()
        return None if row is None else KeyRecord(*row)

    def revoke_key(self, name: str, at: Instant) -> bool:
        with self._connection() as connection:
            return connection.execute(_REVOKE, (at, name)).rowcount == 1

    def keys(self) -> Sequence[KeyRecord]:
        with self._connection() as connection:
            return [KeyRecord(*row) for row in connection.execute(_KEYS)]

    def add_token(self, digest: bytes, name: str, role: str, expires_at: Instant) -> None:
        with self._connection() as connection:
            connection.execute(_ADD_TOKEN, (digest, name, role, expires_at))

    def take_token(self, digest: bytes, now: Instant) -> tuple[str, str] | None:
        """Deleting is taking: of two that ask at once, one gets the row. Expired tokens go with it."""
        with self._connection() as connection:
            row = connection.execute(_TAKE_TOKEN, (digest, now)).fetchone()
            connection.execute(_DROP_EXPIRED, (now,))
        return None if row is None else (row[0], row[1])

    @contextmanager
    def _connection(self) -> Iterator[Connection[Any]]:
        with translated(), self._pool.connection() as connection:
            yield connection
