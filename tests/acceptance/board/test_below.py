"""The hub below a path of a reverse proxy, in a real browser: in by the printed link, decided, exported, out again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.board.conftest import watched
from tests.acceptance.board.plant import LIVE, Plant
from tests.acceptance.board.test_desk import opened_conflict
from tests.acceptance.board.test_ticket import saved
from tests.acceptance.conftest import make_folder, remove_folder
from tests.acceptance.proxy import Proxy, serving
from tests.acceptance.running import Up, free_port

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with serving(Proxy(free_port())) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def below(proxy: Proxy) -> Iterator[Plant]:
    """A hub that the proxy serves; its systems are beside it, and do not know of the path."""
    path = make_folder()
    with Up(path / "hub", proxy.behind, {"STATUSHUB_PUBLIC_URL": f"{proxy.address}/"}) as hub:
        plant = Plant(hub)
        yield plant
        plant.close()
    remove_folder(path)


@pytest.mark.parametrize("strips", [True, False], ids=["the proxy takes the path away", "the proxy leaves the path"])
def test_a_reviewer_works_below_the_path_of_a_proxy(browser: Browser, below: Plant, proxy: Proxy, strips: bool) -> None:
    proxy.strips = strips
    with watched(browser, proxy.address) as context:
        page = context.new_page()
        page.goto(below.link("reviewer"))
        assert page.url == f"{proxy.address}/"
        expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=LIVE)
        below.contradict(uid := below.new_uid())
        page.locator(".sh-uid").get_by_role("link", name=uid).first.click(timeout=LIVE)
        expect(page.get_by_text("Frozen since").first).to_be_visible(timeout=LIVE)
        assert page.url == f"{proxy.address}/tickets/{uid}"
        assert uid in json.dumps(json.loads(saved(page, "JSON")))

        page.get_by_role("link", name="Decide", exact=True).click()
        expect(page.locator(".cf-head")).to_contain_text(uid, timeout=LIVE)
        assert page.url.startswith(f"{proxy.address}/conflicts/QAX-")
        page.get_by_role("link", name="Conflicts", exact=True).click()
        opened_conflict(page, uid)
        page.locator("[data-choice=no-conflict] input").check()
        page.get_by_label("Reason, for the record").fill("A test job.")
        page.locator(".cf-confirm").click()
        expect(page.locator(".cf-state")).to_contain_text("Settled", timeout=LIVE)

        page.get_by_role("button", name="Light or dark").click()
        expect(page.locator("body")).to_have_class(re.compile("body--dark"))
        page.reload()
        expect(page.locator("body")).to_have_class(re.compile("body--dark"))
        paths = {(cookie["name"], cookie["path"]) for cookie in context.cookies()}
        assert paths == {("statushub_session", proxy.path), ("statushub_board", proxy.path)}
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are not logged in")
        assert [cookie for cookie in context.cookies() if cookie["name"] == "statushub_session"] == []


def test_the_link_that_is_printed_leads_below_the_path(browser: Browser, below: Plant, proxy: Proxy) -> None:
    printed = re.search(r"http://\S+/login\?token=\S+", below.hub.printed)
    assert printed
    assert printed.group().startswith(f"{proxy.address}/login?")
    with watched(browser, proxy.address) as context:
        page = context.new_page()
        page.goto(printed.group())
        expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=LIVE)
