"""docs/http.md and docs/webhooks.md name what there is, and nothing else."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from adapters.clocks import UNIX_UNITS
from adapters.manifest import Kind as AuthKind
from adapters.manifest import Profile, parse_manifest
from hub.application.access import Role
from hub.entrypoints.gateway import problems
from tests.needs import ROOT

HTTP = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
WEBHOOKS = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
KINDS = [kind for kind in vars(problems).values() if isinstance(kind, problems.Kind)]


def test_every_route_is_described(app: FastAPI) -> None:
    missing = [path for path in app.openapi()["paths"] if path not in HTTP]
    assert missing == []


def test_every_route_that_is_described_exists(app: FastAPI) -> None:
    named = set(re.findall(r"`(?:GET|POST) (/[^\s`?]*)", HTTP))
    assert named - app.openapi()["paths"].keys() == {"/openapi.json", "/logout"}


def test_every_kind_of_problem_is_listed_with_its_status() -> None:
    rows = re.findall(r"^\| (\d{3}) \| ([^|]+) \|", HTTP, re.MULTILINE)
    listed = {(int(status), slug) for status, cell in rows for slug in re.findall(r"`([\w-]+)`", cell)}
    framework = {(400, "bad-request"), (405, "method-not-allowed")}
    assert listed == {(kind.status, kind.slug) for kind in KINDS} | framework


@pytest.mark.parametrize("role", Role)
def test_every_role_is_described(role: Role) -> None:
    assert f"| `{role}` |" in HTTP


def test_every_key_of_a_manifest_is_described() -> None:
    keys = set(Profile.__slots__) - {"clock"} | {"at_format"} | set(AuthKind) | set(UNIX_UNITS)
    assert [key for key in keys if f"`{key}`" not in WEBHOOKS] == []


def test_the_manifest_that_is_shown_is_right() -> None:
    [shown] = re.findall(r"```toml\n(.*?)```", WEBHOOKS, re.DOTALL)
    assert parse_manifest(shown, "docs/webhooks.md").system == "helpdesk"
