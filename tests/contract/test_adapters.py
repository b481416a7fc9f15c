"""Every adapter that comes with the hub reads what its system sends, and its words are in its mapping table.

A fixture is what a system sends, with the reports it makes; `means` is what the table makes of the status.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters.declarative import Reading, Unreadable, read
from adapters.registry import load_manifests
from mappings.loader import load_builtin
from mappings.model import Mapped
from mappings.translate import translate
from schemas.instant import from_iso
from schemas.report import Report
from tests.needs import ROOT

FIXTURES = sorted((ROOT / "tests" / "fixtures" / "adapters").glob("*/*.json"))
RECEIVED = from_iso("2026-01-26T09:40:00Z")
MANIFESTS = load_manifests()
TABLES = load_builtin()
BODIES = [b"", b"null", b"[]", b"0", b'"x"', b"{}", b"[" * 100_000, b"\xff", b'{"a":"\\u0000"}']


def reports_of(path: Path) -> tuple[Reading | Unreadable, list[dict[str, Any]]]:
    given = json.loads(path.read_text(encoding="utf-8"))
    headers = {name.lower(): value for name, value in given["headers"].items()}
    body = json.dumps(given["body"]).encode()
    return read(MANIFESTS[path.parent.name], body, headers, RECEIVED), given["reports"]


def name_of(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", FIXTURES, ids=name_of)
def test_what_a_system_sends_becomes_the_reports_it_means(path: Path) -> None:
    found, expected = reports_of(path)
    manifest = MANIFESTS[path.parent.name]
    wanted = [
        Report(
            system=manifest.system,
            received_at=RECEIVED,
            adapter=manifest.version,
            occurred_at=from_iso(item.pop("occurred_at")) if "occurred_at" in item else None,
            **msgspec.convert(item | {"flags": tuple(item.get("flags", ()))}, dict[str, Any]),
        )
        for item in expected
        if item.pop("means")
    ]
    assert isinstance(found, Reading)
    assert list(found.reports) == wanted


@pytest.mark.parametrize("path", FIXTURES, ids=name_of)
def test_every_word_of_a_fixture_is_in_the_systems_table(path: Path) -> None:
    found, expected = reports_of(path)
    assert not isinstance(found, Unreadable)
    for report, wanted in zip(found.reports, expected, strict=True):
        meaning = translate(TABLES[report.system], report.native_status, flags=report.flags, event=report.event)
        assert isinstance(meaning, Mapped)
        assert wanted["means"] in {meaning.word.status, meaning.word.reopens}


def test_every_adapter_has_a_fixture_and_a_table() -> None:
    assert {path.parent.name for path in FIXTURES} == set(MANIFESTS)
    assert set(MANIFESTS) <= set(TABLES)


@pytest.mark.parametrize("system", sorted(MANIFESTS))
@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"0", b'"x"', b"{}", b"[" * 100_000, b"\xff", b'{"a":"\\u0000"}']
)
def test_no_body_makes_an_adapter_stumble(system: str, body: bytes) -> None:
    found = read(MANIFESTS[system], body, {}, RECEIVED)
    assert isinstance(found, Unreadable) or not found.reports
