"""For operators: is the process alive, is the hub ready, and what its metrics say."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from hub.application.access import Right
from hub.application.ports import Unavailable
from hub.entrypoints.gateway.context import Gateway, Here, ask
from hub.entrypoints.gateway.problems import NOT_READY, Problem
from schemas.instant import SECOND

router = APIRouter(tags=["operations"])


@dataclass(frozen=True, slots=True)
class Health:
    status: str = "ok"


@router.get("/healthz")
async def is_alive() -> Health:
    """The process answers. It says nothing about the store."""
    return Health()


@router.get("/readyz")
async def is_ready(here: Here) -> Health:
    """Reports can be taken, the store can be reached and the views keep up; 503 with the reasons where not."""
    await _check_way_in(here)
    try:
        found = await ask(here.deps.readiness)
    except Unavailable as error:
        raise Problem(NOT_READY, "The store cannot be reached. Check the database, then the log.") from error
    if found:
        errors = [{"problem": impediment.what, "cure": impediment.cure} for impediment in found]
        raise Problem(NOT_READY, f"{found[0].what}. {found[0].cure}.", errors=errors)
    return Health()


async def _check_way_in(here: Gateway) -> None:
    if here.deps.way_in is None:
        return
    try:
        await here.deps.way_in.check()
    except Unavailable as error:
        raise Problem(NOT_READY, f"{error}.") from error


@router.get("/metrics", response_class=Response)
async def metrics(request: Request, here: Here) -> Response:
    """Counters of this process, and what waits in the store at this moment, for Prometheus."""
    if not here.deps.open_metrics:
        principal = await here.access.principal(request)
        principal.demand(Right.READ)
    await _set_backlog(here)
    return Response(generate_latest(here.deps.metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _set_backlog(here: Gateway) -> None:
    """An unreachable store is itself worth a metric, and no reason to hide the others."""
    collectors = here.deps.metrics
    collectors.queued.set(0 if here.commit is None else here.commit.queued)
    try:
        backlog = await ask(here.deps.queries.backlog)
    except Unavailable:
        collectors.store_reachable.set(0)
        return
    collectors.store_reachable.set(1)
    oldest = backlog.oldest_conflict
    collectors.set_backlog(
        lag=backlog.lag,
        open_conflicts=backlog.open_conflicts,
        oldest_conflict=0.0 if oldest is None else max(0.0, (here.deps.clock() - oldest) / SECOND),
        parked=backlog.parked,
    )
