"""Every page, opened by everybody: the table of who may, written down once more by hand."""

from __future__ import annotations

from typing import Final

import httpx
import pytest

from hub.entrypoints.board.pages import PAGES
from tests.acceptance.board.plant import Plant
from tests.acceptance.running import statushub

PEOPLE: Final = frozenset({"viewer", "reviewer", "admin"})
TABLE: Final = {
    "/": PEOPLE,
    "/tickets/{uid}": PEOPLE,
    "/conflicts": PEOPLE,
    "/conflicts/{conflict}": PEOPLE,
    "/systems": PEOPLE,
    "/parked": PEOPLE,
    "/mappings": PEOPLE,
    "/rules": PEOPLE,
    "/people": frozenset({"admin"}),
}
CALLERS: Final = ("stranger", "viewer", "reviewer", "admin", "system")


def cookies_of(plant: Plant, who: str) -> dict[str, str]:
    """The session that a link starts; a stranger and a system have none."""
    if who not in PEOPLE:
        return {}
    answer = httpx.get(plant.link(who, who), timeout=10)
    assert answer.status_code == 303, answer.text
    return dict(answer.cookies)


def headers_of(plant: Plant, who: str) -> dict[str, str]:
    """A system has a key, which opens no page."""
    if who != "system":
        return {}
    words = ("keys", "issue", "a system without pages", "--role", "system", "--system", "mes")
    return {"X-API-Key": statushub(*words, "--data", str(plant.hub.folder)).stdout.strip()}


def test_the_table_names_every_page_and_no_other() -> None:
    assert set(TABLE) == {spec.path for spec in PAGES}


@pytest.mark.parametrize("who", CALLERS)
def test_each_page_opens_for_whom_the_table_names(plant: Plant, who: str) -> None:
    uid = plant.new_uid()
    expected = {path: 200 if who in may else 403 if who in PEOPLE else 401 for path, may in TABLE.items()}
    with httpx.Client(
        base_url=plant.hub.address, cookies=cookies_of(plant, who), headers=headers_of(plant, who), timeout=10
    ) as browser:
        found = {path: browser.get(path.replace("{uid}", uid).replace("{conflict}", uid)).status_code for path in TABLE}

    assert found == expected
