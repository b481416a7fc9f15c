"""The integrator's story in a real browser: an unknown word is tried, published and retried, and its ticket moves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from hub.entrypoints.board.drafting.words import DRAFT_WORDS
from hub.entrypoints.board.mappings.words import MAPPING_WORDS
from hub.entrypoints.board.parked.words import PARKED_WORDS
from hub.entrypoints.board.words import Language, status_word
from schemas.status import Status
from tests.acceptance.board.plant import LIVE, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.mark.parametrize("language", Language)
def test_an_unknown_word_is_tried_published_and_retried_and_the_ticket_moves(
    admin: Page, plant: Plant, language: Language, tmp_path: Path
) -> None:
    words, drafting = MAPPING_WORDS[language], DRAFT_WORDS[language]
    pending, why = status_word(Status.PENDING, language), f"the workshop says so in {language}"
    word = f"Parts orderd {uuid4().hex[:6]}"
    plant.report(uid := plant.new_uid(), "erp", "REL", ago=600)
    plant.report(uid, "erp", word, ago=60)
    admin.goto(f"{plant.hub.address}/mappings?system=erp")
    unknown = admin.locator("[data-part=unknown] li").filter(has_text=word)
    unknown.get_by_role("button").click(timeout=LIVE)
    draft = admin.get_by_label(words.draft)
    text = draft.input_value()
    assert f'"{word}" = ' in text

    draft.fill(text.replace(f'"{word}" = "?"', f'"{word}" = "Pendng"'))
    admin.get_by_role("button", name=drafting.trial).click()
    slip = {Language.EN: 'did you mean "Pending"?', Language.ZH: '是否应为 "Pending"？'}
    expect(admin.get_by_role("alert")).to_contain_text(slip[language], timeout=LIVE)

    draft.fill(text.replace(f'"{word}" = "?"', f'"{word}" = "Pending"'))
    admin.get_by_role("button", name=drafting.trial).click()
    result = admin.locator("[data-part=result]")
    expect(result).to_contain_text(uid, timeout=LIVE)
    expect(result).to_contain_text(drafting.now_then.partition("{now}")[2].format(then=pending))
    with admin.expect_download() as download:
        result.get_by_role("button", name="JSON").click()
    download.value.save_as(tmp_path / "found.json")
    assert uid in {course["uid"] for course in json.loads((tmp_path / "found.json").read_text())["courses"]}

    admin.get_by_label(drafting.publish_reason).fill(why)
    admin.get_by_role("button", name=drafting.publish).click()
    published = drafting.by_at.format(by="li.na", reason=why)
    expect(admin.locator("[data-part=versions]")).to_contain_text(published, timeout=LIVE)
    admin.goto(f"{plant.hub.address}/parked?reason=unmapped&system=erp")
    row = admin.locator("tr[data-parked]").filter(has_text=uid)
    row.get_by_role("checkbox").check(timeout=LIVE)
    admin.get_by_role("button", name=PARKED_WORDS[language].retry_selected.format(count=1)).click()
    expect(row).to_have_count(0, timeout=LIVE)
    admin.goto(f"{plant.hub.address}/tickets/{uid}")
    expect(admin.locator("[data-lane=erp]")).to_contain_text(pending, timeout=LIVE)

    admin.goto(f"{plant.hub.address}/mappings?system=erp")
    files = admin.locator("[data-part=versions] li").filter(has_text=words.of_files)
    files.get_by_role("button", name=drafting.roll_back).click(timeout=LIVE)
    expect(admin.get_by_label(words.draft)).not_to_have_value(re.compile(word), timeout=LIVE)
    back = admin.locator("[data-part=versions] li").filter(has_text=words.restored_files)
    expect(back.filter(has_text=drafting.in_force)).to_have_count(1, timeout=LIVE)


def test_a_reviewer_tries_a_table_and_publishes_none(reviewer: Page, plant: Plant) -> None:
    plant.report(plant.new_uid(), "crm", "Working", ago=60)
    reviewer.goto(f"{plant.hub.address}/mappings?system=crm")
    draft = reviewer.get_by_label("Table (TOML)")
    expect(draft).to_have_value(re.compile("mapping.crm"), timeout=LIVE)
    reviewer.get_by_role("button", name="Count the latest reports").click()
    expect(reviewer.locator("[data-part=seen]")).to_contain_text("Working", timeout=LIVE)
    draft.fill(draft.input_value().replace('"Working" = "In Progress"', '"Working" = "Pending"'))
    reviewer.get_by_role("button", name="What if").click()
    expect(reviewer.locator("[data-part=result]")).to_contain_text("would mean something else", timeout=LIVE)
    expect(reviewer.get_by_role("button", name="Publish")).to_have_count(0)
    expect(reviewer.get_by_text("Admins publish tables.")).to_be_visible()
    reviewer.get_by_role("button", name="As in force").click()
    expect(reviewer.locator("[data-part=result]")).to_have_count(0)


def test_a_viewer_reads(context: BrowserContext, plant: Plant) -> None:
    page = context.new_page()
    page.goto(plant.link("viewer"))
    page.goto(f"{plant.hub.address}/mappings?system=crm")
    expect(page.get_by_label("Table (TOML)")).to_have_attribute("readonly", "", timeout=LIVE)
    expect(page.get_by_role("button", name="What if")).to_have_count(0)
