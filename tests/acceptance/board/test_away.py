"""The database goes away under open pages in a real browser, and comes back."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from hub.infrastructure.embedded import EmbeddedPostgres
from tests.acceptance.board.plant import LIVE, Plant
from tests.acceptance.running import Up, free_port, postmaster

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]

AWAY = 15_000
"""Milliseconds within which every page must have said so."""
BACK = 40_000
"""The pool tries to connect at longer and longer intervals; see hub.infrastructure.event_log.RECONNECT_SECONDS."""


@pytest.fixture
def hub(folder: Path) -> Iterator[Up]:
    with Up(folder, free_port()) as hub:
        yield hub


def test_every_page_says_that_the_database_is_away_and_goes_on_when_it_is_back(
    hub: Up, folder: Path, browser: Browser
) -> None:
    with closing(Plant(hub)) as plant, browser.new_context(locale="en-GB") as context:
        plant.contradict(uid := plant.new_uid())
        paths = ("/", f"/tickets/{uid}", f"/conflicts/{plant.conflict_of(uid)}", "/conflicts", "/systems", "/parked")
        pages: list[Page] = []
        link = plant.link("admin")
        for path in (*paths, "/mappings", "/rules", "/people"):
            page = context.new_page()
            page.goto(link if path == "/" else hub.address + path)
            expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=LIVE)
            pages.append(page)

        pid = postmaster(folder)
        assert pid is not None
        server = psutil.Process(pid)
        server.send_signal(signal.SIGINT)
        server.wait(20)
        for page in pages:
            expect(page.get_by_text("Database away", exact=True)).to_be_visible(timeout=AWAY)

        late = context.new_page()
        answer = late.goto(f"{hub.address}/systems")
        assert answer is not None
        assert answer.status in {200, 503}  # whose session was asked for a moment ago is known without the database
        expect(late.get_by_text("Database away", exact=True)).to_be_visible(timeout=AWAY)

        again = EmbeddedPostgres(folder)
        try:
            for page in (*pages, late):
                expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=BACK)
        finally:
            again.stop()
