"""The quality team's desk in a real browser: a conflict appears while a reviewer watches, and she decides it."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from hub.entrypoints.board.conflict.words import REVIEW_WORDS
from hub.entrypoints.board.conflicts.words import QUEUE_WORDS
from hub.entrypoints.board.words import WORDS, Language, status_word
from schemas.status import Status
from tests.acceptance.board.plant import LIVE, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


def opened_conflict(page: Page, uid: str) -> None:
    """From the queue to the review page of a ticket's conflict."""
    row = page.locator("tr[data-conflict]").filter(has_text=uid)
    row.get_by_role("link").first.click(timeout=LIVE)
    expect(page.locator(".cf-head")).to_contain_text(uid, timeout=LIVE)


@pytest.mark.parametrize("language", Language)
def test_a_reviewer_decides_what_appears_while_she_watches_all_by_keyboard(
    reviewer: Page, plant: Plant, language: Language
) -> None:
    words, resolved = REVIEW_WORDS[language], status_word(Status.RESOLVED, language)
    reviewer.goto(f"{plant.hub.address}/conflicts")
    expect(reviewer.get_by_text(WORDS[language].live, exact=True)).to_be_visible(timeout=LIVE)
    plant.contradict(uid := plant.new_uid())
    opened_conflict(reviewer, uid)
    sides = reviewer.locator("[data-side]")
    expect(sides.nth(0)).to_contain_text(resolved)
    expect(sides.nth(1)).to_contain_text(f"{status_word(Status.REOPENED, language)}In Progress")
    expect(sides.nth(0)).to_contain_text(words.delivery_usual.partition("{")[0])
    sides.nth(0).get_by_text(words.recorded).click()
    expect(sides.nth(0).locator("pre")).to_contain_text('"native": "Resolved"')
    told = reviewer.locator("[data-part=standing] tr").last
    expect(told).to_contain_text(words.others)
    expect(told).to_contain_text(resolved)
    reviewer.locator(".cf").focus()
    reviewer.keyboard.press("c")
    expect(reviewer.locator(".cf-state")).to_contain_text("ann", timeout=LIVE)
    reviewer.locator(".cf").focus()
    reviewer.keyboard.press(reviewer.locator("[data-choice='accept:crm'] kbd").inner_text())
    subscribers = words.subscribers.partition("{version}")[0].format(status=resolved)
    expect(reviewer.locator(".cf-outcome")).to_contain_text(subscribers)
    expect(reviewer.locator(".cf-outcome")).to_contain_text(words.told.format(systems="ITSM"))
    reviewer.locator(".cf").focus()
    reviewer.keyboard.press("r")
    reviewer.keyboard.type("The customer confirmed it.")
    reviewer.keyboard.press("Control+Enter")
    expect(reviewer.locator(".cf-state")).to_contain_text(words.settled, timeout=LIVE)
    course = reviewer.locator("[data-part=course]")
    expect(course).to_contain_text(words.decided_step.format(by="ann"))
    expect(course).to_contain_text("The customer confirmed it.")
    reviewer.goto(f"{plant.hub.address}/conflicts?show=settled")
    row = reviewer.locator("tr[data-conflict]").filter(has_text=uid)
    accepted = QUEUE_WORDS[language].accepted.format(system="CRM", status=resolved)
    expect(row).to_contain_text(accepted, timeout=LIVE)


def test_what_is_being_written_is_what_ctrl_enter_sends(reviewer: Page, plant: Plant) -> None:
    plant.contradict(uid := plant.new_uid())
    reviewer.goto(f"{plant.hub.address}/conflicts/{plant.conflict_of(uid)}")
    expect(reviewer.get_by_text("Live", exact=True)).to_be_visible(timeout=LIVE)
    reviewer.keyboard.press("c")
    expect(reviewer.locator(".cf-state")).to_contain_text("ann", timeout=LIVE)
    reviewer.locator("[data-choice='accept:crm'] input").click()
    reviewer.keyboard.press("r")
    reviewer.keyboard.type("Not yet.")
    reviewer.keyboard.press("Escape")
    reviewer.keyboard.press("m")
    reviewer.keyboard.type("Ask the shift first.")
    reviewer.keyboard.press("Control+Enter")
    expect(reviewer.locator("[data-part=course]")).to_contain_text("Ask the shift first.", timeout=LIVE)
    expect(reviewer.locator(".cf-state")).not_to_contain_text("Settled")
    reviewer.keyboard.press("Escape")
    reviewer.keyboard.press("h")
    expect(reviewer.get_by_label("To whom")).to_be_focused()
    reviewer.keyboard.press("Escape")
    expect(reviewer.get_by_label("To whom")).to_have_count(0)
    reviewer.keyboard.press(reviewer.locator("[data-choice=set] kbd").inner_text())
    expect(reviewer.get_by_label("Status to set", exact=True)).to_be_focused()


def test_of_two_reviewers_the_second_is_told_and_nothing_is_overwritten(
    reviewer: Page, context: BrowserContext, plant: Plant
) -> None:
    plant.contradict(uid := plant.new_uid())
    reviewer.goto(f"{plant.hub.address}/conflicts")
    opened_conflict(reviewer, uid)
    address = reviewer.url
    other_context = context.browser.new_context() if context.browser else context
    other = other_context.new_page()
    other.goto(plant.link("reviewer", "bob"))
    other.goto(address)
    expect(other.get_by_role("button", name="Claim", exact=True)).to_be_visible(timeout=LIVE)
    reviewer.get_by_role("button", name="Claim", exact=True).click()
    expect(other.locator(".cf-state")).to_contain_text("ann", timeout=LIVE)
    expect(other.locator(".cf-confirm")).to_be_disabled()
    other.get_by_role("button", name="Take over").click()
    expect(reviewer.locator("[data-part=course]")).to_contain_text("bob took it over", timeout=LIVE)
    expect(reviewer.locator(".cf-confirm")).to_be_disabled()
    other.get_by_role("button", name="Hand over").click()
    other.get_by_label("To whom").fill("ann")
    other.get_by_label("What the next one should know").fill("I was wrong.")
    other.locator(".cf-hand").get_by_role("button", name="Hand over").click()
    expect(reviewer.locator("[data-part=course]")).to_contain_text("bob handed it to ann", timeout=LIVE)
    expect(reviewer.locator("[data-part=course]")).to_contain_text("I was wrong.")
    other.get_by_placeholder("A comment for everybody").fill("Ask the shift.")
    other.get_by_role("button", name="Comment").click()
    expect(reviewer.locator("[data-part=course]")).to_contain_text("Ask the shift.", timeout=LIVE)
    expect(other.get_by_placeholder("A comment for everybody")).to_have_value("")
    other_context.close()


@pytest.mark.parametrize("language", Language)
def test_it_is_handed_to_somebody_there_is(
    reviewer: Page, context: BrowserContext, plant: Plant, language: Language
) -> None:
    words = REVIEW_WORDS[language]
    plant.contradict(uid := plant.new_uid())
    colleague = context.new_page()
    colleague.goto(plant.link("reviewer", "欧阳娜娜"))
    reviewer.goto(plant.link("reviewer"))
    reviewer.goto(f"{plant.hub.address}/conflicts/{plant.conflict_of(uid)}")
    expect(reviewer.get_by_text(WORDS[language].live, exact=True)).to_be_visible(timeout=LIVE)
    reviewer.keyboard.press("h")
    expect(reviewer.locator("#cf-people option[value=欧阳娜娜]")).to_be_attached()
    name = reviewer.get_by_label(words.hand_to)
    name.fill("nobody")
    name.press("Enter")
    expect(reviewer.get_by_text(WORDS[language].unknown_reviewer.format(name="nobody"))).to_be_visible(timeout=LIVE)
    expect(name).to_have_value("nobody")
    name.fill("欧阳娜娜")
    name.press("Enter")
    expect(reviewer.locator(".cf-state")).to_contain_text("欧阳娜娜", timeout=LIVE)


def test_a_decision_shows_the_next_one_how_the_last_was_decided(reviewer: Page, plant: Plant) -> None:
    plant.contradict(first := plant.new_uid())
    plant.contradict(second := plant.new_uid())
    reviewer.goto(f"{plant.hub.address}/conflicts")
    opened_conflict(reviewer, first)
    reviewer.locator("[data-choice=no-conflict] input").check()
    reviewer.get_by_label("Reason, for the record").fill("A test job.")
    reviewer.locator(".cf-confirm").click()
    expect(reviewer.locator(".cf-state")).to_contain_text("Settled", timeout=LIVE)
    reviewer.goto(f"{plant.hub.address}/conflicts")
    opened_conflict(reviewer, second)
    expect(reviewer.locator("[data-part=similar]")).to_contain_text("A test job.", timeout=LIVE)


def test_a_viewer_sees_the_evidence_and_can_do_nothing_about_it(context: BrowserContext, plant: Plant) -> None:
    plant.contradict(uid := plant.new_uid())
    page = context.new_page()
    page.goto(plant.link("viewer"))
    page.goto(f"{plant.hub.address}/conflicts")
    opened_conflict(page, uid)
    expect(page.locator("[data-side]")).to_have_count(2)
    expect(page.get_by_role("button", name="Claim")).to_have_count(0)
    expect(page.get_by_role("button", name="Comment")).to_have_count(0)
    expect(page.locator(".cf-confirm")).to_be_disabled()


def test_an_unknown_conflict_is_said_to_be_none(reviewer: Page, plant: Plant) -> None:
    reviewer.goto(f"{plant.hub.address}/conflicts/QAX-20260126-00001-000")
    expect(reviewer.get_by_text("There is no conflict QAX-20260126-00001-000.")).to_be_visible(timeout=LIVE)


def test_the_review_page_is_in_chinese(reviewer: Page, plant: Plant) -> None:
    plant.contradict(uid := plant.new_uid())
    host = plant.hub.address.rstrip("/")
    reviewer.context.add_cookies([{"name": "statushub_board", "value": "zh.light", "url": host}])
    reviewer.goto(f"{plant.hub.address}/conflicts")
    opened_conflict(reviewer, uid)
    expect(reviewer.locator(".cf")).to_contain_text("各系统现在的状态")
    expect(reviewer.locator(".cf-said")).to_contain_text("报告")
