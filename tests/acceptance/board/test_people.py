"""An administrator lets somebody in, and sees who did what."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.acceptance.board.plant import LIVE, Plant

PASSWORD = "a sentence that nobody guesses"


def test_somebody_is_let_in_given_a_role_and_removed(context: BrowserContext, plant: Plant) -> None:
    page = context.new_page()
    page.goto(plant.link("admin", "the administrator"))
    page.get_by_role("link", name="People").click()
    page.get_by_label("Name", exact=True).fill("Zhang Wei")
    page.get_by_role("button", name="Add, and show a link").click()
    link = page.locator("#pp-link")
    expect(link).to_be_visible(timeout=LIVE)

    other = context.browser.new_context(locale="en-GB") if context.browser else context
    theirs = other.new_page()
    theirs.goto(link.input_value())
    theirs.get_by_label("New password").fill(PASSWORD)
    theirs.locator("form button").click()
    expect(theirs.get_by_text("Live", exact=True)).to_be_visible(timeout=LIVE)
    expect(theirs.get_by_role("link", name="People")).to_have_count(0)
    theirs.goto(plant.hub.address.rstrip("/") + "/people")
    expect(theirs.get_by_role("heading")).not_to_have_text("People")

    line = page.locator("[data-person='Zhang Wei']")
    expect(line).to_contain_text("has a password", timeout=LIVE)
    line.get_by_role("combobox").select_option("reviewer")
    expect(page.get_by_text("Zhang Wei has another role")).to_be_visible(timeout=LIVE)
    page.on("dialog", lambda dialog: dialog.accept())
    line.get_by_role("button", name="Remove").click()
    expect(line).to_have_count(0, timeout=LIVE)

    page.get_by_role("button", name="Zhang Wei", exact=True).first.click()
    expect(page.locator("[data-deed]")).to_have_count(2, timeout=LIVE)
    assert page.url.endswith("/people?who=Zhang+Wei")
    page.reload()
    expect(page.locator("[data-deed]").first).to_contain_text("logged in", timeout=LIVE)
    other.close()
