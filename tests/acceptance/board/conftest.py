"""A hub and a real browser for each test of the board."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from hub.entrypoints.board.words import WORDS, Language
from tests.acceptance.board.plant import LIVE, ODOO_SECRET, SAP_LOGIN, Plant, planted

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

LOCALES = {Language.EN: "en-GB", Language.ZH: "zh-CN"}


@pytest.fixture(scope="package")
def plant() -> Iterator[Plant]:
    """A hub whose systems turn yellow after two seconds."""
    secrets = {"STATUSHUB_SECRET_ODOO": ODOO_SECRET, "STATUSHUB_SECRET_SAP": ":".join(SAP_LOGIN)}
    with planted({"STATUSHUB_YELLOW_AFTER": "2", **secrets}) as plant:
        yield plant


@pytest.fixture(scope="package")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


def is_of_a_script(said: ConsoleMessage) -> bool:
    """What a script could not do is said here where the framework has caught it; a refused request is no fault."""
    return not said.text.startswith("Failed to load resource")


@contextmanager
def watched(browser: Browser, address: str, locale: str = LOCALES[Language.EN]) -> Iterator[BrowserContext]:
    """A browser that must ask for nothing outside the address, and break no script."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale=locale)
    asked: list[str] = []
    broken: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: broken.append(str(error.error)))
    context.on(
        "console", lambda said: broken.append(said.text) if said.type == "error" and is_of_a_script(said) else None
    )
    yield context
    context.close()
    sent = [url for url in asked if urlsplit(url).scheme not in {"data", "blob"}]
    assert sent
    assert [url for url in sent if not url.startswith(f"{address}/")] == []
    assert broken == []


@pytest.fixture
def language() -> Language:
    """What the browser asks for; a story that is told in both languages has it as a parameter."""
    return Language.EN


@pytest.fixture
def context(browser: Browser, plant: Plant, language: Language) -> Iterator[BrowserContext]:
    """A browser of its own for each test, which must ask no other host for anything and break no script."""
    with watched(browser, plant.hub.address, LOCALES[language]) as context:
        yield context


@pytest.fixture
def reviewer(context: BrowserContext, plant: Plant, language: Language) -> Page:
    """The board as a reviewer has it open."""
    page = context.new_page()
    page.goto(plant.link("reviewer"))
    expect(page.get_by_text(WORDS[language].live, exact=True)).to_be_visible(timeout=LIVE)
    return page


@pytest.fixture
def admin(context: BrowserContext, plant: Plant, language: Language) -> Page:
    """The front page as an administrator has it before them, live."""
    page = context.new_page()
    page.goto(plant.link("admin", "li.na"))
    expect(page.get_by_text(WORDS[language].live, exact=True)).to_be_visible(timeout=LIVE)
    return page
