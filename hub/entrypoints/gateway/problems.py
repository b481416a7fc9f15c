"""Errors as problem documents (RFC 9457), from one table: what kind of error, which answer, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from hub.application.ports import Unavailable
from hub.entrypoints.gateway.queries import InvalidCursor
from schemas.errors import (
    HubError,
    InvalidReport,
    InvalidUid,
    NotAllowed,
    Refused,
    Superseded,
    TooOften,
    UnknownConflict,
    UnknownTicket,
)
from schemas.instant import SECOND

TYPE_PREFIX: Final = "urn:statushub:problem:"
MEDIA_TYPE: Final = "application/problem+json"


class Kind(NamedTuple):
    """A kind of problem: the end of its type URN, its title, the status code, and headers that go with it."""

    slug: str
    title: str
    status: int
    headers: Mapping[str, str] = {}


INVALID_UID = Kind("invalid-uid", "This is no valid UID", 422)
INVALID_REPORT = Kind("invalid-report", "A report cannot be taken", 422)
INVALID_REQUEST = Kind("invalid-request", "The request cannot be understood", 422)
INVALID_JSON = Kind("invalid-json", "The body is not JSON", 400)
UNKNOWN_TICKET = Kind("unknown-ticket", "There is no such ticket", 404)
UNKNOWN_CONFLICT = Kind("unknown-conflict", "There is no such conflict", 404)
UNKNOWN_PARKED = Kind("unknown-parked", "There is no such parked report", 404)
UNKNOWN_SYSTEM = Kind("unknown-system", "The hub does not know this system", 404)
TAKEN_ELSEWHERE = Kind("taken-elsewhere", "Reports are taken elsewhere", 404)
NOT_FOUND = Kind("not-found", "There is nothing here", 404)
REFUSED = Kind("refused", "This cannot be done now", 409)
SUPERSEDED = Kind("superseded", "Somebody else was faster", 409)
UNAUTHENTICATED = Kind("unauthenticated", "The hub does not know you", 401, {"WWW-Authenticate": "Bearer"})
BAD_SIGNATURE = Kind("bad-signature", "The signature does not hold", 401, {"WWW-Authenticate": "Signature"})
NOT_ALLOWED = Kind("not-allowed", "Your role does not permit this", 403)
TOO_OFTEN = Kind("too-often", "This was tried too often", 429, {"Retry-After": "60"})
CROSS_SITE = Kind("cross-site", "Another site sent this request", 403)
TOO_SLOW = Kind("too-slow", "The body did not arrive in time", 408, {"Connection": "close"})
HUNG_UP = Kind("hung-up", "The sender hung up", 400, {"Connection": "close"})
OTHER_METHOD = Kind("method-not-allowed", "This path takes another method", 405)
TOO_LARGE = Kind("too-large", "This is too much at once", 413, {"Connection": "close"})
ENCODED = Kind("encoded-body", "The body is compressed", 415)
OVERLOADED = Kind("overloaded", "The hub has more to do than it can", 503, {"Retry-After": "1"})
UNAVAILABLE = Kind("unavailable", "The hub cannot do it now", 503, {"Retry-After": "5"})
NOT_READY = Kind("not-ready", "The hub is not ready", 503, {"Retry-After": "5"})
INTERNAL = Kind("internal", "The hub made a mistake", 500)


KINDS: Final[dict[type[Exception], Kind]] = {
    InvalidUid: INVALID_UID,
    InvalidReport: INVALID_REPORT,
    UnknownTicket: UNKNOWN_TICKET,
    UnknownConflict: UNKNOWN_CONFLICT,
    NotAllowed: NOT_ALLOWED,
    Superseded: SUPERSEDED,
    TooOften: TOO_OFTEN,
    Refused: REFUSED,
    HubError: REFUSED,
    InvalidCursor: INVALID_REQUEST,
    Unavailable: UNAVAILABLE,
}
"""What an error of the hub's own becomes."""

_FRAMEWORK: Final = {
    400: Kind("bad-request", "The request cannot be understood", 400),
    404: NOT_FOUND,
    405: OTHER_METHOD,
    413: TOO_LARGE,
    422: INVALID_REQUEST,
}
_CURES: Final = {
    400: "Send a JSON body as GET /openapi.json describes it.",
    404: "Check the path; GET /openapi.json lists every one.",
    405: "Use a method that the header Allow names.",
}
_UNAVAILABLE_DETAIL: Final = "Send it again after the time in Retry-After. What did come through has no second effect."


class Problem(Exception):
    """An answer that is a problem document. ``errors`` names each thing that is wrong."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = {**kind.headers, **(headers or {})}


class _Document(msgspec.Struct, kw_only=True, omit_defaults=True):
    type: str
    title: str
    status: int
    detail: str
    request_id: str = ""
    errors: Sequence[Mapping[str, Any]] = ()


def problem_of(error: Exception) -> Problem | None:
    """The problem that an expected error is; None for one that nobody expected."""
    if isinstance(error, Problem):
        return error
    for kind in type(error).__mro__:
        if kind in KINDS:
            detail = _UNAVAILABLE_DETAIL if isinstance(error, Unavailable) else str(error)
            headers = {"Retry-After": str(-(-error.wait // SECOND))} if isinstance(error, TooOften) else None
            return Problem(KINDS[kind], detail, headers=headers)
    return None


def answer(problem: Problem, request_id: str = "") -> Response:
    """The problem as a response."""
    document = _Document(
        type=TYPE_PREFIX + problem.kind.slug,
        title=problem.kind.title,
        status=problem.kind.status,
        detail=problem.detail,
        request_id=request_id,
        errors=problem.errors,
    )
    body = msgspec.json.encode(document)
    return Response(body, problem.kind.status, headers=dict(problem.headers), media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every expected error, the framework's own included, with a problem document."""
    expected: list[type[Exception]] = [Problem, *KINDS]
    for kind in expected:
        app.add_exception_handler(kind, _on_expected)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, on_framework)


def request_id_of(request: Request) -> str:
    found = request.scope.get("request_id", "")
    return found if isinstance(found, str) else ""


async def _on_expected(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    assert problem is not None
    return answer(problem, request_id_of(request))


async def _on_validation(request: Request, error: Exception) -> Response:
    """Names each field, and never repeats what was sent: it may be long, or secret."""
    assert isinstance(error, RequestValidationError)
    errors = [{"field": ".".join(map(str, item["loc"])), "problem": item["msg"]} for item in error.errors()]
    listed = "; ".join(f"{item['field']}: {item['problem']}" for item in errors[:3])
    return answer(Problem(INVALID_REQUEST, f"Correct this: {listed}.", errors=errors), request_id_of(request))


async def on_framework(request: Request, error: Exception) -> Response:
    """What the framework answers, a path that leads nowhere among it, as a problem document."""
    assert isinstance(error, HTTPException)
    status = error.status_code
    kind = _FRAMEWORK.get(status, Kind(f"http-{status}", str(error.detail), status))
    detail = _CURES.get(status, str(error.detail))
    return answer(Problem(kind, detail, headers=error.headers), request_id_of(request))
