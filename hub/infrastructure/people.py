"""People with a password of their own, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hub.application.people import Person, key_of
from hub.infrastructure.registry import Connect
from schemas.instant import Instant

SCHEMA: Final = Path(__file__).with_name("sql") / "people.sql"

_ADD: Final = """
    INSERT INTO people (key, name, role, password, created_at) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_ONE: Final = "SELECT name, role, password, created_at FROM people WHERE key = %s"
_ALL: Final = "SELECT name, role, password, created_at FROM people ORDER BY key"
_INVITE: Final = "INSERT INTO invitations (hash, key, expires_at) SELECT %s, key, %s FROM people WHERE key = %s"
_INVITED: Final = """
    SELECT people.name FROM invitations JOIN people USING (key) WHERE hash = %s AND expires_at > %s
"""


class PostgresPeopleStore:
    """The tables of sql/people.sql. Each call is one transaction; Unavailable says that the database is not there."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def create_tables(self) -> None:
        """Create what is missing; safe to run at every start."""
        with self._connect() as connection:
            connection.execute(SCHEMA.read_bytes())

    def add_person(self, person: Person) -> bool:
        with self._connect() as connection:
            return connection.execute(_ADD, (key_of(person.name), *person)).rowcount == 1

    def person(self, name: str) -> Person | None:
        with self._connect() as connection:
            row = connection.execute(_ONE, (key_of(name),)).fetchone()
        return None if row is None else Person(*row)

    def people(self) -> Sequence[Person]:
        with self._connect() as connection:
            return [Person(*row) for row in connection.execute(_ALL)]

    def give_role(self, name: str, role: str) -> None:
        with self._connect() as connection:
            connection.execute("UPDATE people SET role = %s WHERE key = %s", (role, key_of(name)))

    def set_password(self, name: str, password: str) -> None:
        with self._connect() as connection, connection.transaction():
            connection.execute("UPDATE people SET password = %s WHERE key = %s", (password, key_of(name)))
            connection.execute("DELETE FROM invitations WHERE key = %s", (key_of(name),))

    def remove_person(self, name: str) -> None:
        with self._connect() as connection:
            connection.execute("DELETE FROM people WHERE key = %s", (key_of(name),))

    def add_invitation(self, digest: bytes, name: str, expires_at: Instant) -> None:
        with self._connect() as connection:
            connection.execute(_INVITE, (digest, expires_at, key_of(name)))

    def invited(self, digest: bytes, now: Instant) -> str | None:
        with self._connect() as connection:
            row = connection.execute(_INVITED, (digest, now)).fetchone()
        return None if row is None else str(row[0])
