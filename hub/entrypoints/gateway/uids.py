"""UIDs: mint, lease, check and trace."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from hub.application.access import Principal, Right
from hub.application.ports import UidTrace
from hub.entrypoints.gateway.auth import Tracer, demand
from hub.entrypoints.gateway.context import Here, ask
from hub.entrypoints.gateway.params import ShortText, UidPath
from hub.entrypoints.gateway.views.uids import BlockView, LinkView, TraceView, UidsView
from schemas.errors import UnknownTicket

router = APIRouter(prefix="/api/v1", tags=["uids"])

ByMinter = Annotated[Principal, Depends(demand(Right.MINT))]


class MintIn(BaseModel):
    """How many new UIDs of which domain."""

    model_config = ConfigDict(extra="forbid")

    domain: ShortText
    count: int = Field(default=1, ge=1, le=1_000)


class LeaseIn(BaseModel):
    """How many numbers of which domain, for whom, for which day: the caller and today, unless said otherwise."""

    model_config = ConfigDict(extra="forbid")

    domain: ShortText
    size: int = Field(ge=1, le=100_000)
    holder: ShortText | None = None
    day: date | None = None


@router.post("/uids", status_code=201)
async def mint_uids(here: Here, minter: ByMinter, wanted: MintIn) -> UidsView:
    """New UIDs of today, in the site's time zone."""
    return UidsView(uids=tuple(await ask(here.deps.uids.mint, wanted.domain, wanted.count, minter.name)))


@router.post("/uid-blocks", status_code=201)
async def lease_block(here: Here, minter: ByMinter, wanted: LeaseIn) -> BlockView:
    """A block of numbers, for a system that mints on its own while it is offline."""
    holder = minter.system or wanted.holder or minter.name
    block = await ask(here.deps.uids.lease, wanted.domain, wanted.size, holder, wanted.day)
    return BlockView(domain=block.domain, day=block.day, first=block.first, last=block.last, holder=block.holder)


@router.get("/uids/{uid}", dependencies=[Tracer])
async def trace_uid(here: Here, uid: UidPath, response: Response) -> TraceView:
    """Whether a UID is valid (422 if not), who minted or first used it, and which native ids mean it."""
    checked = here.deps.uids.check(uid)
    response.headers["Cache-Control"] = "no-store"
    try:
        return _shown(await ask(here.deps.uids.trace, checked))
    except UnknownTicket:
        return TraceView(uid=checked)


def _shown(trace: UidTrace) -> TraceView:
    links = tuple(LinkView(system=link.system, native_id=link.native_id) for link in trace.links)
    return TraceView(uid=trace.uid, origin=trace.origin, seen_at=trace.seen_at, links=links, ticket=trace.ticket)
