"""What was parked: look at it, try it again, say which ticket it means."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from hub.application.access import Principal, Right
from hub.application.ports import Outcome
from hub.application.redaction import legible, legible_headers
from hub.entrypoints.gateway.auth import Reader, Reviewer, demand
from hub.entrypoints.gateway.context import Gateway, Here, Settled, ask, wrote
from hub.entrypoints.gateway.params import Cursor, Limit, ParkedPath, ShortText, Word
from hub.entrypoints.gateway.problems import UNKNOWN_PARKED, UNKNOWN_SYSTEM, Problem
from hub.entrypoints.gateway.queries import ParkedFilter
from hub.entrypoints.gateway.views.parked import OutcomesView, OutcomeView, ParkedBody, ParkedPage, ParkedView

router = APIRouter(prefix="/api/v1", tags=["parked"])

ByReviewer = Annotated[Principal, Depends(demand(Right.REVIEW))]
ParkedId = Annotated[str, Field(pattern=r"^PRK-[0-9A-F]{1,64}$")]

_MOST_AT_ONCE = 1_000


class RetryIn(BaseModel):
    """What to try again: these, or all that are still parked for a reason or from a system, oldest first."""

    model_config = ConfigDict(extra="forbid")

    ids: list[ParkedId] = Field(default=[], max_length=_MOST_AT_ONCE)
    reason: ShortText | None = None
    system: ShortText | None = None

    @model_validator(mode="after")
    def _one_way_or_the_other(self) -> RetryIn:
        if bool(self.ids) == bool(self.reason or self.system):
            raise ValueError("give ids, or else a reason or a system")
        return self


class LinkIn(BaseModel):
    """That a system's own id means a ticket."""

    model_config = ConfigDict(extra="forbid")

    system: ShortText
    native_id: ShortText
    uid: ShortText
    force: bool = False
    """Although the ticket has another id in that system, or the id means another ticket."""


@router.get("/parked", dependencies=[Reader, Settled])
async def list_parked(
    here: Here,
    reason: Word = "",
    system: Word = "",
    state: Annotated[Literal["parked", "released", "any"], Query()] = "parked",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> ParkedPage:
    """Parked reports, oldest first."""
    wanted = ParkedFilter(reason=reason, system=system, state=state, limit=limit, cursor=cursor)
    return await ask(here.deps.queries.parked, wanted)


@router.get("/parked/{parked_id}", dependencies=[Reviewer, Settled])
async def get_parked(here: Here, parked_id: ParkedPath) -> ParkedView:
    """A parked report with the start of its raw body."""
    found = await ask(here.deps.queries.parked_one, parked_id)
    if found is None:
        raise Problem(UNKNOWN_PARKED, "GET /api/v1/parked lists what is parked.")
    return _shown(found, here.deps.limits.shown_body_bytes)


@router.post("/parked/retry", dependencies=[Settled])
async def retry_parked(here: Here, reviewer: ByReviewer, wanted: RetryIn, response: Response) -> OutcomesView:
    """Try parked reports again, once their cause is fixed. What stays parked says why."""
    ids: Sequence[str] = wanted.ids
    if not ids:
        which = ParkedFilter(reason=wanted.reason or "", system=wanted.system or "", limit=_MOST_AT_ONCE)
        page = await ask(here.deps.queries.parked, which)
        ids = [row.id for row in page.items]
    return await _outcomes(here, response, await ask(here.deps.parking.retry, ids, reviewer.name))


@router.post("/links")
async def link_native_id(here: Here, reviewer: ByReviewer, link: LinkIn, response: Response) -> OutcomesView:
    """Say which ticket a system's own id means. What was parked for want of that is tried again."""
    if link.system not in here.deps.manifests:
        raise Problem(UNKNOWN_SYSTEM, f"Name one of: {', '.join(here.deps.manifests)}.")
    said = partial(here.deps.parking.link, force=link.force)
    outcomes = await ask(said, link.system, link.native_id, link.uid, reviewer.name)
    return await _outcomes(here, response, outcomes)


async def _outcomes(here: Gateway, response: Response, outcomes: Sequence[Outcome]) -> OutcomesView:
    await wrote(here, response, max((outcome.position for outcome in outcomes), default=0))
    return OutcomesView(outcomes=tuple(_outcome(outcome) for outcome in outcomes))


def _outcome(outcome: Outcome) -> OutcomeView:
    return OutcomeView(
        verdict=outcome.verdict.value,
        parked_id=outcome.parked_id,
        uid=outcome.uid,
        reason=outcome.reason,
        detail=outcome.detail,
        frozen=outcome.frozen,
        conflict=outcome.conflict,
        position=outcome.position,
    )


def _shown(found: ParkedBody, most: int) -> ParkedView:
    body, encoding = legible(found.body, most)
    return ParkedView(
        parked=found.parked,
        content_type=found.content_type,
        body=body,
        encoding=encoding,
        bytes=len(found.body),
        truncated=len(found.body) > most,
        headers=legible_headers(found.headers),
    )
