"""A reverse proxy that serves a hub below a path, as a site's own would."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.acceptance.running import free_port

_PIECE = 65_536


@dataclass
class Proxy:
    """Passes on what comes below ``/statushub/`` to a port of this machine, websockets too; anything else gets 404."""

    behind: int
    strips: bool = True
    """Whether it takes the path away from what it passes on."""
    path: str = "/statushub"
    port: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, and one request on it: the other headers and the body go through as they are."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            first, *headers = head.decode("latin-1").split("\r\n")
            method, target, version = first.split(" ")
            if not target.startswith(f"{self.path}/"):
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            else:
                await self._relay(reader, writer, f"{method} {self._target(target)} {version}", headers)
        writer.close()

    def _target(self, target: str) -> str:
        return target.removeprefix(self.path) if self.strips else target

    async def _relay(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: str, headers: list[str]
    ) -> None:
        if not any(line.lower().startswith("upgrade:") for line in headers):
            headers = ["Connection: close", *(line for line in headers if not line.lower().startswith("connection:"))]
        inner, outer = await asyncio.open_connection("127.0.0.1", self.behind)
        outer.write("\r\n".join([first, *headers]).encode("latin-1"))
        ways = {asyncio.create_task(_pump(reader, outer)), asyncio.create_task(_pump(inner, writer))}
        _, under_way = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in under_way:
            way.cancel()
        outer.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await source.read(_PIECE):
            sink.write(piece)
            await sink.drain()


@contextmanager
def serving(proxy: Proxy) -> Iterator[Proxy]:
    """Run it beside the test."""
    loop, done, answers = asyncio.new_event_loop(), asyncio.Event(), threading.Event()

    async def serve() -> None:
        async with await asyncio.start_server(proxy.pass_on, "127.0.0.1", proxy.port):
            answers.set()
            await done.wait()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run)
    thread.start()
    assert answers.wait(10)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()
