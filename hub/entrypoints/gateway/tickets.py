"""Reading tickets: lists, one ticket with its lanes, its history, and why it stands where it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from hub.entrypoints.gateway.auth import Reader, Reviewer
from hub.entrypoints.gateway.context import Here, Settled, ask
from hub.entrypoints.gateway.params import STORABLE, AsOf, Cursor, Limit, ShortText, UidPath, Word, instant_or_none
from hub.entrypoints.gateway.problems import NOT_FOUND, Problem
from hub.entrypoints.gateway.queries import TicketFilter
from hub.entrypoints.gateway.views.tickets import Explanation, History, HistoryEntry, RawView, TicketPage, TicketView
from schemas.envelope import fact
from schemas.events import Recorded
from schemas.status import Status

router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"], dependencies=[Reader])


@router.get("", dependencies=[Settled])
async def list_tickets(
    here: Here,
    status: Annotated[list[Status] | None, Query(description="Any of these canonical statuses.")] = None,
    system: Annotated[Word, Query(description="A system that has reported about it.")] = "",
    frozen: bool | None = None,
    yellow: bool | None = None,
    apart: Annotated[bool | None, Query(description="Its systems stand in different groups.")] = None,
    updated_since: Annotated[
        datetime | None,
        Query(description="Something was recorded about it at or after this moment. Without a zone it is in UTC."),
    ] = None,
    q: Annotated[Word, Query(description="Part of a UID or of a native id.")] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
    as_of: AsOf = None,
) -> TicketPage:
    """Tickets, the most troubled first."""
    wanted = TicketFilter(
        status=tuple(status or ()),
        system=system,
        frozen=frozen,
        yellow=yellow,
        apart=apart,
        updated_since=instant_or_none(updated_since),
        q=q,
        limit=limit,
        cursor=cursor,
        as_of=instant_or_none(as_of),
        now=here.deps.clock(),
    )
    return await ask(here.deps.queries.tickets, wanted)


@router.get("/{uid}", dependencies=[Settled])
async def get_ticket(here: Here, uid: UidPath, as_of: AsOf = None) -> TicketView:
    """A ticket with the lanes of its systems and of the hub."""
    checked = here.deps.uids.check(uid)
    return await ask(here.deps.queries.ticket, checked, as_of=instant_or_none(as_of), now=here.deps.clock())


@router.get("/{uid}/history")
async def get_history(here: Here, uid: UidPath, as_of: AsOf = None) -> History:
    """Every event of a ticket, oldest first."""
    checked = here.deps.uids.check(uid)
    recorded = await ask(here.deps.queries.history, checked, as_of=instant_or_none(as_of))
    return History(uid=checked, items=tuple(_entry(item) for item in recorded))


@router.get("/{uid}/body", dependencies=[Reviewer])
async def get_body(
    here: Here,
    uid: UidPath,
    system: Annotated[ShortText, Query(description="Whose report.")],
    delivery_id: Annotated[str, Query(min_length=1, max_length=1_024, pattern=STORABLE)],
) -> RawView:
    """The body that a report came in, as it came but for values of secrets, as long as it is kept."""
    found = await ask(here.deps.queries.raw_body, here.deps.uids.check(uid), system, delivery_id)
    if found is None:
        raise Problem(NOT_FOUND, "The body of this report is not kept, or no more; what systems send is, for a time.")
    return found


@router.get("/{uid}/explain")
async def explain_ticket(here: Here, uid: UidPath, as_of: AsOf = None) -> Explanation:
    """Why a ticket stands where it stands, in both languages."""
    checked = here.deps.uids.check(uid)
    return await ask(here.deps.queries.explain, checked, as_of=instant_or_none(as_of))


def _entry(recorded: Recorded) -> HistoryEntry:
    return HistoryEntry(
        version=recorded.version,
        position=recorded.position,
        type=recorded.event.TOPIC,
        recorded_at=recorded.event.recorded_at,
        data=fact(recorded.event),
    )
