"""Listens to a broker so that nothing is lost which the broker still has.

A message is acknowledged once its report is safe. Whatever goes wrong in between, the connection is given up and the
broker sends the message again: it keeps the session under the client's id. The report is then known by its delivery id.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from adapters.contract import Connection, NotAllowed, Piece, Take
from adapters.declarative import Unreadable, read
from adapters.manifest import Manifest
from adapters.mqtt.broker import Address, Message, Subscription, connected, parse_address
from adapters.taking import take_all
from schemas.instant import Instant

_AT_ONCE: Final = 100
"""Messages handed over together: the hub stores them in one commit."""


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[listen]`` of the manifest."""

    kind: Literal["mqtt"]
    topics: Annotated[list[Annotated[str, Meta(min_length=1)]], Meta(min_length=1)]
    client_id: Annotated[str, Meta(min_length=1, max_length=128)]
    keep_hours: Annotated[int, Meta(ge=1, le=24 * 365)] = 168


class MqttListener:
    """An adapter's ear at a broker."""

    def __init__(self, manifest: Manifest, connection: Connection, clock: Callable[[], Instant]) -> None:
        """Raises NotAllowed if the manifest or the settings do not say what to listen to."""
        self._manifest = manifest
        self._clock = clock
        self._address = _address(connection)
        self._subscription = _subscription(manifest)

    async def listen(self, take: Take) -> None:
        """Hear and hand over until cancelled. Raises NotReached when the connection is gone, and NotAllowed where the
        broker refuses the login or a topic.

        1. The hub makes the reports of a message safe. After a crash here, the broker sends the message again.
        2. The message is acknowledged, in the order of arrival. After a crash here, the broker has forgotten it.
        """
        async with connected(self._address, self._subscription) as broker:
            while True:
                messages = await broker.messages(_AT_ONCE)
                await take_all(take, [self.piece(message) for message in messages])
                broker.acknowledge(messages)

    def piece(self, message: Message) -> Piece:
        """A message as the manifest reads it, its topic beside it."""
        body = envelope(message)
        if body is None:
            reason = f"a message on {message.topic} is neither JSON nor text; publish one of the two"
            return Piece(found=Unreadable(reason), body=message.payload, content_type="application/octet-stream")
        return Piece(found=read(self._manifest, body, {}, self._clock()), body=body)


def envelope(message: Message) -> bytes | None:
    """A message as one JSON document, as the adapter's shapes know it; None where it is neither JSON nor text."""
    try:
        payload: Any = msgspec.json.decode(message.payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:
            payload = message.payload.decode()
        except UnicodeDecodeError:
            return None
    return msgspec.json.encode({"topic": message.topic, "retained": message.retained, "payload": payload})


def _address(connection: Connection) -> Address:
    try:
        return parse_address(connection.url, connection.value("user"), connection.value("password"))
    except ValueError as error:
        raise NotAllowed(f"the URL of {connection.system}: {error}") from error


def _subscription(manifest: Manifest) -> Subscription:
    try:
        wanted = msgspec.convert(manifest.listen, Wanted)
    except msgspec.ValidationError as error:
        raise NotAllowed(f"[listen] of {manifest.source}: {error}; name topics and client_id") from error
    return Subscription(tuple(wanted.topics), wanted.client_id, wanted.keep_hours * 3600)
