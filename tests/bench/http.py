"""The hub as its senders meet it: a real process, HTTP over loopback, the load from this process on the other core."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Iterator, Sequence
from statistics import median, quantiles
from typing import NamedTuple

import msgspec
import psutil
import uvloop

from hub.application.ports import Delivery
from schemas.instant import DAY, HOUR, to_iso
from tests.acceptance.running import Up, free_port
from tests.bench.lines import Lines
from tests.bench.store import folder
from tests.bench.workload import plant_day

SECRET = "a-secret-of-the-benchmark"
BATCH = 100


class Answer(NamedTuple):
    """What came back, and after how many seconds."""

    status: int
    head: bytes
    seconds: float

    @property
    def position(self) -> int:
        """The place in the log that the answer knows."""
        lower = self.head.lower()
        start = lower.index(b"statushub-position:") + 19
        return int(lower[start : lower.index(b"\r\n", start)])


class Line:
    """One connection that is kept open: just enough HTTP/1.1 to be faster than what is measured."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> Line:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def ask(self, request: bytes) -> Answer:
        started = time.perf_counter()
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        start = lower.index(b"content-length:") + 15
        await self._reader.readexactly(int(lower[start : lower.index(b"\r\n", start)]))
        return Answer(int(head[9:12]), head, time.perf_counter() - started)

    def close(self) -> None:
        self._writer.close()


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A request, ready to be sent."""
    lines = [f"POST {path} HTTP/1.1", "Host: bench", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def list_request(key: str) -> bytes:
    """A request for the beginning of the list, which is answered when the views have caught up, or have not in time."""
    return f"GET /api/v1/tickets?limit=1 HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n\r\n".encode()


def api_body(deliveries: Sequence[Delivery]) -> bytes:
    """The body of one request to the API, for one report or many."""
    reports = [_api_report(delivery) for delivery in deliveries]
    return msgspec.json.encode(reports if len(reports) > 1 else reports[0])


def _api_report(delivery: Delivery) -> dict[str, str]:
    report = delivery.report
    assert report is not None
    return {
        "system": report.system,
        "uid": report.uid,
        "native_id": report.native_id,
        "native_status": report.native_status,
        "occurred_at": to_iso(report.occurred_at or report.received_at),
        "delivery_id": report.delivery_id,
        "actor": report.actor,
        "note": report.note,
    }


def webhook(delivery: Delivery) -> bytes:
    """The request by which the CRM would send the report, signed."""
    report = delivery.report
    assert report is not None
    case = {
        "external_id": report.uid,
        "number": report.native_id,
        "status": report.native_status,
        "changed_at": to_iso(report.occurred_at or report.received_at),
        "changed_by": report.actor,
        "comment": report.note,
    }
    body = msgspec.json.encode({"event": "case.changed", "case": case})
    signature = hmac.digest(SECRET.encode(), body, "sha256").hex()
    return post("/webhooks/crm", body, {"X-Signature": f"sha256={signature}", "X-Delivery": report.delivery_id})


async def drive(port: int, requests: Sequence[bytes], connections: int) -> tuple[float, list[float]]:
    """Send all requests over so many connections, each with one request under way; seconds in all, and of each."""
    waiting = iter(requests)
    seconds: list[float] = []

    async def send() -> None:
        line = await Line(port).open()
        for request in waiting:
            answer = await line.ask(request)
            assert answer.status == 202, answer.head
            seconds.append(answer.seconds)
        line.close()

    started = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(connections)))
    return time.perf_counter() - started, seconds


def recent_day(reports: int, first: int) -> list[Delivery]:
    """The workload as if its day had just ended."""
    return plant_day(reports, start=time.time_ns() // 1000 - DAY - 6 * HOUR, first=first)


def measure(lines: Lines, *, reports: int, rounds: int) -> None:
    """Batches of a hundred, single posts, and single signed webhooks, in turns."""
    with folder() as data, Up(data, free_port(), {"STATUSHUB_SECRET_CRM": SECRET}) as hub:
        kinds = {
            "batches of 100, 8 connections": (batches(hub.headers, reports), 8, BATCH, "10,000 or more"),
            "single posts, 64 connections": (_singles(hub, reports // 4), 64, 1, "2,000 or more; p99 < 100"),
            "signed webhooks, 64 connections": (webhooks(reports // 4), 64, 1, ""),
        }
        found = {kind: Found([], [], []) for kind in kinds}
        process = psutil.Process(hub.process.pid)
        port = int(hub.address.rpartition(":")[2])
        for _ in range(rounds):
            for kind, (rounds_of_requests, connections, size, _target) in kinds.items():
                requests = next(rounds_of_requests)
                before = busy_seconds(process)
                took, seconds = uvloop.run(drive(port, requests, connections))
                found[kind].rates.append(len(requests) * size / took)
                found[kind].busy.append((busy_seconds(process) - before) / took)
                found[kind].waits.extend(seconds)
        for kind, (_requests, _connections, _size, target) in kinds.items():
            lines.add("http", kind, found[kind].rates, "reports/s", target)
            lines.add("http", f"{kind}: p50", [1000 * median(found[kind].waits)], "ms")
            lines.add("http", f"{kind}: p99", [1000 * percentile(found[kind].waits, 99)], "ms")
            lines.add("http", f"{kind}: the hub's process is busy", found[kind].busy, "cores")


class Found(NamedTuple):
    """What rounds of one kind of request came to."""

    rates: list[float]
    waits: list[float]
    busy: list[float]


def busy_seconds(process: psutil.Process) -> float:
    """Processor time that a process has used."""
    times = process.cpu_times()
    return times.user + times.system


def percentile(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1] if len(values) > 1 else values[0]


def batches(headers: dict[str, str], reports: int) -> Iterator[list[bytes]]:
    """Round after round, requests of a hundred reports, each report a new one."""
    first = 0
    while True:
        day = recent_day(reports, first)
        first += reports
        parts = [day[start : start + BATCH] for start in range(0, len(day) - BATCH + 1, BATCH)] or [day]
        yield [post("/api/v1/reports", api_body(part), headers) for part in parts]


def _singles(hub: Up, reports: int) -> Iterator[list[bytes]]:
    first = 1_000_000
    while True:
        yield [
            post("/api/v1/reports", api_body([report]), hub.headers) for report in recent_day(max(1, reports), first)
        ]
        first += reports


def webhooks(reports: int) -> Iterator[list[bytes]]:
    """Round after round, signed requests of one report each, each report a new one."""
    first = 2_000_000
    while True:
        day = recent_day(max(1, 3 * reports), first)
        yield [webhook(item) for item in day if item.system == "crm"]
        first += 3 * reports
