"""Processes that start together create tables one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from hub.infrastructure.registry import Connect

_LOCK: Final = 0x5354_4154_5553  # "STATUS": one number for all processes of a database


@contextmanager
def creating_alone(connect: Connect) -> Iterator[None]:
    """Nobody else who asks for this creates tables in the same database until the block ends.

    ``CREATE TABLE IF NOT EXISTS`` alone fails where two do it at the same moment. A process that dies lets go with its
    connection. Raises Unavailable.
    """
    with connect() as connection:
        connection.execute("SELECT pg_advisory_lock(%b)", (_LOCK,))
        try:
            yield
        finally:
            if not connection.closed:
                connection.execute("SELECT pg_advisory_unlock(%b)", (_LOCK,))
