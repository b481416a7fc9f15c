"""What becomes of a delivery that is left to the workers: its record, and what its sender is told meanwhile."""

from __future__ import annotations

from hub.application.intake import LOOKUP
from hub.application.ports import Delivery, Outcome, Verdict
from hub.application.records import Published, encode, encode_unreadable
from schemas.report import with_delivery_id


def queued(delivery: Delivery) -> tuple[Published | None, Outcome]:
    """The record to publish, if there is anything to publish, and the outcome to tell once it is safe.

    A report gets its delivery id here, so the worker knows it again however often the sender or the broker repeats it.
    A body that could not be read, or whose object has to be looked up, is told the parked id under which the worker
    will park it.
    """
    if delivery.report is not None:
        report = with_delivery_id(delivery.report)
        queued = Outcome(verdict=Verdict.QUEUED, uid=report.uid, delivery_id=report.delivery_id)
        return encode(report, delivery.kept), queued
    if not delivery.problem:
        return None, Outcome(verdict=Verdict.IGNORED, detail=delivery.ignored or "no report in it")
    lookup = delivery.lookup
    name = delivery.parked_id(lookup.delivery_id if lookup else "")
    reason = LOOKUP if lookup else "unreadable"
    outcome = Outcome(verdict=Verdict.PARKED, parked_id=name, reason=reason, detail=delivery.problem)
    return encode_unreadable(delivery, name), outcome
