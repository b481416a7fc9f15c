"""Rows in and out of the views' tables, many at a time.

Rows travel as one JSON document and are unpacked by PostgreSQL: a statement costs the same for one row as for
thousands, and a row is a msgspec Struct whose fields are the table's columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

import msgspec
from psycopg import Connection, sql
from psycopg.abc import Params
from psycopg.rows import dict_row
from psycopg.types.numeric import IntLoader

from schemas.status import Status

Row = TypeVar("Row", bound=msgspec.Struct)

STATUS: Final[dict[str, Status]] = {status.value: status for status in Status}
"""Statuses as they stand in a column."""

_ENCODER: Final = msgspec.json.Encoder()
_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def as_json(rows: Sequence[Any]) -> str:
    """The rows as a JSON array that PostgreSQL can hold: it has no place for NUL, so U+FFFD stands in for it."""
    encoded = _ENCODER.encode(rows)
    if b"\\u0000" in encoded:
        encoded = _NUL.sub(rb"\1\\ufffd", encoded)
    return encoded.decode()


def insert(conn: Connection[Any], views: str, table: str, rows: Sequence[msgspec.Struct]) -> None:
    """Insert rows. Raises psycopg.errors.UniqueViolation when one is there already."""
    if rows:
        conn.execute(_insert(views, table), [as_json(rows)])


def upsert(conn: Connection[Any], views: str, table: str, key: tuple[str, ...], rows: Sequence[msgspec.Struct]) -> None:
    """Insert rows, or put them in the place of those with the same ``key``."""
    if rows:
        columns = tuple(name for name in rows[0].__struct_fields__ if name not in key)
        conn.execute(_upsert(views, table, key, columns), [as_json(rows)])


def select(conn: Connection[Any], query: bytes | sql.Composed, params: Params, row: type[Row]) -> list[Row]:
    """The rows that a query gives, as Structs; its columns are named as their fields are."""
    with conn.cursor(row_factory=dict_row) as cursor:
        cursor.adapters.register_loader("numeric", IntLoader)  # all of ours are whole
        found = cursor.execute(query, params).fetchall()
    return msgspec.convert(found, list[row])  # type: ignore[valid-type]


@lru_cache(maxsize=64)
def _insert(views: str, table: str) -> bytes:
    query = "INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s::json)"
    return sql.SQL(query).format(table=sql.Identifier(views, table)).as_bytes(None)


@lru_cache(maxsize=64)
def _upsert(views: str, table: str, key: tuple[str, ...], columns: tuple[str, ...]) -> bytes:
    query = "{insert} ON CONFLICT ({key}) DO UPDATE SET {columns}"
    set_column = sql.SQL("{column} = EXCLUDED.{column}").format
    return (
        sql.SQL(query)
        .format(
            insert=sql.SQL(_insert(views, table).decode()),  # made above, never input
            key=sql.SQL(", ").join(map(sql.Identifier, key)),
            columns=sql.SQL(", ").join(set_column(column=sql.Identifier(name)) for name in columns),
        )
        .as_bytes(None)
    )
