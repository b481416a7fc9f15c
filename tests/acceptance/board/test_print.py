"""A ticket on paper, or as the PDF that a browser makes of it: the sentence, the lanes whole, and every event."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.board.plant import LIVE, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]

SHEET = {"width": 1032, "height": 703}
"""CSS pixels between the margins of an A4 page on its side."""


@pytest.fixture
def ticket(reviewer: Page, plant: Plant) -> Page:
    """A frozen ticket with two pages of events, read in the dark."""
    uid = plant.new_uid()
    for ago in range(40, 20, -1):
        plant.report(uid, "crm", "Working" if ago % 2 else "New", ago=60.0 * ago)
    plant.contradict(uid)
    reviewer.context.add_cookies([{"name": "statushub_board", "value": "en.dark", "url": plant.hub.address}])
    reviewer.goto(f"{plant.hub.address}/tickets/{uid}")
    expect(reviewer.locator("[data-lane=itsm] .tk-stretch").first).to_be_visible(timeout=LIVE)
    return reviewer


def width_of_lanes(page: Page) -> int:
    return int(page.locator(".tk-box svg").get_attribute("width") or 0)


def test_paper_shows_the_sentence_the_lanes_and_all_events_and_nothing_to_press(ticket: Page) -> None:
    ticket.set_viewport_size(SHEET)  # type: ignore[arg-type]
    ticket.emulate_media(media="print")
    for shown in (".tk-head h2", ".tk-verdict", ".tk-when", "[data-lane=crm]", ".tk-legend", ".tk-whys li >> nth=-1"):
        expect(ticket.locator(shown)).to_be_visible()
    for hidden in (".sh-bar", ".tk-tools", ".tk-keys", ".tk-then input", ".tk-raw >> nth=0", ".sh-act >> nth=0"):
        expect(ticket.locator(hidden)).to_be_hidden()
    expect(ticket.locator(".tk-when")).to_contain_text(re.compile(r"Times in .* · .*\d\d:\d\d:\d\d"))
    box = ticket.locator(".tk-box svg").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= SHEET["width"]
    last = ticket.locator(".tk-whys li").last
    assert last.evaluate("row => row.getBoundingClientRect().bottom") > SHEET["height"], "the list is not cut"
    ink = ticket.locator(".tk-verdict").evaluate("text => getComputedStyle(text).color")
    assert max(map(int, re.findall(r"\d+", ink))) < 80, "what is read light on dark is printed dark on light"


def test_a_browser_makes_pages_on_their_side_of_it_and_the_screen_is_as_it_was(ticket: Page) -> None:
    before = width_of_lanes(ticket)
    made = ticket.pdf(format="A4", prefer_css_page_size=True)
    sizes = {tuple(map(float, found.split())) for found in re.findall(rb"/MediaBox\s*\[([\d. ]+)\]", made)}
    assert [(width > height, round(width / height, 2)) for *_, width, height in sizes] == [(True, 1.41)]
    assert 1 < len(re.findall(rb"/Type\s*/Page\b", made)) <= 4
    expect(ticket.locator(".tk-box svg")).to_have_attribute("width", str(before))


def test_the_lanes_are_drawn_for_the_width_of_the_paper(ticket: Page) -> None:
    before = width_of_lanes(ticket)
    ticket.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(ticket.locator(".tk-box svg")).to_have_attribute("width", str(SHEET["width"]))
    ticket.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(ticket.locator(".tk-box svg")).to_have_attribute("width", str(before))
    assert before != SHEET["width"]
