"""The quality team's story in a real browser: a rule is read, another is tried, published, and rolled back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.acceptance.board.conftest import watched
from tests.acceptance.board.plant import LIVE, Plant, Systems
from tests.acceptance.conftest import Start
from tests.acceptance.running import statushub
from tests.chaos.roles import Role
from tests.chaos.waiting import until

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


class Roles:
    """A hub whose roles are processes of their own: what the gateway takes is judged by the worker alone."""

    def __init__(self, start: Start, key: Mapping[str, str]) -> None:
        gateway, self.board, worker = start("gateway"), start("board"), start("worker")
        for role in (gateway, self.board, worker):
            role.ready()
        self.systems = Systems(gateway.address, key)
        self._key = dict(key)

    def read(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.board.address}/api/v1/{path}", headers=self._key, timeout=10)

    def rules_that_freeze(self) -> int | None:
        """Let systems contradict each other: the number of the rules that freeze the ticket; None where none do."""
        self.systems.contradict(uid := self.systems.new_uid())

        def reopened() -> bool:
            found = self.read(f"tickets/{uid}")
            lanes = found.json()["lanes"] if found.is_success else []
            return any(lane["system"] == "itsm" and len(lane["segments"]) == 2 for lane in lanes)

        until(reopened, "the worker has taken in what the systems said", 30)
        conflicts = self.read(f"conflicts?uid={uid}").json()["items"]
        if not conflicts:
            return None
        judged: int = self.read(f"conflicts/{conflicts[0]['conflict']}").json()["contradictions"][0]["rules"]
        return judged


@pytest.fixture
def roles(start: Start, key: Mapping[str, str]) -> Iterator[Roles]:
    roles = Roles(start, key)
    yield roles
    roles.systems.close()


def link_to(board: Role, shared: Mapping[str, str]) -> str:
    extra = {**shared, "STATUSHUB_PUBLIC_URL": board.address}
    return statushub("login-link", "--role", "admin", "--name", "li.na", extra=extra).stdout.strip()


def test_a_worker_judges_by_what_is_published_on_a_board_in_another_process(
    browser: Browser, shared: Mapping[str, str], roles: Roles
) -> None:
    assert roles.rules_that_freeze() == 0
    with watched(browser, roles.board.address) as context:
        page = context.new_page()
        page.goto(link_to(roles.board, shared))
        page.goto(f"{roles.board.address}/rules")
        for rule in ("reopened-across", "reopened-within"):
            page.locator(f"[data-rule={rule}]").get_by_label("in the draft").uncheck(timeout=LIVE)
        page.get_by_role("button", name="What if").click()
        expect(page.locator("[data-part=result]")).to_be_visible(timeout=LIVE)
        page.get_by_label("Why, for the record").fill("the workshop reopens by itself")
        page.get_by_role("button", name="Publish").click()
        versions = page.locator("[data-part=versions]")
        expect(versions).to_contain_text("li.na: the workshop reopens by itself", timeout=LIVE)
        until(lambda: roles.rules_that_freeze() is None, "the worker judges by what was published", 30)
        assert roles.rules_that_freeze() is None

        files = versions.locator("li").filter(has_text="as they came")
        files.get_by_role("button", name="Back to this one").click(timeout=LIVE)
        expect(versions.locator("li").first).to_contain_text("brings back the rules of the files", timeout=LIVE)
        until(lambda: roles.rules_that_freeze() == 2, "the worker judges by what was brought back", 30)
