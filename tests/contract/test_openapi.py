"""Whatever a client makes of the OpenAPI document: each answer is in the document, and none is the hub's mistake."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hub.application.access import Role
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.deps import Limits
from tests.unit.gateway.fakes import FakeHub

HUB = FakeHub(Limits(feed_seconds=0.01))
KEYS = [HUB.keys.issue("admin", Role.ADMIN), HUB.keys.issue("crm", Role.SYSTEM, "crm")]
schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(HUB.deps))

pytestmark = pytest.mark.usefixtures("uncounted")

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient` is deprecated")
@pytest.mark.parametrize("key", KEYS, ids=["admin", "system"])
@schema.parametrize()
@settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_makes_the_hub_stumble(case: Case, key: str) -> None:
    case.call_and_validate(headers={"X-API-Key": key}, checks=CHECKS)
