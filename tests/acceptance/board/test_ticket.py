"""The page of one ticket in a real browser: a supervisor looks for the system that has not followed."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from playwright.sync_api import Page, expect

from hub.entrypoints.board.ticket.words import TICKET_WORDS
from hub.entrypoints.board.words import WORDS, Language, status_word
from schemas.status import Status
from tests.acceptance.board.plant import LIVE, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]

SVG = "{http://www.w3.org/2000/svg}"


def saved(page: Page, kind: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=kind, exact=True).click()
    assert download.value.suggested_filename.endswith(f".{kind.lower()}")
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("language", Language)
def test_a_supervisor_finds_who_is_behind_for_how_long_and_takes_the_gantt_along(
    reviewer: Page, plant: Plant, language: Language
) -> None:
    words, texts = WORDS[language], TICKET_WORDS[language]
    uid = plant.new_uid()
    plant.report(uid, "mes", "PENDING", ago=86_400)
    plant.report(uid, "crm", "Closed", ago=11 * 3600 + 240)
    reviewer.goto(f"{plant.hub.address}/?only=apart")
    reviewer.get_by_role("link", name=uid).click(timeout=LIVE)

    expect(reviewer.get_by_role("heading", name=uid)).to_be_visible(timeout=LIVE)
    behind = re.compile(f"MES.*11 {words.hours} 4 {words.minutes}")
    expect(reviewer.locator("[data-behind=mes]")).to_contain_text(behind, timeout=LIVE)
    expect(reviewer.locator("[data-lane=mes] .tk-stretch text")).to_have_text(status_word(Status.NEW, language))
    closed = status_word(Status.CLOSED, language)
    expect(reviewer.locator("[data-lane=hub] .tk-stretch").last).to_contain_text(closed)
    expect(reviewer.locator("[data-lane=mes] .tk-yellow")).to_have_count(1)

    assert saved(reviewer, "PNG").startswith(b"\x89PNG")
    drawn = fromstring(saved(reviewer, "SVG"))
    told = {text.text for text in drawn.iter(f"{SVG}text") if text.text}
    assert f"{uid} · {closed}" in told
    assert {"MES", *(status_word(status, language) for status in Status), texts.echo, texts.legend_yellow} <= told
    assert any(text.startswith(texts.times_in.format(zone=texts.zone_utc)) for text in told)
    assert f"{uid},report,mes,New,PENDING" in saved(reviewer, "CSV").decode()
    assert json.loads(saved(reviewer, "JSON"))["ticket"]["uid"] == uid


def test_what_the_hub_knew_before_the_conflict_is_shown_again(reviewer: Page, plant: Plant) -> None:
    plant.contradict(uid := plant.new_uid())
    reviewer.goto(f"{plant.hub.address}/tickets/{uid}")
    expect(reviewer.get_by_text("❚❚ Frozen")).to_be_visible(timeout=LIVE)
    expect(reviewer.locator(".tk-verdict")).to_contain_text("The last status that was broadcast is Resolved.")
    assert b"Frozen \xc2\xb7 last broadcast: Resolved" in saved(reviewer, "SVG")
    expect(reviewer.locator(".tk-flag-conflict")).to_have_count(1)
    slider = reviewer.get_by_role("slider")
    slider.focus()
    slider.press("Home")
    expect(reviewer.get_by_text("What the hub knew at")).to_be_visible(timeout=LIVE)
    expect(reviewer.locator(".tk-flag-conflict")).to_have_count(0)
    expect(reviewer.locator("[data-lane=itsm]")).to_have_count(0)
    slider.press("End")
    expect(reviewer.locator(".tk-flag-conflict")).to_have_count(1, timeout=LIVE)


def told_by_keys(page: Page) -> str:
    """What a screen reader reads where the keys are among the lanes."""
    lanes = page.get_by_role("grid")
    expect(lanes).to_be_focused()
    here = page.locator(f"[id='{lanes.get_attribute('aria-activedescendant')}']")
    label = here.get_attribute("aria-label") or ""
    expect(page.locator(".tk-over b")).to_have_text(label.partition(", ")[0])
    return label


def test_what_a_part_is_is_told_where_it_is_pointed_at_and_by_keys(reviewer: Page, plant: Plant) -> None:
    plant.contradict(uid := plant.new_uid())
    reviewer.goto(f"{plant.hub.address}/tickets/{uid}")
    reviewer.locator("[data-lane=itsm] .tk-stretch rect").first.hover(timeout=LIVE)
    shown = reviewer.locator(".tk-over")
    expect(shown).to_contain_text("lasts 3 min 59 s")
    expect(shown).to_contain_text(re.compile(r"under way 4 min 59 s.*mapping: \d"))
    reviewer.mouse.move(0, 0)
    expect(shown).to_have_count(0)

    reviewer.locator(".tk-tools button").last.focus()
    reviewer.keyboard.press("Tab")
    assert told_by_keys(reviewer).startswith("Canonical, Reopened, ITSM said: “In Progress”, ")
    reviewer.keyboard.press("ArrowLeft")
    assert told_by_keys(reviewer).startswith("Canonical, Resolved, CRM said: “Solved”, ")
    reviewer.keyboard.press("ArrowUp")
    assert told_by_keys(reviewer).startswith("contradiction, ")
    reviewer.keyboard.press("ArrowRight")
    assert told_by_keys(reviewer).startswith("frozen, ")
    reviewer.keyboard.press("ArrowDown")
    reviewer.keyboard.press("ArrowDown")
    assert told_by_keys(reviewer).startswith("CRM, differs from canonical")
    reviewer.keyboard.press("ArrowDown")
    reviewer.keyboard.press("Home")
    assert told_by_keys(reviewer).startswith("ITSM, Resolved, ")
    before = reviewer.locator("[data-lane=itsm] .tk-stretch rect").first.bounding_box()
    reviewer.keyboard.press("Enter")
    assert told_by_keys(reviewer).startswith("ITSM, Resolved, ")
    after = reviewer.locator("[data-lane=itsm] .tk-stretch rect").first.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > 2 * before["width"]
    reviewer.keyboard.press("ArrowLeft")
    assert told_by_keys(reviewer).startswith("ITSM, Resolved, ")
    reviewer.keyboard.press("Escape")
    expect(shown).to_have_count(0)


def test_beyond_what_is_seen_the_keys_take_the_picture_along(reviewer: Page, plant: Plant) -> None:
    uid = plant.new_uid()
    plant.report(uid, "crm", "New", ago=86_400)
    plant.report(uid, "crm", "Working", ago=43_200)
    plant.report(uid, "crm", "Solved", ago=60)
    reviewer.goto(f"{plant.hub.address}/tickets/{uid}")
    expect(reviewer.locator("[data-lane=crm] .tk-stretch")).to_have_count(3, timeout=LIVE)
    reviewer.locator(".tk-tools button").last.focus()
    reviewer.keyboard.press("Tab")
    for key in ("ArrowDown", "End", *["Enter"] * 5):
        reviewer.keyboard.press(key)
    assert told_by_keys(reviewer).startswith("CRM, delivered late · Resolved")
    expect(reviewer.locator("[data-lane=crm] .tk-stretch")).to_have_count(2)
    for _ in range(4):
        reviewer.keyboard.press("ArrowLeft")
    assert told_by_keys(reviewer).startswith("CRM, New")


def test_marks_that_fall_on_one_moment_stand_side_by_side(reviewer: Page, plant: Plant) -> None:
    uid = plant.new_uid()
    plant.report(uid, "crm", "Working", ago=86_400)
    plant.report(uid, "crm", "Solved", ago=60)
    plant.report(uid, "itsm", "Reopened")
    plant.report(uid, "crm", "Nobody knows this word")
    reviewer.goto(f"{plant.hub.address}/tickets/{uid}")
    marks = reviewer.locator(".tk-flag text")
    expect(marks).to_have_text(["⚡", "❚❚", "?"], timeout=LIVE)
    boxes = [box for mark in marks.all() if (box := mark.bounding_box())]
    assert len(boxes) == 3
    assert all(one["x"] + one["width"] <= other["x"] for one, other in pairwise(boxes))
    marks.nth(2).hover()
    expect(reviewer.locator(".tk-over")).to_contain_text("Nobody knows this word")


def test_a_ticket_with_thousands_of_reports_stays_usable(reviewer: Page, plant: Plant) -> None:
    uid = plant.new_uid()
    plant.flood(uid, 5_000)
    reviewer.goto(f"{plant.hub.address}/tickets/{uid}")
    expect(reviewer.locator("[data-lane=crm] .tk-stretch").first).to_be_attached(timeout=LIVE)
    assert reviewer.locator(".tk-box svg *").count() < 3_000
    took = reviewer.evaluate(
        """async () => {
          const began = performance.now();
          for (let i = 0; i < 5; i++) {
            document.querySelector(".tk-tools button").click();
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          }
          return (performance.now() - began) / 5;
        }"""
    )
    assert took < 500, f"a zoom took {took:.0f} ms"


def test_a_ticket_that_nobody_knows_is_said_to_be_unknown(reviewer: Page, plant: Plant) -> None:
    reviewer.goto(f"{plant.hub.address}/tickets/SRV-20260126-00872-A9F")
    expect(reviewer.get_by_text("The hub does not know this ticket.")).to_be_visible(timeout=LIVE)


def test_a_ticket_that_is_looked_at_before_its_first_report_is_drawn_as_wide_as_any(
    reviewer: Page, plant: Plant
) -> None:
    uid = plant.new_uid()
    reviewer.goto(f"{plant.hub.address}/tickets/{uid}")
    expect(reviewer.get_by_text("The hub does not know this ticket.")).to_be_visible(timeout=LIVE)
    plant.report(uid, "crm", "New")
    expect(reviewer.locator("[data-lane=crm] .tk-stretch").first).to_be_attached(timeout=LIVE)
    expect(reviewer.locator(".tk-box svg")).not_to_have_attribute("width", "960")


def test_a_ticket_speaks_chinese(reviewer: Page, plant: Plant) -> None:
    plant.contradict(uid := plant.new_uid())
    reviewer.goto(f"{plant.hub.address}/tickets/{uid}")
    reviewer.get_by_role("button", name="Switch to Chinese").click(timeout=LIVE)
    expect(reviewer.get_by_text("为何处于此状态")).to_be_visible(timeout=LIVE)
    expect(reviewer.locator("[data-lane=crm] .tk-stretch").last).to_contain_text("已解决")
    reviewer.locator("[data-lane=hub] .tk-stretch rect").first.hover()
    expect(reviewer.locator(".tk-over")).to_contain_text("CRM 原词：“Working”")
    expect(reviewer.locator(".tk-over")).to_contain_text("（传输用时 15 分）")
