"""The list of tickets in a real browser, on a real hub: what a newcomer, a reviewer and a supervisor see happen."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.acceptance.board.plant import LIVE, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


def line(page: Page, uid: str) -> Locator:
    return page.locator(f'tr[data-uid="{uid}"]')


def card(page: Page, uid: str) -> Locator:
    return page.locator("[data-queue=conflicts] article").filter(has_text=uid)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click(timeout=LIVE)


def test_whom_the_hub_does_not_know_sees_how_to_get_in_and_nothing_else(context: BrowserContext, plant: Plant) -> None:
    plant.report(uid := plant.new_uid(), "crm", "New")
    page = context.new_page()
    answer = page.goto(plant.hub.address)
    assert answer
    assert answer.status == 401
    expect(page.get_by_text("statushub login-link")).to_be_visible()
    assert uid not in page.content()


def test_the_link_that_is_printed_at_the_start_lets_one_browser_in_once(
    context: BrowserContext, browser: Browser, plant: Plant
) -> None:
    [link] = re.findall(r"http://\S+/login\?token=\S+", plant.hub.printed)
    page = context.new_page()
    page.goto(link)
    assert urlsplit(page.url).path == "/"
    assert "token" not in page.url
    expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=LIVE)
    with browser.new_context() as another:
        second = another.new_page()
        refused = second.goto(link)
        assert refused
        assert refused.status == 403
        back = second.goto(plant.hub.address)
        assert back
        assert back.status == 401


def test_a_ticket_appears_and_freezes_before_the_readers_eyes(reviewer: Page, plant: Plant) -> None:
    reviewer.evaluate("window.notReloaded = true")
    uid = plant.new_uid()
    plant.report(uid, "crm", "Working", ago=900)
    expect(line(reviewer, uid)).to_contain_text("In Progress", timeout=LIVE)
    expect(line(reviewer, uid)).not_to_contain_text("Frozen")

    plant.contradict(uid)
    expect(line(reviewer, uid)).to_contain_text("Frozen", timeout=LIVE)
    expect(line(reviewer, uid)).to_contain_text("Solved")
    expect(card(reviewer, uid)).to_contain_text("reported", timeout=LIVE)
    expect(card(reviewer, uid)).to_contain_text("QAX-")
    assert reviewer.evaluate("window.notReloaded") is True


def test_a_reviewer_decides_and_the_ticket_thaws(reviewer: Page, plant: Plant) -> None:
    plant.contradict(uid := plant.new_uid())
    card(reviewer, uid).get_by_role("button", name="Claim").click(timeout=LIVE)
    expect(card(reviewer, uid)).to_contain_text("claimed by ann", timeout=LIVE)

    with reviewer.context.expect_page() as beside:
        card(reviewer, uid).get_by_role("link", name="Decide").click(modifiers=["Control"])
    desk = beside.value
    desk.get_by_role("radio", name="CRM is right: Resolved").check(timeout=LIVE)
    expect(desk.locator(".cf-outcome")).to_contain_text("Subscribers get Resolved, as version")
    confirm = desk.get_by_role("button", name="Decide", exact=True)
    expect(confirm).to_be_disabled()
    desk.get_by_role("textbox", name="Reason").fill("The customer confirmed it.")
    confirm.click()
    expect(desk.locator(".cf-state")).to_contain_text("Settled", timeout=LIVE)

    expect(card(reviewer, uid)).to_have_count(0, timeout=LIVE)
    expect(line(reviewer, uid)).not_to_contain_text("Frozen", timeout=LIVE)
    expect(line(reviewer, uid).locator(".sh-canonical")).to_contain_text("Resolved")


def test_a_viewer_is_shown_no_way_to_decide(context: BrowserContext, plant: Plant) -> None:
    plant.contradict(uid := plant.new_uid())
    page = context.new_page()
    page.goto(plant.link("viewer"))
    expect(card(page, uid)).to_be_visible(timeout=LIVE)
    expect(page.get_by_text("Decide", exact=True)).to_have_count(0)
    line(page, uid).get_by_role("link", name=uid).click()
    expect(page.locator(".tk-head")).to_contain_text("Frozen", timeout=LIVE)
    expect(page.get_by_text("Decide", exact=True)).to_have_count(0)


def test_a_system_that_does_not_follow_turns_yellow_with_no_event_arriving(reviewer: Page, plant: Plant) -> None:
    uid = plant.new_uid()
    plant.report(uid, "mes", "PENDING", ago=60)
    plant.report(uid, "crm", "New", ago=60)
    plant.report(uid, "crm", "Working")
    late = line(reviewer, uid).locator(".sh-late")
    expect(line(reviewer, uid)).to_contain_text("behind", timeout=LIVE)
    expect(late).to_contain_text("PENDING", timeout=LIVE)
    expect(line(reviewer, uid)).to_contain_text("Yellow")
    expect(reviewer.locator("[data-tile=yellow] .sh-value")).not_to_have_text("0", timeout=LIVE)


def test_one_system_done_and_another_open_is_a_standing_contradiction_with_its_age(
    reviewer: Page, plant: Plant
) -> None:
    uid = plant.new_uid()
    plant.report(uid, "mes", "PENDING", ago=86_400)
    plant.report(uid, "crm", "Closed", ago=11 * 3600 + 240)
    apart = reviewer.locator(f'[data-apart="{uid}"]')
    expect(apart).to_contain_text(re.compile(r"11 h 4 min.*CRM.*Closed.*MES.*New", re.DOTALL), timeout=LIVE)
    expect(line(reviewer, uid)).to_contain_text("Contradiction 11 h")


def test_the_page_speaks_chinese_and_remembers_it(reviewer: Page, plant: Plant) -> None:
    plant.contradict(uid := plant.new_uid())
    expect(card(reviewer, uid)).to_be_visible(timeout=LIVE)
    reviewer.get_by_role("button", name="Switch to Chinese").click()
    expect(card(reviewer, uid)).to_contain_text("报告", timeout=LIVE)
    expect(line(reviewer, uid)).to_contain_text("已冻结")
    expect(reviewer.get_by_text("未决冲突").first).to_be_visible()
    assert reviewer.locator("html").get_attribute("lang") == "zh-CN"
    reviewer.reload()
    expect(reviewer.get_by_text("实时", exact=True)).to_be_visible(timeout=LIVE)


def test_light_and_dark_are_switched_in_place_and_remembered(reviewer: Page) -> None:
    body = reviewer.locator("body")
    expect(body).to_have_class(re.compile("body--light"))
    reviewer.get_by_role("button", name="Light or dark").click()
    expect(body).to_have_class(re.compile("body--dark"))
    reviewer.reload()
    expect(body).to_have_class(re.compile("body--dark"))


def test_the_filter_stands_in_the_address(reviewer: Page, plant: Plant) -> None:
    plant.report(one := plant.new_uid(), "crm", "New")
    plant.report(other := plant.new_uid(), "crm", "Closed")
    expect(line(reviewer, other)).to_be_visible(timeout=LIVE)
    reviewer.keyboard.press("/")
    reviewer.keyboard.type(f"crm-{one[-9:]}".upper())
    expect(line(reviewer, other)).to_have_count(0, timeout=LIVE)
    expect(line(reviewer, one)).to_be_visible()
    expect(reviewer).to_have_url(re.compile(r"\?q=CRM-"))
    reviewer.reload()
    expect(line(reviewer, one)).to_be_visible(timeout=LIVE)
    expect(line(reviewer, other)).to_have_count(0)

    reviewer.goto(f"{plant.hub.address}/?status=Closed")
    expect(line(reviewer, other)).to_be_visible(timeout=LIVE)
    expect(line(reviewer, one)).to_have_count(0)


def test_tickets_of_a_system_and_of_the_last_hours_are_chosen_kept_in_the_address_and_live(
    reviewer: Page, plant: Plant
) -> None:
    plant.report(one := plant.new_uid(), "mes", "PENDING")
    plant.report(other := plant.new_uid(), "crm", "New")
    expect(line(reviewer, other)).to_be_visible(timeout=LIVE)
    choose(reviewer, "System", "MES")
    expect(line(reviewer, other)).to_have_count(0, timeout=LIVE)
    choose(reviewer, "Last change", "Last 8 h")
    expect(reviewer).to_have_url(re.compile(r"\?system=mes&within=8h$"))
    expect(line(reviewer, one)).to_be_visible(timeout=LIVE)

    reviewer.reload()
    expect(reviewer.get_by_role("combobox", name="System")).to_have_value("MES")
    plant.report(later := plant.new_uid(), "mes", "PENDING")
    plant.report(other, "mes", "PENDING")
    expect(line(reviewer, later)).to_be_visible(timeout=LIVE)
    expect(line(reviewer, other)).to_be_visible(timeout=LIVE)

    reviewer.goto(f"{plant.hub.address}/?system=nobody&status=New&within=1h")
    expect(reviewer.get_by_text("No ticket matches the filter.")).to_be_visible(timeout=LIVE)
    expect(reviewer.get_by_role("combobox", name="System")).to_have_value("nobody")


def test_lines_do_not_jump_under_the_readers_hand(reviewer: Page, plant: Plant) -> None:
    plant.report(uid := plant.new_uid(), "crm", "Working", ago=900)
    expect(line(reviewer, uid)).to_be_visible(timeout=LIVE)
    lines = reviewer.locator("tr[data-uid]")
    before = lines.evaluate_all("rows => rows.map(row => row.dataset.uid)")
    lines.first.hover()
    plant.report(new := plant.new_uid(), "crm", "New")
    expect(reviewer.locator(".sh-held")).to_be_visible(timeout=LIVE)
    assert lines.evaluate_all("rows => rows.map(row => row.dataset.uid)") == before
    reviewer.locator(".sh-held").click()
    expect(line(reviewer, new)).to_be_visible()


def test_the_list_is_walked_with_the_arrow_keys_and_enter_opens_a_conflict(reviewer: Page, plant: Plant) -> None:
    plant.contradict(uid := plant.new_uid())
    reviewer.goto(f"{plant.hub.address}/?q={uid}")
    plant.report(plant.new_uid(), "crm", "New")
    expect(line(reviewer, uid)).to_contain_text("Frozen", timeout=LIVE)
    expect(card(reviewer, uid)).to_be_visible(timeout=LIVE)
    line(reviewer, uid).focus()
    reviewer.keyboard.press("ArrowDown")
    expect(line(reviewer, uid)).to_be_focused()
    reviewer.keyboard.press("Enter")
    expect(reviewer).to_have_url(re.compile(r"/conflicts/QAX-"), timeout=LIVE)
    expect(reviewer.locator(".cf-head")).to_contain_text(uid, timeout=LIVE)
    expect(reviewer.get_by_role("heading", name="How is it settled?")).to_be_visible()


def test_a_word_that_looks_like_a_script_is_only_a_word(reviewer: Page, plant: Plant) -> None:
    uid = plant.new_uid()
    plant.report(uid, "crm", "Waiting on Customer/<img src=x onerror=alert(1)>")
    expect(line(reviewer, uid)).to_contain_text("<img src=x", timeout=LIVE)


def test_logging_out_ends_the_session(reviewer: Page, plant: Plant) -> None:
    reviewer.get_by_role("button", name="Log out").click()
    expect(reviewer.get_by_text("You are not logged in")).to_be_visible(timeout=LIVE)


def test_every_path_that_is_not_the_boards_is_answered_by_the_gateway(plant: Plant) -> None:
    for method, path, status in (("GET", "/api/v1/nothing", 404), ("PUT", "/healthz", 405), ("GET", "/board", 404)):
        answer = httpx.request(method, f"{plant.hub.address}{path}", timeout=10)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_page_tells_the_browser_to_load_nothing_from_elsewhere(plant: Plant) -> None:
    door = httpx.get(f"{plant.hub.address}/", timeout=10)
    assert "default-src 'none'" in door.headers["content-security-policy"]
    assert door.headers["cache-control"] == "no-store"
    with httpx.Client(timeout=10, follow_redirects=True) as browser:
        answer = browser.get(plant.link("viewer"))
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_lane_pictures_are_not_drawn_anew_all_the_time(reviewer: Page, plant: Plant) -> None:
    """Hundreds of them on twenty screens would keep every processor of a control room busy."""
    uid = plant.new_uid()
    for ago, word in ((7200.0, "New"), (3600.0, "Working"), (1800.0, "Waiting for parts")):
        plant.report(uid, "crm", word, ago=ago)
    expect(reviewer.locator(f"tr[data-uid='{uid}'] .sh-strip").first).to_be_visible(timeout=LIVE)
    drawn = reviewer.evaluate(
        """(uid) => new Promise((done) => {
          let count = 0;
          const row = document.querySelector(`tr[data-uid="${uid}"]`);
          new MutationObserver((found) => { count += found.filter((one) => one.type === "attributes").length; })
            .observe(row, { subtree: true, attributes: true });
          setTimeout(() => done(count), 4000);
        })""",
        uid,
    )
    assert drawn <= 12, "two strips of three stretches, at most once in four seconds"
