"""The gateway as an ASGI app, put together from what it is given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic

from fastapi import FastAPI

from hub.application.ports import Delivery, Outcome
from hub.entrypoints.gateway import (
    conflicts,
    feed,
    mappings,
    openapi,
    operations,
    parked,
    people,
    problems,
    rules,
    systems,
    tickets,
    uids,
)
from hub.entrypoints.gateway.auth import Access
from hub.entrypoints.gateway.context import Gateway, Streams
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.groupcommit import GroupCommit, Observe
from hub.entrypoints.gateway.intake import Intake, elsewhere
from hub.entrypoints.gateway.middleware import Surroundings
from hub.entrypoints.gateway.sampling import ReadableSample
from hub.entrypoints.gateway.waiting import Waiting

_ROUTERS = (tickets, conflicts, parked, mappings, rules, people, uids, systems, feed, operations)


def create_app(deps: GatewayDeps) -> FastAPI:
    """The gateway. The board may be mounted on it; its pages find the session by ``app.state.gateway``."""
    waiting = Waiting(deps.queries.positions)
    sample = ReadableSample(waiting, deps.metrics)
    limits = deps.limits
    commit = None
    if deps.way_in is not None:
        commit = GroupCommit(
            deps.way_in,
            most=limits.batch_reports,
            queued=limits.queued_reports,
            patience=limits.queued_seconds,
            observe=_observer(deps, waiting, sample),
        )
    access = Access(deps.keys, deps.entering.sessions)
    here = Gateway(deps, access, commit, waiting, Streams(limits.streams))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await sample.close()
        if commit is not None:
            await commit.close()

    # The interactive pages of FastAPI load their scripts from another site; a plant's network may not, and should not.
    app = FastAPI(title="Ticket Status Hub", version="1", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.gateway = here
    app.state.access = access
    app.router.routes.extend(elsewhere() if commit is None else Intake(here, commit).routes())
    for part in _ROUTERS:
        app.include_router(part.router)
    app.add_middleware(Surroundings, metrics=deps.metrics, body_limit=limits.api_bytes)
    problems.install(app)
    openapi.install(app)
    return app


def _observer(deps: GatewayDeps, waiting: Waiting, sample: ReadableSample) -> Observe:
    """What follows a commit: it is counted, waiters are woken, and its way into the views is timed."""

    def observe(deliveries: Sequence[Delivery], outcomes: Sequence[Outcome], seconds: float) -> None:
        deps.metrics.count_reports(
            (delivery.system, outcome.verdict.value) for delivery, outcome in zip(deliveries, outcomes, strict=True)
        )
        waiting.nudge()
        sample.committed(max((outcome.position for outcome in outcomes), default=0), monotonic() - seconds)

    return observe
