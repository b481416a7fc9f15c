"""The ways in: a system's own webhook, and the hub's API for reports.

These routes stay off FastAPI's dependency injection, which costs more than everything else they do. A body is read
once, verified as it came, opened where it came encrypted, decoded once, and answered when it is safe: with what the
system insists on, or with what became of each report. Whoever only asks if somebody is there is answered, and nothing
is stored.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.answers import Greeting, answer_to_challenge, answer_to_handshake, answer_to_preflight
from adapters.manifest import Answer, Kind, Manifest
from adapters.sealed import Opened
from adapters.signatures import BadSignature, Call, admit
from hub.application.access import Right
from hub.application.ports import Delivery, Outcome, Verdict
from hub.application.reading import deliveries_of
from hub.entrypoints.gateway.auth import key_in
from hub.entrypoints.gateway.body import read_body
from hub.entrypoints.gateway.calls import call_of
from hub.entrypoints.gateway.context import POSITION, Gateway
from hub.entrypoints.gateway.groupcommit import GroupCommit, Overloaded
from hub.entrypoints.gateway.outcomes import accepted
from hub.entrypoints.gateway.problems import (
    BAD_SIGNATURE,
    HUNG_UP,
    OTHER_METHOD,
    OVERLOADED,
    TAKEN_ELSEWHERE,
    UNAUTHENTICATED,
    UNKNOWN_SYSTEM,
    Problem,
)
from hub.entrypoints.gateway.reports import ReportReader

WEBHOOKS = "/webhooks/{system}"
REPORTS = "/api/v1/reports"

_UNEVENTFUL = frozenset({Verdict.ACCEPTED, Verdict.DUPLICATE, Verdict.IGNORED, Verdict.QUEUED})


class Intake:
    """Both routes of one gateway."""

    def __init__(self, here: Gateway, commit: GroupCommit) -> None:
        self._here = here
        self._commit = commit
        self._deps = here.deps
        self._limits = here.deps.limits
        self._reader = ReportReader(here.deps.manifests, here.deps.limits.reports)
        self._webhook_route = Route(WEBHOOKS, self.webhook, methods=["POST"], name="webhook")
        self._questions_route = Route(WEBHOOKS, self.question, methods=["GET", "OPTIONS"], name="webhook_question")
        self._reports_route = Route(REPORTS, self.reports, methods=["POST"], name="reports")

    def routes(self) -> list[Route]:
        return [self._webhook_route, self._questions_route, self._reports_route]

    async def webhook(self, request: Request) -> Response:
        """A system's own webhook."""
        request.scope["route"] = self._webhook_route  # for the metrics; FastAPI tells them only its own routes
        manifest = self._manifest(request.path_params["system"])
        if manifest.auth.kind is Kind.API_KEY:
            await self._check_key(request, manifest)
        body = await self._body(request, self._limits.webhook_bytes)
        received_at = self._deps.clock()
        call = call_of(request, body, self._deps.public_url)
        if (greeting := answer_to_handshake(manifest, call)) is not None:
            return _greeted(greeting)
        if manifest.auth.kind is not Kind.API_KEY:
            opened = self._admit(manifest, call, received_at)
            if (answer := answer_to_challenge(manifest, opened)) is not None:
                return _response(answer)
            body = opened.body
        content_type, keeps = call.header("content-type"), self._deps.keeps_bodies
        beside = call.beside(manifest.profile.headers) if manifest.profile else call.headers
        deliveries = deliveries_of(manifest, body, content_type, beside, received_at, keeps_body=keeps)
        taken = await self._take(request, deliveries, is_one=len(deliveries) == 1)
        return taken if manifest.answer is None else _response(manifest.answer, taken.headers[POSITION])

    async def question(self, request: Request) -> Response:
        """Whether somebody is there, or whether events may be sent here (CloudEvents). Stores nothing."""
        request.scope["route"] = self._questions_route
        manifest = self._manifest(request.path_params["system"])
        call = call_of(request, b"", self._deps.public_url)
        greeting = answer_to_preflight(call) or answer_to_handshake(manifest, call)
        if greeting is not None:
            return _greeted(greeting)
        if request.method == "GET" and manifest.auth.kind is Kind.WECOM:
            answer = answer_to_challenge(manifest, self._admit(manifest, call, self._deps.clock()))
            if answer is not None:
                return _response(answer)
        cure = f"If {manifest.system} asks first whether somebody is there, say so by [handshake] (docs/webhooks.md)."
        raise Problem(OTHER_METHOD, f"Post to this address. {cure}", headers={"Allow": "POST"})

    async def reports(self, request: Request) -> Response:
        """One report, or up to a thousand."""
        request.scope["route"] = self._reports_route
        principal = await self._here.access.principal(request)
        principal.demand(Right.REPORT)
        body = await self._body(request, self._limits.api_bytes)
        batch = self._reader.read(body, principal, self._deps.clock())
        return await self._take(request, batch.deliveries, is_one=batch.is_one)

    async def _take(self, request: Request, deliveries: Sequence[Delivery], *, is_one: bool) -> Response:
        """Answer once everything is safe."""
        try:
            outcomes = await self._commit.submit(deliveries)
        except Overloaded as error:
            self._deps.metrics.shed.inc()
            raise Problem(OVERLOADED, str(error), headers={"Retry-After": str(error.retry_after)}) from error
        request.scope["log"] = _log_line(outcomes)
        response = accepted(outcomes, is_one=is_one)
        response.headers[POSITION] = str(max(outcome.position for outcome in outcomes))
        return response

    def _manifest(self, system: str) -> Manifest:
        manifest = self._deps.manifests.get(system)
        if manifest is None:
            known = ", ".join(self._deps.manifests)
            raise Problem(UNKNOWN_SYSTEM, f"Post to one of: {known}. A new system needs an adapter (docs/webhooks.md).")
        return manifest

    async def _check_key(self, request: Request, manifest: Manifest) -> None:
        secret = key_in(request)
        if not secret:
            raise Problem(UNAUTHENTICATED, f"Send the API key of {manifest.system} as X-API-Key.")
        principal = await self._here.access.holder_of(secret)
        principal.demand_reporting_for(manifest.system)

    def _admit(self, manifest: Manifest, call: Call, now: int) -> Opened:
        try:
            return admit(manifest, self._deps.secrets(manifest.system), call, now)
        except BadSignature as error:
            raise Problem(BAD_SIGNATURE, f"This webhook was not taken: {error}.") from error

    async def _body(self, request: Request, limit: int) -> bytes:
        try:
            return await read_body(request.headers, request.receive, limit=limit, seconds=self._limits.body_seconds)
        except ClientDisconnect:
            raise Problem(HUNG_UP, "Nothing was stored.") from None


def elsewhere() -> list[Route]:
    """The same routes for a process that takes no reports: whoever posts to the wrong address learns which is right."""

    async def refuse(_request: Request) -> Response:
        raise Problem(TAKEN_ELSEWHERE, "This is a board, which takes no reports. Post them to a gateway of the hub.")

    return [Route(WEBHOOKS, refuse, methods=["POST", "GET", "OPTIONS"]), Route(REPORTS, refuse, methods=["POST"])]


def _response(answer: Answer, position: str = "") -> Response:
    """What a system wants to hear, as it wants to hear it."""
    headers = {POSITION: position} if position else {}
    return Response(answer.body, answer.status, headers=headers, media_type=answer.content_type)


def _greeted(greeting: Greeting) -> Response:
    return Response(greeting.body, headers=greeting.headers, media_type=greeting.content_type)


def _log_line(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """What the log says of a request. Thousands of plain successes a second are for the metrics to count."""
    uneventful = all(outcome.verdict in _UNEVENTFUL and not outcome.conflict for outcome in outcomes)
    line: dict[str, object] = {"reports": len(outcomes), "level": "debug" if uneventful else "info"}
    if len(outcomes) == 1:
        [outcome] = outcomes
        line |= {"uid": outcome.uid, "delivery_id": outcome.delivery_id, "verdict": outcome.verdict.value}
        line |= {"conflict": outcome.conflict, "parked_id": outcome.parked_id, "reason": outcome.reason}
    return {name: value for name, value in line.items() if value}
