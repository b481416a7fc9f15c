"""The page of parked reports in a real browser."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.acceptance.board.plant import LIVE, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


def test_what_is_linked_flows_on(reviewer: Page, plant: Plant) -> None:
    uid = plant.new_uid()
    plant.report(uid, "crm", "New", ago=60)
    native_id = plant.report_unlinked("mes", "PENDING")
    reviewer.get_by_role("link", name="Parked").click()
    row = reviewer.locator("tr[data-parked]").filter(has_text=native_id)
    expect(row).to_contain_text("unlinked", timeout=LIVE)
    row.get_by_role("button").click()
    dialog = reviewer.get_by_role("dialog")
    expect(dialog.locator(".pk-body")).to_contain_text(native_id, timeout=LIVE)
    dialog.get_by_role("textbox").fill(uid)
    dialog.get_by_role("button", name="Link and try again").click()
    expect(row).to_have_count(0, timeout=LIVE)
    reviewer.goto(f"{plant.hub.address}/tickets/{uid}")
    expect(reviewer.locator("[data-lane=mes]")).to_contain_text(native_id[:20], timeout=LIVE)


def test_two_tickets_that_are_one_incident_are_put_right_where_its_reports_are_parked(
    reviewer: Page, plant: Plant
) -> None:
    sys_id, number = uuid4().hex, f"INC{uuid4().int % 10**7:07}"
    plant.send_incident("1", sys_id=sys_id)
    uid = plant.send_incident("2", number=number)
    plant.send_incident("3", sys_id=sys_id, number=number)
    reviewer.goto(f"{plant.hub.address}/parked?reason=uid-clash&system=servicenow")
    row = reviewer.locator("tr[data-parked]").filter(has_text=number)
    expect(row).to_contain_text("link both to one of them", timeout=LIVE)
    row.get_by_role("button").click()
    dialog = reviewer.get_by_role("dialog")
    dialog.get_by_role("textbox", name=f"If they are one ticket: the UID of {number}, {sys_id}").fill(uid)
    dialog.get_by_role("button", name="Link and try again").click()
    expect(reviewer.get_by_text("1 flows on.", exact=True)).to_be_visible(timeout=LIVE)
    expect(row).to_have_count(0, timeout=LIVE)
    reviewer.goto(f"{plant.hub.address}/tickets/{uid}")
    expect(reviewer.locator("[data-lane=servicenow] title").first).to_have_text(f"{number} · {sys_id}", timeout=LIVE)


def test_what_stays_parked_says_why(reviewer: Page, plant: Plant) -> None:
    plant.report(uid := plant.new_uid(), "crm", "Quite unknown")
    reviewer.goto(f"{plant.hub.address}/parked?reason=unmapped&system=crm")
    row = reviewer.locator("tr[data-parked]").filter(has_text=uid)
    row.get_by_role("checkbox").check(timeout=LIVE)
    reviewer.get_by_role("button", name="Try 1 selected again").click()
    expect(reviewer.get_by_text("0 flow on, 1 stays parked")).to_be_visible(timeout=LIVE)
    expect(row).to_contain_text("tried once", timeout=LIVE)


def test_it_leads_to_the_ticket_that_it_is_about_though_nothing_else_is_known_of_that(
    reviewer: Page, plant: Plant
) -> None:
    plant.report(uid := plant.new_uid(), "crm", "Nothing but this")
    reviewer.goto(f"{plant.hub.address}/parked?reason=unmapped&system=crm")
    reviewer.locator("tr[data-parked]").get_by_role("link", name=uid).click(timeout=LIVE)
    expect(reviewer.get_by_role("heading", name=uid)).to_be_visible(timeout=LIVE)
    expect(reviewer.locator(".tk-flag-parked")).to_have_count(1, timeout=LIVE)
    expect(reviewer.get_by_text("Nothing has moved this ticket yet.")).to_be_visible()


def test_a_viewer_sees_what_is_parked_and_cannot_touch_it(context: BrowserContext, plant: Plant) -> None:
    plant.report(uid := plant.new_uid(), "crm", "Unknown as well")
    page = context.new_page()
    page.goto(plant.link("viewer"))
    page.goto(f"{plant.hub.address}/parked")
    expect(page.locator("tr[data-parked]").filter(has_text=uid)).to_be_visible(timeout=LIVE)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Try")).to_have_count(0)
