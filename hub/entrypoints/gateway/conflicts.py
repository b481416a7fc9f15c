"""The quality team's queue: exception tickets, claims and decisions."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict

from hub.application.access import Principal, Right
from hub.application.ports import Choice, Decision, Reviewed
from hub.entrypoints.gateway.auth import Reader, demand
from hub.entrypoints.gateway.context import Gateway, Here, Settled, ask, wrote
from hub.entrypoints.gateway.params import ConflictPath, Cursor, Limit, LongText, ShortText, Word
from hub.entrypoints.gateway.queries import ConflictFilter
from hub.entrypoints.gateway.views import ConflictPage, ConflictView, ReviewedView
from schemas.status import Status

router = APIRouter(prefix="/api/v1/conflicts", tags=["conflicts"])

ByReviewer = Annotated[Principal, Depends(demand(Right.REVIEW))]
State = Literal["open", "claimed", "decided", "withdrawn"]


class DecisionIn(BaseModel):
    """What a reviewer settles. ``accept`` names a system's side, ``set`` a status; each takes a reason."""

    model_config = ConfigDict(extra="forbid")

    choice: Choice
    reason: LongText
    system: ShortText | None = None
    status: Status | None = None


@router.get("", dependencies=[Reader, Settled])
async def list_conflicts(
    here: Here,
    state: Annotated[list[State] | None, Query(description="Any of these states.")] = None,
    uid: Word = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> ConflictPage:
    """Exception tickets, the oldest open one first."""
    wanted = ConflictFilter(state=tuple(state or ()), uid=uid, limit=limit, cursor=cursor)
    return await ask(here.deps.queries.conflicts, wanted)


@router.get("/{conflict}", dependencies=[Reader, Settled])
async def get_conflict(here: Here, conflict: ConflictPath) -> ConflictView:
    """An exception ticket with its evidence and the sentences that explain it."""
    return await ask(here.deps.queries.conflict, here.deps.uids.check(conflict))


@router.post("/{conflict}/claim")
async def claim_conflict(here: Here, reviewer: ByReviewer, conflict: ConflictPath, response: Response) -> ReviewedView:
    """Take an exception ticket, so that nobody else works on it."""
    checked = here.deps.uids.check(conflict)
    return await _shown(here, response, await ask(here.deps.review.claim, checked, reviewer.name))


@router.post("/{conflict}/decide")
async def decide_conflict(
    here: Here, reviewer: ByReviewer, conflict: ConflictPath, decision: DecisionIn, response: Response
) -> ReviewedView:
    """Settle an exception ticket: the ticket thaws and its canonical state is broadcast."""
    settled = Decision(
        by=reviewer.name,
        choice=decision.choice,
        reason=decision.reason,
        system=decision.system or "",
        status=decision.status,
    )
    checked = here.deps.uids.check(conflict)
    return await _shown(here, response, await ask(here.deps.review.decide, checked, settled))


async def _shown(here: Gateway, response: Response, reviewed: Reviewed) -> ReviewedView:
    await wrote(here, response, reviewed.position)
    return ReviewedView(
        conflict=reviewed.conflict,
        uid=reviewed.uid,
        state=reviewed.state,
        by=reviewed.by,
        position=reviewed.position,
        status=reviewed.status,
        snapshot=reviewed.snapshot,
    )
