"""A system that is silent for longer than usual is named above the list, which leads to the page of systems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.application.ports import Delivery
from hub.settings import Settings
from hub.wiring import open_hub, system_clock
from schemas.instant import DAY, MINUTE, Instant
from schemas.report import Report
from tests.acceptance.board.plant import LIVE, Plant, opened, planted

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


def delivered(at: Instant) -> Delivery:
    """What the CRM said at that moment."""
    word = "Working" if at // MINUTE % 20 < 10 else "Waiting for customer"
    uid = "SRV-20260126-00872-A9F"
    report = Report(system="crm", uid=uid, native_status=word, occurred_at=at, received_at=at, delivery_id=str(at))
    return Delivery(system="crm", received_at=at, report=report)


def remembers(folder: Path) -> None:
    """The CRM reported every ten minutes for ten hours a week ago, and today until it fell silent 100 minutes ago."""
    now = system_clock()
    moments = [now + place * 10 * MINUTE for place in range(-30, 31)]
    with open_hub(Settings(data=folder)) as hub:
        hub.ingestion.ingest([delivered(at - 7 * DAY) for at in moments])
        hub.ingestion.ingest([delivered(at) for at in moments if at < now - 100 * MINUTE])


@pytest.fixture(scope="module")
def quiet() -> Iterator[Plant]:
    """A hub whose site takes one week for enough."""
    with planted({"STATUSHUB_SILENT_WEEKS": "1", "STATUSHUB_SILENT_AFTER": "1200"}, begin=remembers) as plant:
        yield plant


@pytest.fixture(params=["en-GB", "zh-CN"])
def page(browser: Browser, quiet: Plant, request: pytest.FixtureRequest) -> Iterator[Page]:
    with opened(browser, quiet.link("viewer"), request.param) as page:
        yield page


def test_a_silent_system_is_named_above_the_list_and_shown_with_what_is_usual(page: Page, quiet: Plant) -> None:
    named = page.locator("[data-part=silent]")
    expect(named).to_have_text(re.compile("CRM (silent for longer than usual|静默过久)"), timeout=LIVE)
    named.click()
    expect(page).to_have_url(f"{quiet.hub.address}/systems")
    told = page.locator("tr[data-system=crm] .sh-under[title]").filter(has=page.locator(".sh-mark-amber"))
    expect(told).to_have_text(re.compile("silent too long|静默过久"), timeout=LIVE)
    expect(told).to_have_attribute("title", re.compile("over 20 min .* weeks than 1|超出 20 分.*不足 1 周"))
