"""The pages for operators lead where they say."""

import re
from pathlib import Path

import pytest

from tests.deploy.files import DEPLOY
from tests.needs import ROOT

PAGES = (DEPLOY / "README.md", DEPLOY / "runbook.md")


def anchors(page: Path) -> set[str]:
    """The places in a page that a link can name, as they are made of its headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_to_a_file_and_to_a_place_in_it(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#\s]*)#?([^)\s]*)\)", page.read_text("utf-8"))
    assert links
    for file, place in links:
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), file
        assert not place or place in anchors(target), place


def test_every_file_of_the_folder_has_its_line_in_the_page() -> None:
    listed = set(re.findall(r"^\| `([\w./-]+?)/?`", (DEPLOY / "README.md").read_text("utf-8"), re.MULTILINE))
    there = {path.name for path in DEPLOY.iterdir() if not path.name.startswith(".")} - {"README.md"}
    assert there <= listed


def test_a_make_target_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z-]+)`", page.read_text("utf-8"))}
    assert named
    assert named <= targets
