"""Probes of a role that serves nobody else: they answer while it works, and it is left in order at the end."""

import socket
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from queue import Queue

import httpx
import pytest

from hub.entrypoints.probes import Duty, serve_probes
from hub.entrypoints.readiness import Impediment
from hub.entrypoints.signals import Stop
from hub.telemetry import Metrics


class Work:
    """A role that says what happened to it."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.found: list[Impediment] = []
        self.metrics = Metrics()

    @asynccontextmanager
    async def work(self) -> AsyncIterator[None]:
        self.told.append("begun")
        yield
        self.told.append("ended")

    async def impediments(self) -> Sequence[Impediment]:
        return self.found

    async def refresh(self) -> None:
        self.metrics.queued.set(7)

    def duty(self) -> Duty:
        return Duty(work=self.work, impediments=self.impediments, metrics=self.metrics, refresh=self.refresh)


@pytest.fixture
def work() -> Work:
    return Work()


def test_a_role_is_probed_while_it_works_and_ends_when_it_is_asked(work: Work) -> None:
    stop = Stop()
    answers: Queue[str] = Queue()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = threading.Thread(
            target=serve_probes, args=(work.duty(), listener, stop, lambda: answers.put("it answers"))
        )
        server.start()
        answers.get(timeout=10)

        assert work.told == ["begun"]
        assert httpx.get(f"{address}/healthz").json() == {"status": "ok"}
        assert httpx.get(f"{address}/readyz").json() == {"status": "ok"}
        assert "statushub_queued_reports 7.0" in httpx.get(f"{address}/metrics").text

        work.found = [Impediment("The store cannot be reached", "Check the database")]
        refused = httpx.get(f"{address}/readyz")
        assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
        assert refused.json()["detail"] == "The store cannot be reached. Check the database."

        stop()
        server.join(10)

    assert work.told == ["begun", "ended"]


def test_work_that_cannot_begin_is_no_quiet_end() -> None:
    @asynccontextmanager
    async def work() -> AsyncIterator[None]:
        raise OSError("no such file of certificates")
        yield

    async def impediments() -> Sequence[Impediment]:
        return ()

    duty = Duty(work=work, impediments=impediments, metrics=Metrics())
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(OSError, match="certificates"):
        serve_probes(duty, listener, Stop(), lambda: None)
