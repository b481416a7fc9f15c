"""What open boards cost the senders, twenty of them against none, and how soon a board is there."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import Final

import psutil
import uvloop
from playwright.sync_api import Browser, Page, sync_playwright

from tests.acceptance.running import Up, free_port, statushub
from tests.bench.http import BATCH, Line, api_body, busy_seconds, drive, percentile, post, recent_day
from tests.bench.lines import Lines
from tests.bench.store import folder
from tests.bench.workload import REPORTS_PER_TICKET
from tests.needs import find_chromium

RATE: Final = 1_000
"""Reports a second while the boards are open, in requests of twenty."""
SIZE: Final = 20
BOARDS: Final = 20
FLAGS: Final = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_LOWEST: Final = 19
_PAINT: Final = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def measure(lines: Lines, *, tickets: int, seconds: float, rounds: int) -> None:
    """Fill a hub, look at its board, then send at a steady pace with and without boards open, in turns."""
    with folder() as data, Up(data, free_port()) as hub:
        _fill(hub, tickets)
        with _browser() as browser:
            _measure(lines, hub, browser, tickets=tickets, seconds=seconds, rounds=rounds)


def _measure(lines: Lines, hub: Up, browser: Browser, *, tickets: int, seconds: float, rounds: int) -> None:
    lines.add("boards", f"first paint, {tickets:,} tickets", _paints(browser, hub, rounds), "ms", "under 1,000")
    found: dict[int, list[list[float]]] = {0: [], BOARDS: []}
    busy: dict[int, list[float]] = {0: [], BOARDS: []}
    process = psutil.Process(hub.process.pid)
    for turn in range(2 * rounds):
        boards = BOARDS * (turn % 2)
        pages = [_open(browser, hub) for _ in range(boards)]
        before = busy_seconds(process)
        found[boards].append(_send_meanwhile(hub, seconds, 1_000_000 * (turn + 2), pages))
        busy[boards].append((busy_seconds(process) - before) / seconds)
        for page in pages:
            page.context.close()
    for boards, answers in found.items():
        what = f"{boards} boards open"
        rates = [len(each) * SIZE / seconds for each in answers]
        lines.add("boards", f"{what}: taken in", rates, "reports/s", f"{RATE:,}" if boards else "")
        lines.add("boards", f"{what}: answered, p50", [1000 * median(each) for each in answers], "ms")
        lines.add("boards", f"{what}: answered, p99", [1000 * percentile(each, 99) for each in answers], "ms")
        lines.add("boards", f"{what}: the hub's process is busy", busy[boards], "cores")


@contextmanager
def _browser() -> Iterator[Browser]:
    """A browser that takes only what processor time is left: boards stand on other machines than the hub."""
    here = psutil.Process()
    before = {child.pid for child in here.children(recursive=True)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for child in here.children(recursive=True):
            if child.pid not in before:
                child.nice(_LOWEST)  # its later processes are born with it
        yield browser
        browser.close()


def _fill(hub: Up, tickets: int) -> None:
    day = recent_day(tickets * REPORTS_PER_TICKET, 0)
    requests = [
        post("/api/v1/reports", api_body(day[start : start + BATCH]), hub.headers)
        for start in range(0, len(day), BATCH)
    ]
    uvloop.run(drive(_port(hub), requests, 8))


def _port(hub: Up) -> int:
    return int(hub.address.rpartition(":")[2])


def _open(browser: Browser, hub: Up) -> Page:
    """A board in a browser of its own, live."""
    printed = statushub("login-link", "--role", "viewer", "--name", "ann", "--data", str(hub.folder)).stdout
    link = re.search(r"http://\S+/login\?token=\S+", printed)
    assert link, printed
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(link.group())
    page.get_by_text("Live", exact=True).wait_for()
    return page


def _paints(browser: Browser, hub: Up, rounds: int) -> list[float]:
    """Milliseconds until something of the board is seen, each time it is opened anew."""
    page = _open(browser, hub)
    paints = []
    for _ in range(rounds):
        page.reload()
        page.get_by_text("Live", exact=True).wait_for()
        paints.append(float(page.evaluate(_PAINT)))
    page.context.close()
    return paints


def _send_meanwhile(hub: Up, seconds: float, first: int, pages: list[Page]) -> list[float]:
    """How long each answer took; the pages are looked at meanwhile, for they draw only what somebody lets them."""
    with ThreadPoolExecutor(1) as beside:
        sending = beside.submit(lambda: uvloop.run(_send(hub, seconds, first)))
        while not sending.done():
            for page in pages:
                page.evaluate("() => document.querySelectorAll('tr').length")
            time.sleep(0.1)
        return sending.result()


async def _send(hub: Up, seconds: float, first: int) -> list[float]:
    count = int(seconds * RATE / SIZE)
    day = recent_day(count * SIZE + REPORTS_PER_TICKET, first)
    requests = [
        post("/api/v1/reports", api_body(day[place * SIZE : (place + 1) * SIZE]), hub.headers) for place in range(count)
    ]
    line, answers = await Line(_port(hub)).open(), []
    end = time.perf_counter() + seconds
    due = time.perf_counter()
    for request in requests:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        due += SIZE / RATE
        if time.perf_counter() > end:
            break
        answer = await line.ask(request)
        assert answer.status == 202, answer.head
        answers.append(answer.seconds)
    line.close()
    return answers
