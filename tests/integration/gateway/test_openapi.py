"""Whatever the interface's own description allows, and much that it does not: never an error of ours."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests.integration.gateway.conftest import Site

EXAMPLES = 12


def requests_to(operation: APIOperation, site: Site, mode: GenerationMode) -> None:
    """Ask an operation again and again, with what its description allows or with what it does not."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Case) -> None:
        (case.query or {}).pop("wait", None)  # a long poll that waits is no error, but no answer in time either
        answer = case.call(headers=site.headers)
        case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])

    ask()


@pytest.mark.usefixtures("uncounted")
def test_no_request_makes_the_hub_fail(site: Site) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", site.app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20

    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                requests_to(operation, site, mode)
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, operation.label  # some requests leave nothing to get wrong
