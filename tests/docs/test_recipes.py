"""docs/recipes.md: each recipe reads its body as it says."""

from __future__ import annotations

import re

import pytest

from adapters.declarative import Lookup, Reading, read
from adapters.manifest import parse_manifest
from schemas.instant import to_iso
from schemas.report import Report
from tests.needs import ROOT

PAGE = (ROOT / "docs" / "recipes.md").read_text("utf-8")
RECIPES = {part.partition("\n")[0]: part for part in PAGE.split("\n## ")[1:]}


def reading_of(recipe: str) -> Reading:
    """What a recipe's lines read in its body; where they name no ticket or status, these are ``id`` and ``state``."""
    [body] = re.findall(r"```(?:json|xml|text)\n(.*?)```", recipe, re.DOTALL)
    [lines] = re.findall(r"```toml\n(.*?)```", recipe, re.DOTALL)
    for key, place in (("native_id", "id"), ("status", "state")):
        if not re.search(rf"^{key} = ", lines, re.MULTILINE):
            lines += f'{key} = "{place}"\n'
    manifest = parse_manifest(f'system = "press"\nzone = "Europe/Berlin"\n[webhook]\n{lines}', "press.toml")
    found = read(manifest, body.encode(), {}, 0)
    assert isinstance(found, Reading), found
    return found


def shown(report: Report | Lookup, field: str) -> object:
    value = getattr(report, field)
    if field == "aliases":
        return ", ".join(value)
    return to_iso(value) if field == "occurred_at" else value


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_a_recipe_reads_its_body_as_it_says(recipe: str) -> None:
    found = reading_of(recipe)
    said = re.findall(r"^- (.*)$", recipe, re.MULTILINE)
    assert said, "it says what is read"
    if said == ["ignored"]:
        assert found.ignored
        assert not found.reports
        return
    read_in_it = [*found.reports, *found.lookups]
    assert len(read_in_it) == len(said)
    for report, line in zip(read_in_it, said, strict=True):
        pairs = re.findall(r"(\w+) `([^`]+)`", line)
        assert pairs
        assert {field: shown(report, field) for field, _ in pairs} == dict(pairs)
