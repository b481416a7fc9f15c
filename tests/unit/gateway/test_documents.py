"""docs/http.md and docs/webhooks.md name what there is, and nothing else."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from jmespath.functions import Functions

from adapters.auth import SIGNED, Auth
from adapters.auth import Kind as AuthKind
from adapters.clocks import FORMS as FORMS_OF_TIMES
from adapters.functions import NAMES
from adapters.manifest import parse_manifest
from adapters.profile import KEYS
from adapters.registry import load_manifests
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
    keys = KEYS | set(Auth.__struct_fields__) | set(AuthKind) | set(FORMS_OF_TIMES)
    assert [key for key in keys if f"`{key}`" not in WEBHOOKS] == []


def test_everything_that_can_be_signed_is_described() -> None:
    assert [name for name in SIGNED if f"{{{name}}}" not in WEBHOOKS] == []


def test_every_function_of_the_hub_is_described() -> None:
    own = set(NAMES) - set(Functions.FUNCTION_TABLE)
    assert own
    assert [name for name in own if f"| `{name}(" not in WEBHOOKS] == []


def test_the_manifests_that_are_shown_are_right() -> None:
    shown = re.findall(r"```toml\n(.*?)```", WEBHOOKS, re.DOTALL)
    bases = {"jira": (ROOT / "adapters" / "jira" / "adapter.toml").read_text(encoding="utf-8")}
    rest = 'system = "part"\n[webhook]\nnative_id = "id"\nstatus = "state"\n'
    whole = [text if text.startswith("system") else rest + text for text in shown]
    found = [parse_manifest(text, "docs/webhooks.md", bases).system for text in whole]
    assert found == ["helpdesk", "jira_eu", "garage", "part", "part", "part", "part", "part"]


def test_every_adapter_is_listed_with_its_proof() -> None:
    found = dict(re.findall(r"^\| \[`(\w+)`\].*\| `([\w-]+)` \|$", WEBHOOKS, re.MULTILINE))
    plant = {"crm", "erp", "itsm", "mes"}
    assert found == {name: one.auth.kind.value for name, one in load_manifests().items() if name not in plant}
