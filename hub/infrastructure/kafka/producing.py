"""A producer that is there whenever Kafka is: connected when it is first wanted, and anew after it has failed."""

from __future__ import annotations

import asyncio
from contextvars import Context
from time import monotonic
from typing import Final

import structlog
from aiokafka import AIOKafkaProducer

from hub.application.ports import Unavailable
from hub.infrastructure.kafka.connection import KafkaConnection

CURE: Final = "Check the broker and KAFKA_BOOTSTRAP"
_PAUSE: Final = 0.5
"""Seconds between two attempts to connect."""
_LAST_WAIT: Final = 3.0
"""Seconds that a producer may take to say goodbye."""
_REQUEST_MS: Final = 5_000

_log = structlog.stdlib.get_logger("hub.kafka")


class Producing:
    """Holds one idempotent producer with acks=all, for one event loop. Nothing is done while nobody asks for it."""

    def __init__(self, connection: KafkaConnection, *, batch_bytes: int) -> None:
        """``batch_bytes`` is the size of one message to one partition; a larger record goes alone."""
        self._connection = connection
        self._batch_bytes = batch_bytes
        self._connecting: asyncio.Task[AIOKafkaProducer] | None = None
        self._since = 0.0
        self._leaving: set[asyncio.Task[None]] = set()

    async def producer(self, seconds: float) -> AIOKafkaProducer:
        """The producer. Raises Unavailable where there is none ``seconds`` after it was first asked for."""
        if self._connecting is None:
            self._since = monotonic()
            self._connecting = asyncio.create_task(self._connect(), context=Context())  # no one request's log
        if not self._connecting.done():
            await asyncio.wait({self._connecting}, timeout=max(0.0, self._since + seconds - monotonic()))
        if not self._connecting.done():
            raise Unavailable(f"Kafka cannot be reached. {CURE}")
        return self._connecting.result()

    def discard(self, failed: AIOKafkaProducer) -> None:
        """Have the next one connected anew: after a failure the numbers of an idempotent producer have a gap."""
        if self._connecting is None or not self._connecting.done() or self._connecting.result() is not failed:
            return
        self._connecting = None
        leaving = asyncio.create_task(_end(failed))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    async def close(self) -> None:
        """Let go of Kafka; what was not acknowledged by then may or may not be published."""
        connecting, self._connecting = self._connecting, None
        if connecting is not None:
            if connecting.done():
                await _end(connecting.result())
            else:
                connecting.cancel()
                await asyncio.gather(connecting, return_exceptions=True)
        await asyncio.gather(*self._leaving)

    async def _connect(self) -> AIOKafkaProducer:
        """Try until it works. Whatever is wrong is for an operator to cure: it is logged once, and tried again."""
        told = ""
        while True:
            try:
                producer = await self._start()
            except Exception as error:
                if repr(error) != told:
                    told = repr(error)
                    _log.warning("kafka_not_reached", error=told, cure=CURE)
                await asyncio.sleep(_PAUSE)
            else:
                _log.info("kafka_reached")
                return producer

    async def _start(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            **self._connection.options(),
            acks="all",
            enable_idempotence=True,
            max_batch_size=self._batch_bytes,
            request_timeout_ms=_REQUEST_MS,
        )
        try:
            await producer.start()
        except BaseException:
            await producer.stop()
            raise
        return producer


async def _end(producer: AIOKafkaProducer) -> None:
    """Stop a producer, which waits for what it still holds; but not for long."""
    try:
        async with asyncio.timeout(_LAST_WAIT):
            await producer.stop()
    except Exception as error:
        _log.warning("kafka_left_in_haste", error=repr(error))
        await producer.client.close()
