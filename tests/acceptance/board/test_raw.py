"""What a system really sent, beside what the hub made of it: on the desk and on the page of the ticket."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.acceptance.board.plant import LIVE, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


def contradict(plant: Plant) -> str:
    """Odoo has done the order, and work goes on in the ITSM."""
    uid = plant.send_order("done", ago=240)
    plant.report(uid, "itsm", "In Progress", ago=60)
    return uid


def test_a_reviewer_sees_the_body_of_a_webhook_on_the_desk_without_its_secrets(reviewer: Page, plant: Plant) -> None:
    uid = contradict(plant)
    reviewer.goto(f"{plant.hub.address}/conflicts/{plant.conflict_of(uid)}")
    expect(reviewer.get_by_text("(the rules as they came)")).to_be_visible(timeout=LIVE)
    odoo, itsm = reviewer.locator("[data-side='0']"), reviewer.locator("[data-side='1']")
    odoo.get_by_text("As it came", exact=True).click(timeout=LIVE)
    body = odoo.locator(".cf-raw pre")
    expect(body).to_contain_text("mrp.production", timeout=LIVE)
    expect(body).not_to_contain_text("hush-hush")
    itsm.get_by_text("As it came", exact=True).click()
    expect(itsm).to_contain_text("The body of this report is not kept", timeout=LIVE)


def test_a_reviewer_sees_it_on_the_page_of_the_ticket_and_the_window_around_the_conflict(
    reviewer: Page, plant: Plant
) -> None:
    uid = contradict(plant)
    reviewer.goto(f"{plant.hub.address}/tickets/{uid}")
    moved = reviewer.locator(".tk-whys li").filter(has_text="odoo reported").last
    moved.get_by_text("As it came", exact=True).click(timeout=LIVE)
    expect(moved.locator("pre")).to_contain_text("mrp.production", timeout=LIVE)
    window, disputed = (reviewer.locator(f"svg[role=grid] rect.{name}") for name in ("tk-window", "tk-disputed"))
    expect(window).to_have_count(1)
    wide, narrow = window.bounding_box(), disputed.bounding_box()
    assert wide is not None
    assert narrow is not None
    assert wide["width"] > narrow["width"] > 0
    expect(reviewer.get_by_text("window of the rule around them")).to_be_visible()
    reviewer.get_by_role("button", name="To the conflict").click()
    length = window.bounding_box()
    assert length is not None
    # Forty minutes are shown: fifteen on either side of what lies three minutes apart make twenty-seven.
    assert abs(length["width"] / narrow_width(reviewer) - 27 / 3) < 0.5


def narrow_width(page: Page) -> float:
    box = page.locator("svg[role=grid] rect.tk-disputed").bounding_box()
    assert box is not None
    return box["width"]


def test_a_viewer_is_not_shown_it(context: BrowserContext, plant: Plant) -> None:
    uid = contradict(plant)
    page = context.new_page()
    page.goto(plant.link("viewer"))
    page.goto(f"{plant.hub.address}/tickets/{uid}")
    expect(page.locator(".tk-whys li").first).to_be_visible(timeout=LIVE)
    expect(page.get_by_text("As it came", exact=True)).to_have_count(0)
