"""What is owed to systems, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from psycopg import Connection
from psycopg.rows import dict_row

from hub.application.circuit import Trouble
from hub.application.naming import UIDS
from hub.application.writing import OwedWrite, State
from hub.infrastructure.registry import Connect
from schemas.instant import Instant

SCHEMA: Final = Path(__file__).with_name("sql") / "owed_writes.sql"


def _upsert(table: str, kind: type[msgspec.Struct], *key: str) -> bytes:
    """Only names of this program's own go into the text of a statement, never input."""
    names = kind.__struct_fields__
    values = ", ".join(f"%({name})s" for name in names)
    changed = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    return (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values}) "  # noqa: S608
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changed}"
    ).encode()


_KEEP: Final = _upsert("owed_writes", OwedWrite, "system", "uid")
_KEEP_TROUBLE: Final = _upsert("write_troubles", Trouble, "system")
_LIST: Final = f"SELECT {', '.join(OwedWrite.__struct_fields__)} FROM owed_writes"  # noqa: S608


class PostgresOwedWrites:
    """The tables of sql/owed_writes.sql (the port is hub.application.writing.OwedWrites). All raise Unavailable."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def create_tables(self) -> None:
        """Create what is missing; safe to repeat, one process at a time."""
        with self._connect() as connection:
            connection.execute(SCHEMA.read_bytes())

    def position(self, system: str, default: int) -> int:
        """How far the log was read for a system; ``default``, which is stored, where it never was."""
        with self._connect() as connection:
            connection.execute("INSERT INTO owed_positions VALUES (%s, %s) ON CONFLICT DO NOTHING", (system, default))
            row = connection.execute("SELECT position FROM owed_positions WHERE system = %s", (system,)).fetchone()
        assert row is not None
        return int(row[0])

    def note(self, system: str, owed: Sequence[OwedWrite], over: Sequence[str], position: int) -> None:
        """In one transaction: what is owed now, the tickets of which nothing is owed any more, and the position."""
        with self._connect() as connection, connection.transaction():
            for write in owed:
                _keep(connection, write)
            if over:
                gone = "DELETE FROM owed_writes WHERE system = %s AND uid = ANY(%s)"
                connection.execute(gone, (system, list(over)))
            connection.execute("UPDATE owed_positions SET position = %s WHERE system = %s", (position, system))

    def rearm(self, system: str, states: Sequence[State], now: Instant) -> None:
        """Make what stands in these states due again."""
        with self._connect() as connection:
            connection.execute(
                "UPDATE owed_writes SET state = %s, attempts = 0, due_at = %s WHERE system = %s AND state = ANY(%s)",
                (State.OWED.value, now, system, [state.value for state in states]),
            )

    def due(self, system: str, now: Instant) -> OwedWrite | None:
        """The write that has been due for longest."""
        found = self._rows(" WHERE system = %s AND due_at <= %s ORDER BY due_at, uid LIMIT 1", (system, now))
        return found[0] if found else None

    def keep(self, write: OwedWrite) -> None:
        """Store how a write stands."""
        with self._connect() as connection:
            _keep(connection, write)

    def drop(self, write: OwedWrite) -> None:
        """Nothing is owed any more."""
        with self._connect() as connection:
            connection.execute("DELETE FROM owed_writes WHERE system = %s AND uid = %s", (write.system, write.uid))

    def counts(self, system: str) -> dict[str, int]:
        """How many writes to a system stand in which state."""
        counted = "SELECT state, count(*) FROM owed_writes WHERE system = %s GROUP BY state"
        with self._connect() as connection:
            return {str(state): int(count) for state, count in connection.execute(counted, (system,))}

    def counts_by_system(self) -> dict[str, dict[str, int]]:
        """How many writes stand in which state, of every system that is owed any; UIDs apart, as in the table."""
        found: dict[str, dict[str, int]] = {}
        with self._connect() as connection:
            rows = connection.execute("SELECT system, state, count(*) FROM owed_writes GROUP BY system, state")
            for system, state, count in rows:
                found.setdefault(system, {})[state] = count
        return found

    def keep_trouble(self, trouble: Trouble) -> None:
        """Store that a system fails, and why, in place of what was known of it."""
        with self._connect() as connection:
            connection.execute(_KEEP_TROUBLE, msgspec.structs.asdict(trouble))

    def end_pause(self, system: str) -> None:
        """A system that fails is left alone no longer; why it failed is known until it works."""
        with self._connect() as connection:
            connection.execute("UPDATE write_troubles SET left_alone_until = NULL WHERE system = %s", (system,))

    def end_trouble(self, system: str) -> None:
        """A system did what it was asked."""
        with self._connect() as connection:
            connection.execute("DELETE FROM write_troubles WHERE system = %s", (system,))

    def troubles(self) -> dict[str, Trouble]:
        """The systems that could not be written to, or asked for an object, when they were last tried."""
        with self._connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
            found = cursor.execute("SELECT * FROM write_troubles").fetchall()
        return {row["system"]: msgspec.convert(row, Trouble) for row in found}

    def listed(self, system: str = "", state: str = "", limit: int = 100) -> list[OwedWrite]:
        """What is owed, UIDs among it, longest first; of one system and in one state where they are named."""
        wanted = " WHERE (%(system)s = '' OR system = ANY(%(named)s)) AND (%(state)s = '' OR state = %(state)s)"
        order = " ORDER BY since, system, uid LIMIT %(limit)s"
        values = {"system": system, "named": [system, UIDS + system], "state": state, "limit": limit}
        return self._rows(wanted + order, values)

    def _rows(self, rest: str, values: Any) -> list[OwedWrite]:
        with self._connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
            found = cursor.execute((_LIST + rest).encode(), values).fetchall()
        return msgspec.convert(found, list[OwedWrite])


def _keep(connection: Connection[Any], write: OwedWrite) -> None:
    connection.execute(_KEEP, msgspec.structs.asdict(write))
