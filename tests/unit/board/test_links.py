"""Links of the board's parts lead within the hub, also where a proxy serves it below a path of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hub.entrypoints.board as board

PARTS = sorted(Path(board.__file__).parent.rglob("*.js"))


def test_there_are_parts_with_links() -> None:
    assert sum(':href="' in part.read_text("utf-8") for part in PARTS) > 5


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.parent.name + "-" + part.name)
def test_every_link_of_a_part_stays_below_the_path(part: Path) -> None:
    assert [
        link for link in re.findall(r'href="([^"]*)"', part.read_text("utf-8")) if not link.startswith("pageAt(")
    ] == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.parent.name + "-" + part.name)
def test_every_address_that_a_part_makes_stays_below_the_path(part: Path) -> None:
    made = re.findall(r"new URL\(([^,]*), location", part.read_text("utf-8"))
    assert [address for address in made if not address.startswith(("pageAt(", "location"))] == []
