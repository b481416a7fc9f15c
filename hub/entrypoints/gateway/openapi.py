"""The OpenAPI document: FastAPI's own, completed by the intake routes, which it does not see, and by the problems."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from hub.application.reported import ReportIn
from hub.entrypoints.gateway.intake import REPORTS, WEBHOOKS
from hub.entrypoints.gateway.outcomes import OutcomeOut, OutcomesOut
from hub.entrypoints.gateway.problems import MEDIA_TYPE

_REF: Final = "#/components/schemas/{name}"
_METHODS: Final = frozenset({"get", "options", "post", "put", "patch", "delete"})

_PROBLEM: Final = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457: what went wrong, and what to do.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
_SECURITY: Final = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key."},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "session": {"type": "apiKey", "in": "cookie", "name": "statushub_session"},
}
_ANSWERED: Final = {
    "400": "The request cannot be understood.",
    "401": "The hub does not know who is asking, or the signature does not hold.",
    "403": "The role does not permit it.",
    "404": "There is no such thing.",
    "409": "The state of things forbids it.",
    "413": "Too much at once.",
    "422": "Something in the request is wrong; `errors` says what.",
    "503": "The hub cannot do it now; try again after the time in Retry-After.",
}
_INTAKE_ONLY: Final = {"408": "The body did not arrive in time.", "415": "The body is compressed."}
_WEBHOOK: Final = {
    "tags": ["intake"],
    "summary": "A system's own webhook",
    "description": "Verified as the system's adapter says. A body that cannot be read is parked as it came. Where the"
    " adapter has an answer of its own (SOAP's Ack), that is sent once everything is stored, and so is the answer to a"
    " challenge, of which nothing is stored.",
    "operationId": "post_webhook",
    "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}},
}
_QUESTION: Final = {
    "tags": ["intake"],
    "summary": "A system's question whether somebody is there",
    "description": "Asked when the callback is set up, as the system's adapter says; nothing is stored.",
    "operationId": "get_webhook",
}
_PREFLIGHT: Final = {
    "tags": ["intake"],
    "summary": "May CloudEvents be sent here?",
    "description": "The abuse protection of CloudEvents: whoever names itself in WebHook-Request-Origin gets leave.",
    "operationId": "options_webhook",
}


def install(app: FastAPI) -> None:
    """Let the app answer /openapi.json with the whole document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # the way FastAPI's documentation shows


def _complete(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes
    )
    _, components = msgspec.json.schema_components([ReportIn, OutcomeOut, OutcomesOut], ref_template=_REF)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= components | {"Problem": _PROBLEM}
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    document["components"]["securitySchemes"] = _SECURITY
    document["paths"] |= {REPORTS: {"post": _reports()}, WEBHOOKS: _webhooks()}
    for path, operations in document["paths"].items():
        for method in _METHODS & operations.keys():
            _add_problems(operations[method], path)
    return document


def _add_problems(operation: dict[str, Any], path: str) -> None:
    problem = {MEDIA_TYPE: {"schema": _ref("Problem")}}
    answered = _ANSWERED | (_INTAKE_ONLY if path in (REPORTS, WEBHOOKS) else {})
    for status, description in answered.items():
        operation["responses"][status] = {"description": description, "content": problem}
    if "405" in operation["responses"]:
        operation["responses"]["405"]["content"] = problem
    if path.startswith("/api/"):
        operation["security"] = [{name: []} for name in _SECURITY]


def _reports() -> dict[str, Any]:
    one, many = _ref("ReportIn"), {"type": "array", "items": _ref("ReportIn"), "minItems": 1, "maxItems": 1_000}
    envelope = {"type": "object", "required": ["reports"], "properties": {"reports": many}}
    return {
        "tags": ["intake"],
        "summary": "Report status changes",
        "description": "One report, or up to a thousand. Either all are taken or none is.",
        "operationId": "post_reports",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"anyOf": [one, many, envelope]}}},
        },
        "responses": _accepted(),
    }


def _webhooks() -> dict[str, Any]:
    system = {"name": "system", "in": "path", "required": True, "schema": {"type": "string"}}
    other = {"405": {"description": "The system asks no such question; post to this address."}}
    own = {"200": {"description": "What the system insists on hearing.", "content": {"*/*": {"schema": {}}}}}
    leave = {"200": {"description": "Events may be sent here; the headers `WebHook-Allowed-...` say so."}}
    return {
        "parameters": [system],
        "post": {**_WEBHOOK, "responses": _accepted() | own},
        "get": {**_QUESTION, "responses": own | other},
        "options": {**_PREFLIGHT, "responses": leave | other},
    }


def _accepted() -> dict[str, Any]:
    schema = {"anyOf": [_ref("OutcomeOut"), _ref("OutcomesOut")]}
    return {"202": {"description": "Stored.", "content": {"application/json": {"schema": schema}}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": _REF.format(name=name)}
