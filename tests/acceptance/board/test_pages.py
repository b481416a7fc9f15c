"""The pages of the list in a real browser: turned by buttons and keys, sent to somebody, still while much comes in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from hub.entrypoints.board.turning import MOST_ROWS
from tests.acceptance.board.axe import axe_script, grave_faults
from tests.acceptance.board.plant import LIVE, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]

CROWD = 2 * MOST_ROWS + 50


@pytest.fixture(scope="module")
def crowd(plant: Plant) -> list[str]:
    """More tickets than two pages hold, and a domain of their own to find them by."""
    return plant.crowd("PAG", CROWD)


@pytest.fixture
def first_page(reviewer: Page, plant: Plant, crowd: list[str]) -> Page:
    reviewer.goto(f"{plant.hub.address}/?q=PAG-")
    expect(footer(reviewer)).to_contain_text(f"1–{MOST_ROWS} of {CROWD}", timeout=LIVE)
    assert len(crowd) == CROWD
    return reviewer


def footer(page: Page) -> Locator:
    return page.locator(".sh-tickets footer")


def turn(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Pages of the list").get_by_role("link", name=name).click()


def shown(page: Page) -> list[str]:
    found: list[str] = page.locator("tr[data-uid]").evaluate_all("rows => rows.map(row => row.dataset.uid)")
    return found


def test_every_ticket_is_reached_by_turning_pages_and_back_again(first_page: Page, crowd: list[str]) -> None:
    one = shown(first_page)
    turn(first_page, "Next")
    expect(footer(first_page)).to_contain_text(f"page 2 · {MOST_ROWS + 1}–{2 * MOST_ROWS} of {CROWD}", timeout=LIVE)
    two = shown(first_page)
    turn(first_page, "Next")
    expect(footer(first_page)).to_contain_text(f"page 3 · {2 * MOST_ROWS + 1}–{CROWD} of {CROWD}", timeout=LIVE)
    three = shown(first_page)
    assert sorted(one + two + three) == sorted(crowd)
    expect(first_page.locator("[data-turn=next]")).to_have_attribute("aria-disabled", "true")

    turn(first_page, "Previous")
    expect(footer(first_page)).to_contain_text("page 2", timeout=LIVE)
    assert shown(first_page) == two
    turn(first_page, "First page")
    expect(footer(first_page)).to_contain_text(f"1–{MOST_ROWS} of {CROWD}", timeout=LIVE)
    assert shown(first_page) == one
    assert first_page.url.endswith("/?q=PAG-")


def test_a_page_is_sent_to_somebody_and_the_browser_s_way_back_leads_to_the_one_before(
    first_page: Page, context: BrowserContext
) -> None:
    turn(first_page, "Next")
    expect(footer(first_page)).to_contain_text("page 2", timeout=LIVE)
    expect(first_page).to_have_url(re.compile(r"\?q=PAG-&page=2\."))
    other = context.new_page()
    other.goto(first_page.url)
    expect(footer(other)).to_contain_text("page 2", timeout=LIVE)
    assert shown(other) == shown(first_page)

    first_page.go_back()
    expect(footer(first_page)).to_contain_text(f"1–{MOST_ROWS} of", timeout=LIVE)
    first_page.go_forward()
    expect(footer(first_page)).to_contain_text("page 2", timeout=LIVE)


def test_page_down_goes_through_the_list_and_on_and_page_up_comes_back_to_where_one_was(first_page: Page) -> None:
    box = first_page.locator(".sh-scroll")
    first_page.keyboard.press("PageDown")
    assert box.evaluate("box => box.scrollTop") > 100
    assert "page=" not in first_page.url

    last = shown(first_page)[-1]
    box.evaluate("box => box.scrollTop = box.scrollHeight")
    first_page.keyboard.press("PageDown")
    expect(footer(first_page)).to_contain_text("page 2", timeout=LIVE)
    expect(first_page.locator("tr[data-uid]").first).to_be_focused()
    assert box.evaluate("box => box.scrollTop") == 0

    first_page.keyboard.press("PageUp")
    expect(footer(first_page)).to_contain_text(f"1–{MOST_ROWS} of", timeout=LIVE)
    expect(first_page.locator(f'tr[data-uid="{last}"]')).to_be_focused()
    expect(first_page.locator(f'tr[data-uid="{last}"]')).to_be_in_viewport()


def test_a_page_stays_where_it_is_while_tickets_move_to_the_beginning_of_the_list(
    first_page: Page, plant: Plant
) -> None:
    turn(first_page, "Next")
    expect(footer(first_page)).to_contain_text("page 2", timeout=LIVE)
    before, address = shown(first_page), first_page.url
    for uid in before[5:8]:
        plant.report(uid, "crm", "Working")
    first_page.locator("tr[data-uid]").nth(3).hover()
    expect(first_page.locator(f'tr[data-uid="{before[7]}"]')).to_have_count(0, timeout=LIVE)
    after = shown(first_page)
    assert after[: len(before) - 3] == before[:5] + before[8:]
    assert len(after) == MOST_ROWS
    assert first_page.url == address


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_can_be_used_by_everybody(first_page: Page, plant: Plant, theme: str) -> None:
    first_page.context.add_cookies([{"name": "statushub_board", "value": f"en.{theme}", "url": plant.hub.address}])
    first_page.reload()
    turn(first_page, "Next")
    expect(footer(first_page)).to_contain_text("page 2", timeout=LIVE)
    assert grave_faults(first_page, axe_script()) == []


def test_another_filter_begins_with_its_first_page(first_page: Page) -> None:
    turn(first_page, "Next")
    expect(footer(first_page)).to_contain_text("page 2", timeout=LIVE)
    first_page.get_by_role("button", name="Frozen").click()
    expect(first_page.get_by_text("No ticket matches the filter.")).to_be_visible(timeout=LIVE)
    expect(first_page).to_have_url(re.compile(r"\?q=PAG-&only=frozen$"))


@pytest.mark.parametrize("place", ["2.nonsense", "9.~1.0.0."])
def test_an_address_that_no_page_gave_shows_the_first_page_and_says_so(
    first_page: Page, plant: Plant, place: str
) -> None:
    expected = shown(first_page)
    first_page.goto(f"{plant.hub.address}/?q=PAG-&page={place}")
    expect(footer(first_page)).to_contain_text(f"1–{MOST_ROWS} of", timeout=LIVE)
    expect(first_page).to_have_url(re.compile(r"\?q=PAG-$"), timeout=LIVE)
    assert shown(first_page) == expected
    expect(first_page.get_by_text("Live", exact=True)).to_be_visible()
