"""The systems side by side: how they deliver, how far they agree, where they contradict each other."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter

from hub.entrypoints.gateway.auth import Reader
from hub.entrypoints.gateway.context import Here, Settled, ask
from hub.entrypoints.gateway.params import Limit, Word
from hub.entrypoints.gateway.views.consistency import ConsistencyView, Contradictions
from hub.entrypoints.gateway.views.systems import Systems
from hub.entrypoints.gateway.views.writes import Writes

router = APIRouter(prefix="/api/v1", tags=["systems"], dependencies=[Reader, Settled])


@router.get("/systems")
async def list_systems(here: Here) -> Systems:
    """Every system: when it was last heard, how late it delivers, how much of it is parked."""
    return Systems(items=tuple(await ask(here.deps.queries.systems, here.deps.clock())))


@router.get("/writes")
async def list_writes(
    here: Here,
    system: Word = "",
    state: Literal["", "owed", "retrying", "failed", "forbidden", "dry-run"] = "",
    limit: Limit = 100,
) -> Writes:
    """What systems have not been told, the longest owed first, and why not."""
    return Writes(items=tuple(await ask(here.deps.queries.writes, system, state, limit)))


@router.get("/consistency")
async def get_consistency(here: Here) -> ConsistencyView:
    """The share of (ticket, system) pairs that agree with the canonical status."""
    return await ask(here.deps.queries.consistency, here.deps.clock())


@router.get("/contradictions")
async def list_contradictions(here: Here, limit: Limit = 100) -> Contradictions:
    """Tickets whose systems stand in different groups, the longest standing first."""
    return Contradictions(items=tuple(await ask(here.deps.queries.contradictions, here.deps.clock(), limit)))
