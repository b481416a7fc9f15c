"""What open boards cost the senders, twenty of them against none, and how soon a board is there."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from statistics import median
from typing import Final

import psutil
import uvloop
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.acceptance.running import Up, free_port, statushub
from tests.bench.http import BATCH, Line, api_body, busy_seconds, drive, list_request, percentile, post, recent_day
from tests.bench.lines import Lines
from tests.bench.screens import open_screens
from tests.bench.store import folder
from tests.bench.workload import REPORTS_PER_TICKET
from tests.needs import find_chromium

RATE: Final = 1_000
"""Reports a second while the boards are open, in requests of twenty."""
SIZE: Final = 20
BOARDS: Final = 20
FLAGS: Final = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_LIVE: Final = 30_000
"""Milliseconds in which a page must be live; how soon something is seen is measured by itself."""
_PAINT: Final = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def measure(lines: Lines, *, tickets: int, seconds: float, rounds: int) -> None:
    """Fill a hub, look at its board, then send at a steady pace with and without boards open, in turns."""
    with folder() as data, Up(data, free_port()) as hub:
        uvloop.run(_fill(hub, tickets))
        cookie = _first_paint(lines, hub, tickets, rounds)
        _senders(lines, hub, cookie, seconds, rounds)


def _first_paint(lines: Lines, hub: Up, tickets: int, rounds: int) -> str:
    """Milliseconds until something of the board is seen: by a browser that was never there, and by one that was.

    Returns the cookie of whoever was let in.
    """
    new, known = [], []
    with _browser() as browser:
        state = _logged_in(browser, hub)
        for _ in range(rounds):
            page = browser.new_context(storage_state=state, viewport={"width": 1440, "height": 900}).new_page()
            new.append(_paint(page, hub))
            known.append(_paint(page, hub))
            page.context.close()
    lines.add("boards", f"first paint, {tickets:,} tickets, a browser that is new here", new, "ms", "under 1,000")
    lines.add("boards", f"first paint, {tickets:,} tickets, the same once more", known, "ms", "under 1,000")
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in state["cookies"])


def _paint(page: Page, hub: Up) -> float:
    page.goto(f"{hub.address}/")
    page.get_by_text("Live", exact=True).wait_for(timeout=_LIVE)
    return float(page.evaluate(_PAINT))


def _senders(lines: Lines, hub: Up, cookie: str, seconds: float, rounds: int) -> None:
    found: dict[int, list[list[float]]] = {0: [], BOARDS: []}
    busy: dict[int, list[float]] = {0: [], BOARDS: []}
    process = psutil.Process(hub.process.pid)
    for turn in range(2 * rounds):
        boards = BOARDS * (turn % 2)
        with open_screens(hub.address, cookie, boards):
            before = busy_seconds(process)
            found[boards].append(uvloop.run(_send(hub, seconds, 1_000_000 * (turn + 2))))
            busy[boards].append((busy_seconds(process) - before) / seconds)
    for boards, answers in found.items():
        what = f"{boards} boards open"
        rates = [len(each) * SIZE / seconds for each in answers]
        lines.add("boards", f"{what}: taken in", rates, "reports/s", f"{RATE:,}" if boards else "")
        lines.add("boards", f"{what}: answered, p50", [1000 * median(each) for each in answers], "ms")
        lines.add("boards", f"{what}: answered, p99", [1000 * percentile(each, 99) for each in answers], "ms")
        lines.add("boards", f"{what}: the hub's process is busy", busy[boards], "cores")


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


def _logged_in(browser: Browser, hub: Up) -> StorageState:
    """What a browser keeps of somebody who was let in by a link."""
    printed = statushub("login-link", "--role", "viewer", "--name", "ann", "--data", str(hub.folder)).stdout
    link = re.search(r"http://\S+/login\?token=\S+", printed)
    assert link, printed
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(link.group())
        page.get_by_text("Live", exact=True).wait_for(timeout=_LIVE)
        return context.storage_state()


async def _fill(hub: Up, tickets: int) -> None:
    """Until the lists show all of it: what is measured is a hub with so many tickets, not one that catches up."""
    day = recent_day(tickets * REPORTS_PER_TICKET, 0)
    requests = [
        post("/api/v1/reports", api_body(day[start : start + BATCH]), hub.headers)
        for start in range(0, len(day), BATCH)
    ]
    *requests, last = requests
    await drive(_port(hub), requests, 8)
    line = await Line(_port(hub)).open()
    stored = (await line.ask(last)).position
    assert stored, "what is stored already has no place in the log"
    while (await line.ask(list_request(hub.key))).position < stored:  # noqa: ASYNC110 - another process gets there
        await asyncio.sleep(1)
    line.close()


def _port(hub: Up) -> int:
    return int(hub.address.rpartition(":")[2])


async def _send(hub: Up, seconds: float, first: int) -> list[float]:
    """How long each answer took."""
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
