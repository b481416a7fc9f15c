"""A gateway to send to, and ground that a scenario stands on for as long as it needs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import httpx
import uvloop

from hub.application.access import Role
from hub.settings import Settings
from hub.wiring import open_hub
from tests.acceptance.running import free_port
from tests.bench.http import SECRET
from tests.bench.kafka import hub
from tests.bench.kafka.program import Program
from tests.bench.kafka.race import Ground, ground
from tests.bench.store import fresh_database

_PATIENCE: Final = 30.0


@contextmanager
def kept_ground(server_url: str, kafka: str, folder: Path) -> Iterator[tuple[asyncio.Runner, Ground]]:
    """Fresh ground, and the loop that it belongs to."""
    with fresh_database(server_url) as url, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        opened = ground(kafka, url, folder)
        on = runner.run(opened.__aenter__())
        try:
            yield runner, on
        finally:
            runner.run(opened.__aexit__(None, None, None))


class Door:
    """A gateway that is ready, and the headers of somebody who may send."""

    def __init__(self, on: Ground, stack: ExitStack) -> None:
        with open_hub(Settings(database_url=on.database_url)) as opened:  # type: ignore[arg-type]
            key = opened.keys.issue("bench", Role.ADMIN, "")
        self.headers = {"Authorization": f"Bearer {key}"}
        self.port = free_port()
        self.program = hub.role("gateway", on, port=self.port, extra={"STATUSHUB_SECRET_CRM": SECRET})
        stack.enter_context(self.program)
        wait_ready(self.program, self.port)


def wait_ready(program: Program, port: int) -> None:
    """Until the role says that it is ready. Raises TimeoutError."""
    deadline = time.monotonic() + _PATIENCE
    while not _is_ready(port):
        program.check()
        if time.monotonic() > deadline:
            raise TimeoutError(f"{program.name} was not ready after {_PATIENCE:.0f} s:\n{program.log[-3000:]}")
        time.sleep(0.02)


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).is_success
    except httpx.HTTPError:
        return False
