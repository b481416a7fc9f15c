"""One connection to a broker, by MQTT 5: messages in, acknowledgements out, an error when it is gone.

Paho reads in a thread of its own, and hands over to the event loop. A connection is never mended but replaced: an
acknowledgement must not reach another connection than the message came by.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from adapters.contract import NotAllowed, NotReached

_WINDOW: Final = 200
"""Messages that the broker sends ahead of an acknowledgement: the most that wait here."""
_PATIENCE: Final = 15.0
"""Seconds for the broker to take the connection and the subscription."""
_KEEPALIVE: Final = 20
"""Seconds after which a silent connection is tried, and given up if nothing comes back."""
_PORTS: Final = {"mqtt": 1883, "mqtts": 8883}
_LOGIN_REFUSED: Final = frozenset({0x86, 0x87, 0x8A, 0x8C})
"""Bad user name or password, not authorized, banned, bad authentication method: trying again does not help."""
_IF_NEW: Final = 1
"""Of MQTT's retain handling: send retained messages only if the subscription is new to the broker."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a broker is, and who connects. Its text shows no password."""

    host: str
    port: int
    encrypted: bool
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What is heard, and what the broker keeps for this client while it is away."""

    topics: tuple[str, ...]
    client_id: str
    keep_seconds: int


@dataclass(frozen=True, slots=True)
class Message:
    """What was published. ``retained``: the broker had kept it as the last one of its topic, it may be old."""

    topic: str
    payload: bytes
    retained: bool
    number: int
    qos: int


def parse_address(url: str, user: str, password: str) -> Address:
    """``mqtt://host[:port]`` or ``mqtts://``. Raises ValueError, which says what to write."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"it is no address ({error}); write mqtt://host:1883") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("it is no address of a broker; write mqtt://host:1883, or mqtts://host:8883 with TLS")
    if parts.username or parts.password:
        raise ValueError("it holds a login; move that to the settings for user and password")
    return Address(parts.hostname, port or _PORTS[parts.scheme], parts.scheme == "mqtts", user, password)


class Broker:
    """A connection that stands."""

    def __init__(self, client: Client, inbox: asyncio.Queue[Message | None], gone: asyncio.Future[str]) -> None:
        self._client = client
        self._inbox = inbox
        self._gone = gone

    async def messages(self, limit: int) -> list[Message]:
        """The next messages, as soon as there is one. Raises NotReached when the connection is gone."""
        found = [await self._inbox.get()]
        while len(found) < limit and not self._inbox.empty():
            found.append(self._inbox.get_nowait())
        if None in found or self._gone.done():  # what came before it is not acknowledged, so it comes again
            raise NotReached(f"the broker: {self._gone.result()}")
        return [message for message in found if message is not None]

    def acknowledge(self, messages: Sequence[Message]) -> None:
        """Let the broker forget these messages."""
        for message in messages:
            self._client.ack(message.number, message.qos)


@asynccontextmanager
async def connected(address: Address, subscription: Subscription) -> AsyncIterator[Broker]:
    """A connection that has subscribed. Raises NotReached, and NotAllowed where the broker refuses."""
    events = _Events(asyncio.get_running_loop())
    client = _client(address, subscription, events)
    try:
        try:
            async with asyncio.timeout(_PATIENCE):
                await _open(client, address, subscription, events)
        except OSError as error:  # TimeoutError is one
            why = str(error) or "it does not answer in time"
            raise NotReached(f"the broker at {address.host}:{address.port}: {why}") from error
        yield Broker(client, events.inbox, events.gone)
    finally:
        client.disconnect()
        await asyncio.to_thread(client.loop_stop)


async def _open(client: Client, address: Address, subscription: Subscription, events: _Events) -> None:
    await asyncio.to_thread(_connect, client, address, subscription)
    client.loop_start()
    _judge_connection(await events.connected, address)
    try:
        client.subscribe([(topic, _options()) for topic in subscription.topics])
    except ValueError as error:
        topics = ", ".join(subscription.topics)
        raise NotAllowed(f"one of {topics} is no filter of topics: {error}; correct [listen]") from error
    _judge_topics(await events.subscribed, subscription.topics)


class _Events:
    """What Paho's thread says, in the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.inbox: asyncio.Queue[Message | None] = asyncio.Queue()
        self.connected: asyncio.Future[ReasonCode] = loop.create_future()
        self.subscribed: asyncio.Future[list[ReasonCode]] = loop.create_future()
        self.gone: asyncio.Future[str] = loop.create_future()

    def on_connect(self, _client: Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any) -> None:
        self._say(_settle, self.connected, reason)

    def on_subscribe(self, _client: Client, _data: Any, _number: int, reasons: list[ReasonCode], _more: Any) -> None:
        self._say(_settle, self.subscribed, reasons)

    def on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        heard = Message(message.topic, bytes(message.payload), bool(message.retain), message.mid, message.qos)
        self._say(self._put, heard)

    def on_disconnect(self, _client: Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any) -> None:
        self._say(self._end, f"the connection is gone ({reason})")

    def _put(self, message: Message) -> None:
        # Only what nobody promised to deliver can come without a bound: QoS 0. The rest waits with the broker.
        if message.qos or self.inbox.qsize() < 2 * _WINDOW:
            self.inbox.put_nowait(message)

    def _end(self, why: str) -> None:
        _settle(self.gone, why)
        self.inbox.put_nowait(None)
        for waiting in (self.connected, self.subscribed):
            if not waiting.done():
                waiting.set_exception(NotReached(f"the broker: {why}"))
                waiting.exception()  # nobody may be waiting for this one

    def _say(self, what: Any, *args: Any) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what, *args)


def _settle(waiting: asyncio.Future[Any], value: Any) -> None:
    if not waiting.done():
        waiting.set_result(value)


def _client(address: Address, subscription: Subscription, events: _Events) -> Client:
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=subscription.client_id,
        protocol=MQTTProtocolVersion.MQTTv5,
        manual_ack=True,
        reconnect_on_failure=False,
    )
    client.disable_logger()  # what matters comes as an error, and is logged by whoever listens
    if address.user:
        client.username_pw_set(address.user, address.password)
    if address.encrypted:
        client.tls_set_context(ssl.create_default_context())
    client.connect_timeout = _PATIENCE
    client.on_connect = events.on_connect
    client.on_subscribe = events.on_subscribe
    client.on_message = events.on_message
    client.on_disconnect = events.on_disconnect
    return client


def _connect(client: Client, address: Address, subscription: Subscription) -> None:
    """Never with a clean start, not even the first time: the broker would not keep such a session over its restart."""
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = subscription.keep_seconds
    properties.ReceiveMaximum = _WINDOW
    client.connect(address.host, address.port, keepalive=_KEEPALIVE, clean_start=False, properties=properties)


def _options() -> SubscribeOptions:
    """QoS 1. Retained messages come when the broker does not know the subscription, and are not repeated after that."""
    return SubscribeOptions(qos=1, retainHandling=_IF_NEW)


def _judge_connection(reason: ReasonCode, address: Address) -> None:
    if not reason.is_failure:
        return
    why = f"the broker at {address.host}:{address.port} refuses the connection: {reason}"
    if reason.value in _LOGIN_REFUSED:
        raise NotAllowed(f"{why}; check the settings for user and password")
    raise NotReached(why)


def _judge_topics(reasons: Sequence[ReasonCode], topics: Sequence[str]) -> None:
    refused = [topic for topic, reason in zip(topics, reasons, strict=True) if reason.is_failure]
    if refused:
        raise NotAllowed(f"the broker does not let this user subscribe to {', '.join(refused)}; allow it to read them")
