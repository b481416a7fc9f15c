"""The quality team's queue: exception tickets, claims and decisions."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from hub.application.access import Principal, Right
from hub.application.ports import Choice, Decision, Reviewed
from hub.entrypoints.gateway.auth import Reader, demand
from hub.entrypoints.gateway.context import Gateway, Here, Settled, ask, wrote
from hub.entrypoints.gateway.params import STORABLE, ConflictPath, Cursor, Limit, LongText, ShortText, Word
from hub.entrypoints.gateway.queries import ConflictFilter
from hub.entrypoints.gateway.views.conflicts import ConflictPage, ConflictView, Prospects, ReviewedView
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


class HandOverIn(BaseModel):
    """To whom; the empty text means back into the queue, one's own name takes it over."""

    model_config = ConfigDict(extra="forbid")

    to: Annotated[str, StringConstraints(max_length=256, pattern=STORABLE, strip_whitespace=True)]
    note: Annotated[str, StringConstraints(max_length=4_000, pattern=STORABLE, strip_whitespace=True)] = ""


class CommentIn(BaseModel):
    """What there is to say."""

    model_config = ConfigDict(extra="forbid")

    text: LongText


@router.get("", dependencies=[Reader, Settled])
async def list_conflicts(
    here: Here,
    state: Annotated[list[State] | None, Query(description="Any of these states.")] = None,
    uid: Word = "",
    claimed_by: Annotated[Word, Query(description="Who has claimed it.")] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> ConflictPage:
    """Exception tickets, the oldest open one first."""
    wanted = ConflictFilter(state=tuple(state or ()), uid=uid, claimed_by=claimed_by, limit=limit, cursor=cursor)
    return await ask(here.deps.queries.conflicts, wanted)


@router.get("/{conflict}", dependencies=[Reader, Settled])
async def get_conflict(here: Here, conflict: ConflictPath) -> ConflictView:
    """An exception ticket with its evidence and the sentences that explain it."""
    checked = here.deps.uids.check(conflict)
    found = await ask(here.deps.queries.conflict, checked)
    return replace(found, steps=tuple(await ask(here.deps.queries.conflict_steps, checked)))


@router.get("/{conflict}/prospects", dependencies=[Reader, Settled])
async def get_prospects(here: Here, conflict: ConflictPath) -> Prospects:
    """What each way to settle it would lead to, before it is taken: what subscribers would get, and which systems
    would be told, where writing to them is on. Empty once it is settled."""
    found = await ask(here.deps.queries.prospects, here.deps.uids.check(conflict), here.deps.clock())
    return Prospects(items=tuple(found))


@router.get("/{conflict}/similar", dependencies=[Reader, Settled])
async def list_similar(here: Here, conflict: ConflictPath, limit: Limit = 20) -> ConflictPage:
    """How conflicts between the same systems, by the same rules, were decided: the latest first."""
    found = await ask(here.deps.queries.similar, here.deps.uids.check(conflict), limit)
    return ConflictPage(items=tuple(found))


@router.post("/{conflict}/claim")
async def claim_conflict(here: Here, reviewer: ByReviewer, conflict: ConflictPath, response: Response) -> ReviewedView:
    """Take an exception ticket, so that nobody else works on it."""
    checked = here.deps.uids.check(conflict)
    return await _shown(here, response, await ask(here.deps.review.claim, checked, reviewer.name))


@router.post("/{conflict}/hand-over")
async def hand_over_conflict(
    here: Here, reviewer: ByReviewer, conflict: ConflictPath, handed: HandOverIn, response: Response
) -> ReviewedView:
    """Give an exception ticket to another reviewer, back into the queue, or take it over."""
    checked = here.deps.uids.check(conflict)
    return await _shown(
        here, response, await ask(here.deps.review.hand_over, checked, reviewer.name, handed.to, handed.note)
    )


@router.post("/{conflict}/comment")
async def comment_conflict(
    here: Here, reviewer: ByReviewer, conflict: ConflictPath, comment: CommentIn, response: Response
) -> ReviewedView:
    """Write something down about an exception ticket, open or settled."""
    checked = here.deps.uids.check(conflict)
    return await _shown(here, response, await ask(here.deps.review.comment, checked, reviewer.name, comment.text))


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
