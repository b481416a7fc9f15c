"""The page of systems in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.board.plant import LIVE, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


def test_a_system_says_what_waits_because_of_it_and_leads_there(reviewer: Page, plant: Plant) -> None:
    plant.contradict(uid := plant.new_uid())
    plant.report(uid, "itsm", "Nobody knows this one")
    reviewer.get_by_role("link", name="Systems").click()
    row = reviewer.locator("tr[data-system=itsm]")
    expect(row).to_contain_text("unknown word", timeout=LIVE)
    expect(row).to_contain_text("95 % within")
    expect(reviewer.get_by_text("Not heard yet")).to_contain_text("Jira")
    row.get_by_role("link", name="unknown word").click()
    expect(reviewer.locator("[data-part=unknown]")).to_contain_text("Nobody knows this one", timeout=LIVE)


def test_look_ups_that_wait_show_for_how_long_and_lead_to_why(reviewer: Page, plant: Plant) -> None:
    plant.name_notification("10000001")
    reviewer.get_by_role("link", name="Systems").click()
    waiting = reviewer.locator("tr[data-system=sap]").get_by_role("link", name="1 to look up, oldest")
    expect(waiting).to_contain_text("s", timeout=LIVE)
    waiting.click()
    expect(reviewer.get_by_role("cell", name="to be looked up")).to_be_visible(timeout=LIVE)
    expect(reviewer.get_by_role("cell", name="the event names notification 10000001")).to_be_visible(timeout=LIVE)


def test_a_system_that_is_left_alone_says_until_when_and_why(reviewer: Page, plant: Plant) -> None:
    plant.report(uid := plant.new_uid(), "mes", "New")
    plant.leave_alone("mes", uid, "the system answers 503")
    reviewer.get_by_role("link", name="Systems").click()
    row = reviewer.locator("tr[data-system=mes]")
    expect(row).to_contain_text("left alone for now", timeout=LIVE)
    expect(row).to_contain_text("owed")
    said = reviewer.locator("[data-part=troubles]")
    expect(said).to_contain_text("5 writes in a row failed, at last: the system answers 503")


def test_a_system_that_cannot_be_asked_is_marked_beside_what_has_to_be_looked_up(reviewer: Page, plant: Plant) -> None:
    plant.name_notification("10000002")
    plant.fail_to_look_up("sap", "the system answers 401")
    reviewer.get_by_role("link", name="Systems").click()
    expect(reviewer.locator("tr[data-system=sap]")).to_contain_text("left alone for now", timeout=LIVE)
    said = reviewer.locator("[data-part=troubles]")
    expect(said).to_contain_text("5 look-ups in a row failed, at last: the system answers 401")


def test_what_was_sent_again_stands_beside_the_reports(reviewer: Page, plant: Plant) -> None:
    uid = plant.new_uid()
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for _ in range(2):
        plant.report_at(uid, "zammad", "new", at)  # of which no other test tells anything
    reviewer.get_by_role("link", name="Systems").click()
    expect(reviewer.locator("tr[data-system=zammad]")).to_contain_text("50.0 % sent again", timeout=LIVE)
