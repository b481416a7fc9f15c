"""Requests on a connection that was closed a moment ago: aiokafka expects an OSError, and uvloop raises another.

The task that keeps aiokafka's metadata would die of it, unheard. Whatever asks for metadata afterwards (where the
group's coordinator is, who leads a partition) waits for ever, and a client that lost its broker for a second never
comes back.
"""

from __future__ import annotations

from typing import Any, Final

from aiokafka.conn import AIOKafkaConnection, CloseReason
from aiokafka.errors import KafkaConnectionError

_SEND: Final = AIOKafkaConnection.send


def expect_closed_connections() -> None:
    """Let every client of this process take a write to a closed connection for what it is: a lost connection."""
    AIOKafkaConnection.send = _send


def _send(connection: Any, request: Any, expect_response: bool = True) -> Any:
    try:
        return _SEND(connection, request, expect_response)
    except RuntimeError as error:
        connection.close(reason=CloseReason.CONNECTION_BROKEN)
        raise KafkaConnectionError(f"the connection was closed: {error}") from error
