"""A site far from UTC: whatever a page says is in the zone that the page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.board.plant import LIVE, ODOO_SECRET, Plant, opened, planted

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def shanghai() -> Iterator[Plant]:
    """A hub eight hours ahead of UTC."""
    with planted({"STATUSHUB_ZONE": "Asia/Shanghai", "STATUSHUB_SECRET_ODOO": ODOO_SECRET}) as plant:
        yield plant


@pytest.fixture(params=["en-GB", "zh-CN"])
def page(browser: Browser, shanghai: Plant, request: pytest.FixtureRequest) -> Iterator[Page]:
    with opened(browser, shanghai.link("reviewer"), request.param) as page:
        yield page


def hour(shift: float) -> re.Pattern[str]:
    """The day and hour in which the systems spoke, so many hours ahead of UTC; without the zone's name."""
    spoke = datetime.now(UTC) - timedelta(seconds=240) + timedelta(hours=shift)
    return re.compile(rf"{spoke:%Y-%m-%d %H}:\d\d:\d\d(?! UTC)")


def test_sentences_say_their_moments_by_the_clock_of_the_page(page: Page, shanghai: Plant) -> None:
    there = hour(8)
    shanghai.report(uid := shanghai.new_uid(), "crm", "Solved", ago=240)
    shanghai.report(uid, "itsm", "Reopened", ago=230)
    conflict = shanghai.conflict_of(uid)
    page.goto(shanghai.hub.address)
    expect(page.locator("[data-queue=conflicts] .sh-said").first).to_have_text(there, timeout=LIVE)
    page.goto(f"{shanghai.hub.address}/conflicts")
    expect(page.locator(".cq-said").first).to_have_text(there, timeout=LIVE)
    page.goto(f"{shanghai.hub.address}/conflicts/{conflict}")
    expect(page.locator(".cf-said")).to_have_text(there, timeout=LIVE)
    page.goto(f"{shanghai.hub.address}/tickets/{uid}")
    expect(page.locator(".tk-said").last).to_have_text(there, timeout=LIVE)
    expect(page.locator("body")).not_to_contain_text("UTC")
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG", exact=True).click()
    assert "Asia/Shanghai" in Path(download.value.path()).read_text("utf-8")
    page.get_by_role("button", name="Asia/Shanghai").click()
    expect(page.locator(".tk-said").last).to_have_text(re.compile(r"\d\d:\d\d:\d\d UTC"))
