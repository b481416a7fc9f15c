"""The pages of parked reports and of conflicts in a real browser: turned, sent on, still while much happens."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from hub.entrypoints.board.turning import MOST_ROWS
from hub.entrypoints.board.words import WORDS, Language
from tests.acceptance.board.axe import axe_script, grave_faults
from tests.acceptance.board.conftest import LOCALES, watched
from tests.acceptance.board.plant import LIVE, Plant, planted

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(300)]

CROWD = 2 * MOST_ROWS + 50


@pytest.fixture(scope="module")
def full() -> Iterator[Plant]:
    """A hub with more conflicts and more parked reports of one system than two pages hold, and one of another."""
    with planted({}) as plant:
        plant.quarrel("QRL", CROWD)
        plant.puzzle("PZL", CROWD)
        plant.report_unlinked("mes", "PENDING")
        yield plant


@pytest.fixture
def desk(browser: Browser, full: Plant, language: Language) -> Iterator[Page]:
    with watched(browser, full.hub.address, LOCALES[language]) as context:
        page = context.new_page()
        page.goto(full.link("reviewer"))
        expect(page.get_by_text(WORDS[language].live, exact=True)).to_be_visible(timeout=LIVE)
        yield page


def footer(page: Page) -> Locator:
    return page.locator(".sh-foot")


def names(page: Page, what: str) -> list[str]:
    found: list[str] = page.locator(f"tr[data-{what}]").evaluate_all(f"rows => rows.map(row => row.dataset.{what})")
    return found


def turn(page: Page, way: str) -> None:
    page.get_by_role("navigation", name="Pages of the list").get_by_role("link", name=way).click()


@pytest.mark.parametrize("what", ["parked", "conflict"])
def test_all_are_reached_page_by_page_and_a_page_is_sent_to_somebody(desk: Page, full: Plant, what: str) -> None:
    path, total = ("parked", CROWD + 1) if what == "parked" else ("conflicts", CROWD)
    desk.goto(f"{full.hub.address}/{path}")
    found = []
    for number, rows in ((1, "1–200"), (2, "201–400"), (3, f"401–{total}")):
        expect(footer(desk)).to_contain_text(f"{rows} of {total}", timeout=LIVE)
        found.append(names(desk, what))
        if number < 3:
            turn(desk, "Next")
    assert len({name for page in found for name in page}) == sum(map(len, found)) == total
    expect(desk.locator("[data-turn=next]")).to_have_attribute("aria-disabled", "true")

    turn(desk, "Previous")
    expect(footer(desk)).to_contain_text("page 2 · 201–400", timeout=LIVE)
    expect(desk).to_have_url(re.compile(r"\?page=2\.~"))
    assert names(desk, what) == found[1]
    other = desk.context.new_page()
    other.goto(desk.url)
    expect(footer(other)).to_contain_text("page 2", timeout=LIVE)
    assert names(other, what) == found[1]
    desk.go_back()
    expect(footer(desk)).to_contain_text("page 3", timeout=LIVE)
    turn(desk, "First page")
    expect(footer(desk)).to_contain_text(f"1–200 of {total}", timeout=LIVE)
    assert names(desk, what) == found[0]
    assert desk.url.endswith(f"/{path}")


def test_pages_are_turned_by_keys_and_the_filter_goes_with_them(desk: Page, full: Plant) -> None:
    desk.goto(f"{full.hub.address}/parked?system=crm")
    expect(footer(desk)).to_contain_text(f"1–200 of {CROWD}", timeout=LIVE)
    box = desk.locator(".sh-scroll")
    box.evaluate("box => box.scrollTop = box.scrollHeight")
    desk.keyboard.press("PageDown")
    expect(footer(desk)).to_contain_text("page 2", timeout=LIVE)
    expect(desk).to_have_url(re.compile(r"\?system=crm&page=2\."))
    assert box.evaluate("box => box.scrollTop") == 0
    expect(desk.locator("tr[data-parked] input").first).to_be_focused()

    desk.get_by_role("combobox", name="System").select_option("mes")
    expect(footer(desk)).to_contain_text("1–1 of 1", timeout=LIVE)
    expect(desk).to_have_url(re.compile(r"/parked\?system=mes$"))
    desk.goto(f"{full.hub.address}/parked?page=2.nonsense")
    expect(footer(desk)).to_contain_text(f"1–200 of {CROWD + 1}", timeout=LIVE)
    expect(desk).to_have_url(re.compile(r"/parked$"), timeout=LIVE)


def test_a_conflict_that_others_settle_stays_under_the_readers_hand_and_the_total_goes_on(
    desk: Page, full: Plant
) -> None:
    desk.goto(f"{full.hub.address}/conflicts")
    expect(footer(desk)).to_contain_text(f"1–200 of {CROWD}", timeout=LIVE)
    before = names(desk, "conflict")
    desk.locator("tr[data-conflict]").nth(5).hover()
    full.decide(before[2])
    expect(footer(desk)).to_contain_text(f"of {CROWD - 1}", timeout=LIVE)
    expect(desk.locator(".sh-held")).to_be_visible()
    assert names(desk, "conflict") == before
    desk.locator(".sh-held").click()
    expect(desk.locator(f'tr[data-conflict="{before[2]}"]')).to_have_count(0)
    assert names(desk, "conflict")[:4] == [*before[:2], *before[3:5]]

    desk.get_by_role("button", name="Settled").click()
    expect(footer(desk)).to_contain_text("1–1 of 1", timeout=LIVE)
    assert names(desk, "conflict") == [before[2]]


def test_ones_own_conflicts_are_found_wherever_they_stand_in_the_queue(desk: Page, full: Plant) -> None:
    desk.goto(f"{full.hub.address}/conflicts")
    expect(footer(desk)).to_contain_text("1–200", timeout=LIVE)
    turn(desk, "Next")
    expect(footer(desk)).to_contain_text("page 2", timeout=LIVE)
    box = desk.locator(".sh-scroll")
    box.evaluate("box => box.scrollTop = 900")
    row = desk.locator("tr[data-conflict]").nth(20)
    name = row.get_attribute("data-conflict")
    row.get_by_role("button", name="Claim").click()
    expect(row).to_contain_text("claimed by ann", timeout=LIVE)
    assert box.evaluate("box => box.scrollTop") > 500, "what one has claimed stays before one's eyes"
    desk.get_by_role("button", name="Mine").click()
    expect(footer(desk)).to_contain_text("1–1 of 1", timeout=LIVE)
    assert names(desk, "conflict") == [name]


def test_all_that_a_filter_leaves_are_tried_again_on_whichever_page_they_stand(desk: Page, full: Plant) -> None:
    desk.goto(f"{full.hub.address}/parked?system=crm")
    expect(footer(desk)).to_contain_text(f"1–200 of {CROWD}", timeout=LIVE)
    expect(desk.get_by_role("button", name="Try the 200 shown again")).to_be_visible()
    asked: list[str] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    desk.get_by_role("button", name=f"Try all {CROWD} again").click()
    expect(desk.get_by_role("button", name="Stop")).to_be_visible()
    expect(desk.get_by_text(f"0 flow on, {CROWD} stay parked")).to_be_visible(timeout=6 * LIVE)
    assert asked == [f"Try all {CROWD} again, on every page of this list? It takes a while, and can be stopped."]
    expect(desk.get_by_role("button", name="Stop")).to_have_count(0)
    expect(desk.locator("tr[data-parked]").first).to_contain_text("tried once", timeout=LIVE)


@pytest.mark.parametrize("language", [Language.ZH])
def test_the_pages_speak_chinese_and_can_be_used_by_everybody(desk: Page, full: Plant) -> None:
    for path in ("parked", "conflicts"):
        desk.goto(f"{full.hub.address}/{path}")
        expect(footer(desk)).to_contain_text(re.compile(r"第 1–200 条，共 \d+ 条"), timeout=LIVE)
        desk.get_by_role("navigation", name="列表分页").get_by_role("link", name="下一页").click()
        expect(footer(desk)).to_contain_text("第 2 页", timeout=LIVE)
        assert grave_faults(desk, axe_script()) == []
