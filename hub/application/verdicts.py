"""What the hub says of a delivery: what became of it, and why, in a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from hub.application.intake import Examined
from hub.application.ports import Outcome, Verdict
from hub.domain.ticket import Ticket
from schemas.events import ReportParked
from schemas.instant import Instant
from schemas.report import Report

MAX_PARKED_BODY = 4 << 20
"""Bytes of a body that are kept with a parked delivery."""


def of_ticket(verdict: Verdict, ticket: Ticket, report: Report, *, is_change: bool = False) -> Outcome:
    """A verdict on a report whose ticket is known."""
    return Outcome(
        verdict=verdict,
        uid=ticket.uid,
        delivery_id=report.delivery_id,
        is_change=is_change,
        frozen=ticket.is_frozen,
        conflict=ticket.conflict.uid if ticket.conflict else "",
    )


def parked(reason: str, detail: str, report: Report | None, uid: str = "") -> Outcome:
    """The delivery is set aside."""
    delivery_id = report.delivery_id if report else ""
    return Outcome(verdict=Verdict.PARKED, uid=uid, delivery_id=delivery_id, reason=reason, detail=detail)


def unlinked(report: Report) -> str:
    """Why nobody knows the report's ticket."""
    if not report.native_id:
        return "the report names no ticket; send a uid, or the system's own id"
    return (
        f"nobody has said which ticket {report.native_id} of {report.system} is;"
        f" link it to a UID, or let {report.system} originate tickets"
    )


def clash_of(ticket: Ticket, report: Report, unknown: Sequence[str], resolved: Mapping[tuple[str, str], str]) -> str:
    """Why what the report names its ticket by cannot all mean this one, if it cannot.

    ``unknown`` are those of its ids by which the ticket is not known; ``resolved`` has the UIDs that the registry knows
    for ids, as far as it was asked.
    """
    system, held = report.system, ticket.native_ids.get(report.system)
    if held and len(unknown) == len(report.ids):
        return (
            f"{ticket.uid} is {held} in {system} already, so it cannot be {report.native_id} as well;"
            f" correct the UID in {system}, or link the two if they are one ticket there"
        )
    for native_id in unknown:
        linked = resolved.get((system, native_id))
        if linked and linked != ticket.uid and report.uid:
            return (
                f"{native_id} of {system} is {linked} already, so it cannot be {ticket.uid} as well;"
                f" correct the UID in {system}, or link the two if they are one ticket"
            )
        if linked and linked != ticket.uid:
            return (
                f"{report.native_id} of {system} is {ticket.uid} and {native_id} is {linked}, and this report says"
                " that they are one ticket; link both to one of them"
            )
    return ""


def parked_event(item: Examined, outcome: Outcome, now: Instant) -> ReportParked:
    """The delivery with its body as it came, and its report as it was read, to be examined anew at a retry."""
    delivery, report = item.delivery, item.report
    as_read = b""
    if delivery.report:
        as_read = msgspec.json.encode(msgspec.structs.replace(delivery.report, delivery_id=outcome.delivery_id))
    return ReportParked(
        recorded_at=now,
        system=delivery.system,
        reason=outcome.reason,
        detail=outcome.detail,
        received_at=delivery.received_at,
        body=delivery.body[:MAX_PARKED_BODY],
        content_type=delivery.content_type,
        report=as_read,
        uid=outcome.uid,
        native_id=report.native_id if report else "",
        native=report.native_status if report else "",
        at=report.occurred_at if report else None,
        delivery_id=outcome.delivery_id,
        input=delivery.input,
        headers=delivery.headers,
    )
