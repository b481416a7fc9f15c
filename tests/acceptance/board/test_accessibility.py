"""Every page of the board, in both lights, for people who do not see it, or not well."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.acceptance.board.axe import axe_script, grave_faults
from tests.acceptance.board.plant import LIVE, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]

PAGES = (
    *("/", "/tickets/{uid}", "/conflicts", "/conflicts/{conflict}", "/systems", "/parked"),
    *("/mappings?system=crm", "/rules", "/people"),
)


@pytest.fixture(scope="session")
def axe() -> str:
    return axe_script()


@pytest.fixture(scope="package")
def troubled(plant: Plant) -> str:
    """A ticket with a bit of everything."""
    plant.contradict(uid := plant.new_uid())
    plant.report(plant.new_uid(), "crm", "Closed", ago=7200)
    plant.report(uid, "crm", "Nobody knows this word")
    return uid


def test_a_fault_is_found_where_there_is_one(context: BrowserContext, plant: Plant, axe: str) -> None:
    page = context.new_page()
    page.goto(plant.hub.address)
    assert grave_faults(page, axe) == []
    page.evaluate("document.body.append(Object.assign(document.createElement('img'), {src: 'data:,'}))")
    assert [fault.split(":")[0] for fault in grave_faults(page, axe)] == ["image-alt"]


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_serious_fault(
    reviewer: Page, plant: Plant, axe: str, troubled: str, path: str, light: str
) -> None:
    host = plant.hub.address.rstrip("/")
    if path == "/people":
        reviewer.goto(plant.link("admin"))
    reviewer.context.add_cookies([{"name": "statushub_board", "value": f"en.{light}", "url": host}])
    reviewer.goto(host + path.format(uid=troubled, conflict=plant.conflict_of(troubled)))
    expect(reviewer.get_by_text("Live", exact=True)).to_be_visible(timeout=LIVE)
    expect(reviewer.get_by_role("main")).to_have_count(1)
    assert grave_faults(reviewer, axe) == []


def test_the_lanes_have_no_serious_fault_where_the_keys_are(
    reviewer: Page, plant: Plant, axe: str, troubled: str
) -> None:
    reviewer.goto(f"{plant.hub.address}/tickets/{troubled}")
    reviewer.locator(".tk-tools button").last.focus(timeout=LIVE)
    reviewer.keyboard.press("Tab")
    expect(reviewer.locator(".tk-over")).to_be_visible()
    assert grave_faults(reviewer, axe) == []


def test_what_was_sent_is_shown_in_a_dialog_without_a_serious_fault(
    reviewer: Page, plant: Plant, axe: str, troubled: str
) -> None:
    reviewer.goto(f"{plant.hub.address}/parked")
    row = reviewer.locator("tr[data-parked]").filter(has_text=troubled)
    row.get_by_role("button").click(timeout=LIVE)
    expect(reviewer.get_by_role("dialog", name="What was sent")).to_be_visible(timeout=LIVE)
    assert grave_faults(reviewer, axe) == []
