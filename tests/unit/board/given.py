"""What the port may answer, to be shown."""

from __future__ import annotations

from collections.abc import Sequence

from hub.entrypoints.board.reading import Overview, Reading, Tickets
from hub.entrypoints.gateway.queries import Backlog
from hub.entrypoints.gateway.views.conflicts import ConflictRow, ConflictView, ContradictionView, Side
from hub.entrypoints.gateway.views.consistency import Apart, ConsistencyView
from hub.entrypoints.gateway.views.sentence import Sentence
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.tickets import SystemState, TicketPage, TicketRow
from schemas.instant import HOUR, MINUTE, Instant, from_iso
from schemas.status import Status

NOW = from_iso("2026-01-26T09:30:00Z")
UID = "SRV-20260126-00872-A9F"
CONFLICT = "QAX-20260126-00001-5B2"


def a_state(system: str = "crm", status: Status = Status.CLOSED, native: str = "", **given: object) -> SystemState:
    return SystemState(system=system, status=status, native=native or status.value, since=NOW - HOUR, **given)  # type: ignore[arg-type]


def a_row(uid: str = UID, status: Status | None = Status.CLOSED, **given: object) -> TicketRow:
    values: dict[str, object] = {"since": NOW - HOUR, "version": 1, "systems": (a_state(),), **given}
    return TicketRow(uid=uid, status=status, **values)  # type: ignore[arg-type]


def a_system(system: str = "crm", title: str = "CRM", **given: object) -> SystemRow:
    return SystemRow(system=system, title=title, **{"last_seen": NOW - MINUTE, **given})  # type: ignore[arg-type]


def a_side(system: str, status: Status) -> Side:
    return Side(system=system, native=status.value, status=status, at=NOW, received_at=NOW)


def a_conflict(contradictions: int = 1, claimed_by: str = "") -> ConflictView:
    row = ConflictRow(
        conflict=CONFLICT,
        uid=UID,
        state="claimed" if claimed_by else "open",
        opened_at=NOW - 12 * MINUTE,
        systems=("crm", "itsm"),
        claimed_by=claimed_by,
    )
    contradiction = ContradictionView(
        rule="reopened-across",
        first=a_side("crm", Status.RESOLVED),
        second=a_side("itsm", Status.REOPENED),
        seconds=240,
        said=Sentence(en="crm reported Resolved …", zh="crm 报告“已解决”……"),
    )
    return ConflictView(conflict=row, contradictions=(contradiction,) * contradictions)


def an_apart(since: Instant = NOW - 11 * HOUR) -> Apart:
    sides = (a_state("mes", Status.NEW, "PENDING"), a_state("crm", Status.CLOSED))
    return Apart(uid=UID, since=since, seconds=(NOW - since) / 1e6, sides=sides, said=Sentence(en="", zh=""))


def an_overview(**given: object) -> Overview:
    apart = given.get("contradictions", ())
    assert isinstance(apart, tuple)
    values: dict[str, object] = {
        "at": NOW,
        "consistency": ConsistencyView(
            at=NOW, rate=0.9919, pairs=1234, agreeing=1224, by_system={}, contradictions=len(apart)
        ),
        "backlog": Backlog(lag={}, open_conflicts=0, oldest_conflict=None, parked={}),
        "systems": (a_system(), a_system("mes", "MES")),
        "conflicts": (),
        "contradictions": (),
    }
    return Overview(**{**values, **given})  # type: ignore[arg-type]


def a_reading(rows: Sequence[TicketRow] = (), following: str = "", preceding: str = "", **given: object) -> Reading:
    page = TicketPage(items=tuple(rows), previous=preceding, next=following)
    return Reading(an_overview(**given), Tickets(at=NOW, page=page), total=len(rows))
