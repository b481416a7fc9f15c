"""Boards that are open as far as the hub can tell: each asks for the page, keeps its connection, and acknowledges what
it is sent as the page's own script does. Nothing is drawn.

Twenty real browsers on the machine that they measure would take its processor for drawing, which they do elsewhere;
what they cost the hub is what goes over the wire.
"""

from __future__ import annotations

import ast
import asyncio
import json
import multiprocessing
import re
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier, Event
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect

_ACKNOWLEDGED_EVERY: Final = 3.0
"""Seconds, as in NiceGUI's script."""
_PATIENCE: Final = 60.0


@contextmanager
def open_screens(address: str, cookie: str, count: int) -> Iterator[None]:
    """So many boards, live, in a process of their own; each must have been sent something by the end."""
    if not count:
        yield
        return
    spawning = multiprocessing.get_context("spawn")
    live, over = spawning.Barrier(2), spawning.Event()
    screens = spawning.Process(target=_keep, args=(address, cookie, count, live, over), daemon=True)
    screens.start()
    try:
        live.wait(_PATIENCE)
        yield
    finally:
        over.set()
        screens.join(_PATIENCE)
    assert screens.exitcode == 0, "a board was closed, or was sent nothing"


def _keep(address: str, cookie: str, count: int, live: Barrier, over: Event) -> None:
    asyncio.run(_keep_open(address, cookie, count, live, over))


async def _keep_open(address: str, cookie: str, count: int, live: Barrier, over: Event) -> None:
    screens = [Screen(address, cookie) for _ in range(count)]
    following = [await screen.open() for screen in screens]
    before = [screen.received for screen in screens]
    await asyncio.to_thread(live.wait, _PATIENCE)
    told = asyncio.create_task(asyncio.to_thread(over.wait))
    await asyncio.wait([told, *following], return_when=asyncio.FIRST_COMPLETED)
    for task in following:
        assert not task.done(), "the hub closed a board"
        task.cancel()
    assert all(screen.received > so_far for screen, so_far in zip(screens, before, strict=True))


class Screen:
    """One open page."""

    def __init__(self, address: str, cookie: str) -> None:
        self._address = address
        self._headers = {"Cookie": cookie}
        self._client = ""
        self._next = 0
        self._is_live = asyncio.Event()
        self.received = 0
        """Messages so far."""

    async def open(self) -> asyncio.Task[None]:
        """Ask for the page, connect, and follow it until the hub closes the connection."""
        async with httpx.AsyncClient(base_url=self._address, headers=self._headers) as http:
            page = (await http.get("/")).raise_for_status().text
        query: dict[str, Any] = ast.literal_eval(_found(r"query: (\{.*?\}),\n", page))
        self._client, self._next = query["client_id"], query["next_message_id"]
        tab = {"tab_id": str(uuid4()), "document_id": str(uuid4()), "implicit_handshake": "true"}
        asked = urlencode({**query, **tab, "EIO": 4, "transport": "websocket"})
        url = f"{self._address.replace('http', 'ws', 1)}/_nicegui_ws/socket.io/?{asked}"
        self._socket: ClientConnection = await connect(url, additional_headers=self._headers, max_size=None)
        following = asyncio.create_task(self._follow())
        await self._is_live.wait()
        return following

    async def _follow(self) -> None:
        acknowledging = asyncio.create_task(self._acknowledge())
        try:
            async for message in self._socket:
                await self._take(message if isinstance(message, str) else message.decode())
        finally:
            acknowledging.cancel()

    async def _take(self, message: str) -> None:
        """The packets of Engine.IO: 0 opens, 2 pings. Of Socket.IO: 40 says that the page is known, 42 is an event."""
        if message.startswith("0"):
            await self._socket.send("40")
        elif message == "2":
            await self._socket.send("3")
        elif message.startswith("40"):
            self._is_live.set()
        elif message.startswith("42"):
            _, what = orjson.loads(message[2:])
            self._next = max(self._next, what.get("_id", 0) + 1)
            self.received += 1

    async def _acknowledge(self) -> None:
        while True:
            await asyncio.sleep(_ACKNOWLEDGED_EVERY)
            told = {"client_id": self._client, "next_message_id": self._next}
            await self._socket.send(f"42{json.dumps(['ack', told])}")


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, f"the page has no {pattern}"
    return found.group(1)
