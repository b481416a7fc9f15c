"""The quality team's story in a real browser: a rule is read, another is tried, published, and rolled back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.acceptance.board.plant import LIVE, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


def test_a_rule_is_switched_off_in_a_draft_tried_published_and_put_back(
    admin: Page, plant: Plant, tmp_path: Path
) -> None:
    plant.contradict(uid := plant.new_uid())
    conflict = plant.conflict_of(uid)
    admin.goto(f"{plant.hub.address}/rules")
    rule = admin.locator("[data-rule=reopened-across]")
    expect(rule).to_contain_text("One system reports Resolved or Closed and another Reopened", timeout=LIVE)
    expect(rule.get_by_role("link", name=conflict)).to_be_visible(timeout=LIVE)

    rule.get_by_label("in the draft").uncheck()
    admin.locator("[data-rule=reopened-within]").get_by_label("in the draft").uncheck()
    draft = admin.get_by_label("Rules (TOML)")
    expect(draft).to_have_value(re.compile('name = "reopened-across"\nenabled = false\n'))
    admin.get_by_role("button", name="What if").click()
    result = admin.locator("[data-part=result]")
    expect(result.locator("section").filter(has_text="would vanish")).to_contain_text(uid, timeout=LIVE)
    with admin.expect_download() as download:
        result.get_by_role("button", name="JSON").click()
    download.value.save_as(tmp_path / "found.json")
    assert uid in {found["ticket"] for found in json.loads((tmp_path / "found.json").read_text())["conflicts"]}
    with admin.expect_download() as download:
        result.get_by_role("button", name="Text").click()
    assert download.value.suggested_filename == "what-if-rules.txt"

    admin.get_by_label("Why, for the record").fill("the workshop reopens by itself")
    admin.get_by_role("button", name="Publish").click()
    expect(admin.locator("[data-part=versions]")).to_contain_text("li.na: the workshop reopens by itself", timeout=LIVE)
    expect(rule).to_contain_text("switched off", timeout=LIVE)
    plant.contradict(other := plant.new_uid())
    admin.goto(f"{plant.hub.address}/tickets/{other}")
    expect(admin.locator("[data-lane=itsm]")).to_be_visible(timeout=LIVE)
    expect(admin.get_by_text("Frozen since")).to_have_count(0)

    admin.goto(f"{plant.hub.address}/rules")
    files = admin.locator("[data-part=versions] li").filter(has_text="as they came")
    files.get_by_role("button", name="Back to this one").click(timeout=LIVE)
    back = admin.locator("[data-part=versions] li").filter(has_text="brings back the rules of the files")
    expect(back.first).to_contain_text("in force", timeout=LIVE)
    expect(draft).not_to_have_value(re.compile("enabled = false"), timeout=LIVE)


def test_a_reviewer_sets_the_window_and_is_told_what_is_wrong_line_by_line(reviewer: Page, plant: Plant) -> None:
    reviewer.goto(f"{plant.hub.address}/rules")
    draft = reviewer.get_by_label("Rules (TOML)")
    expect(draft).to_have_value(re.compile("window_seconds = 900"), timeout=LIVE)
    reviewer.get_by_label("minutes of window").fill("5")
    reviewer.get_by_label("minutes of window").press("Tab")
    expect(draft).to_have_value(re.compile("window_seconds = 300"))
    text = draft.input_value()
    draft.fill(text.replace('scope = "within"', 'scope = "wihtin"'))
    reviewer.get_by_role("button", name="What if").click()
    line = text.splitlines().index('scope = "within"') + 1
    expect(reviewer.get_by_role("alert")).to_contain_text(f"Line {line}: scope", timeout=LIVE)
    expect(reviewer.get_by_role("alert")).to_contain_text('did you mean "within"?')
    expect(reviewer.get_by_role("button", name="Publish")).to_have_count(0)
    expect(reviewer.get_by_text("Admins publish rules.")).to_be_visible()
    reviewer.get_by_role("button", name="As in force").click()
    expect(draft).to_have_value(re.compile("window_seconds = 900"))


def test_a_viewer_reads(context: BrowserContext, plant: Plant) -> None:
    page = context.new_page()
    page.goto(plant.link("viewer"))
    page.goto(f"{plant.hub.address}/rules?days=7")
    expect(page.get_by_label("Rules (TOML)")).to_have_attribute("readonly", "", timeout=LIVE)
    expect(page.get_by_role("button", name="What if")).to_have_count(0)
    expect(page.get_by_label("in the draft")).to_have_count(0)
    expect(page.get_by_label("Conflicts of the last")).to_have_value("7")
