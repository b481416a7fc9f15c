"""An OPC UA server of one job, in a thread of its own, which a test may stop and start."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any

from tests.integration.listening.opcua_plant import OpcUaPlant


class JobShop:
    """One job, whose state outlives a restart of the server as that of a machine does."""

    def __init__(self, job: str, uid: str) -> None:
        self._job = job
        self._uid = uid
        self._state = "NotAllowedToStart"
        self._plant = OpcUaPlant()
        self._running: AbstractAsyncContextManager[None] | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.url = self._plant.url

    def start(self) -> None:
        self._running = self._plant.running()
        self._do(self._running.__aenter__())
        self._do(self._plant.add(self._job, uid=self._uid, at_first=self._state))

    def stop(self) -> None:
        """Stop it; nothing happens where it is not up."""
        if self._running is not None:
            self._do(self._running.__aexit__(None, None, None))
            self._running = None

    def close(self) -> None:
        """Stop it for good."""
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()

    def put(self, state: str) -> None:
        self._state = state
        self._do(self._plant.put(self._job, state, datetime.now(UTC)))

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)
