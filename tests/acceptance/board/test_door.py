"""How people get in, in a real browser: invited, by password, wrong, changed, logged out from elsewhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.acceptance.board.axe import axe_script, grave_faults
from tests.acceptance.board.plant import LIVE, Plant
from tests.acceptance.running import statushub

FIRST = "a sentence that nobody guesses"
SECOND = "another that nobody guesses"


def fill(page: Page, **fields: str) -> None:
    for label, text in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(text)
    page.locator("form button").click()


def users(plant: Plant, *words: str) -> str:
    return statushub("users", *words, "--data", str(plant.hub.folder)).stdout.strip()


@pytest.fixture
def link(plant: Plant) -> str:
    """The invitation of somebody new."""
    if "Li Na" in users(plant, "list"):
        users(plant, "remove", "Li Na")
    return users(plant, "add", "Li Na", "--role", "reviewer")


def test_somebody_is_invited_logs_in_and_changes_the_password(context: BrowserContext, plant: Plant, link: str) -> None:
    page, title = context.new_page(), "heading"
    page.goto(link)
    expect(page.get_by_role(title, level=1)).to_have_text("Welcome, Li Na")
    assert grave_faults(page, axe_script()) == []
    fill(page, New_password="too short")
    expect(page.get_by_role("alert")).to_contain_text("12 to 256")
    fill(page, New_password=FIRST)
    expect(page.get_by_text("Li Na · reviewer")).to_be_visible(timeout=LIVE)

    page.goto(link)
    expect(page.get_by_role(title, level=1)).to_have_text("This invitation does not hold any more")

    page.goto(plant.hub.address + "/password")
    fill(page, Present_password="wrong", New_password=SECOND)
    expect(page.get_by_role("alert")).to_have_text("The present password is wrong.")
    fill(page, Present_password=FIRST, New_password=SECOND)
    expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=LIVE)

    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role(title, level=1)).to_have_text("You are not logged in")
    page.goto(plant.hub.address + "/conflicts/none?a=1")
    assert grave_faults(page, axe_script()) == []
    fill(page, Name="li na", Password=FIRST)
    expect(page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    fill(page, Name="li na", Password=SECOND)
    expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=LIVE)
    assert page.url.endswith("/conflicts/none?a=1"), "one goes where one wanted to go"

    users(plant, "sign-out", "Li Na")
    expect(page.get_by_role(title, level=1)).to_have_text("You are not logged in", timeout=LIVE)


def test_the_door_speaks_chinese(browser: Browser, plant: Plant, link: str) -> None:
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text("欢迎，Li Na")
        page.goto(plant.hub.address)
        expect(page.get_by_role("button", name="登录")).to_be_visible()
