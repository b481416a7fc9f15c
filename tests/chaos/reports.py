"""What is reported in a run: the same tickets, words and order for a seed, a few days before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final

from hub.application.ports import Delivery
from schemas.instant import DAY, HOUR, Instant, to_iso
from schemas.report import Report
from tests.bench.workload import plant_day

REPORTS: Final = 20_000
STRANGE_WORD: Final = "Wobbly"
"""No table knows it, so what says it is parked."""
STRANGE_IN: Final = 250

Posted = dict[str, Any]
"""A report as it is posted."""
Key = tuple[str, str, str]
"""UID, system, delivery id."""


def posted_reports(seed: int, now: Instant, count: int = REPORTS) -> list[Posted]:
    """About ``count`` reports in the order in which they are sent.

    They happened within the last three days, in whole hours before ``now``: late enough to be no future, and too
    early to be too late for a conflict. A few say a word that nobody knows.
    """
    start = (now - 3 * DAY) // HOUR * HOUR
    deliveries = plant_day(count, seed=seed, start=start)
    chance = Random(seed)
    names = sorted({delivery.report.delivery_id for delivery in deliveries if delivery.report})
    strange = set(chance.sample(names, len(names) // STRANGE_IN))
    return [_posted(report, report.delivery_id in strange) for report in _reports(deliveries)]


def _reports(deliveries: Sequence[Delivery]) -> Iterator[Report]:
    return (delivery.report for delivery in deliveries if delivery.report is not None)


def _posted(report: Report, is_strange: bool) -> Posted:
    assert report.occurred_at is not None
    return {
        "system": report.system,
        "uid": report.uid,
        "native_id": report.native_id,
        "native_status": STRANGE_WORD if is_strange else report.native_status,
        "occurred_at": to_iso(report.occurred_at),
        "delivery_id": report.delivery_id,
        "actor": report.actor,
        "note": report.note,
    }


def key_of(posted: Posted) -> Key:
    return posted["uid"], posted["system"], posted["delivery_id"]


def shared_out(reports: Sequence[Posted], senders: int) -> list[list[Posted]]:
    """The reports for each sender: all of a ticket go to the same one, in their order."""
    tickets = {uid: number for number, uid in enumerate(dict.fromkeys(report["uid"] for report in reports))}
    shares: list[list[Posted]] = [[] for _ in range(senders)]
    for report in reports:
        shares[tickets[report["uid"]] % senders].append(report)
    return shares
