"""What is reported in a run: the same tickets, words and order for a seed, a few days before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final

from schemas.instant import DAY, HOUR, Instant, to_iso
from schemas.report import Report
from tests.bench.workload import PENDING, RESOLVED, WORDS, plant_day

REPORTS: Final = 20_000
STRANGE_WORD: Final = "Wobbly"
"""No table knows it, so what says it is parked."""
STRANGE_IN: Final = 250
CONTRADICTS_IN: Final = 50

Posted = dict[str, Any]
"""A report as it is posted."""
Key = tuple[str, str, str]
"""UID, system, delivery id."""


def posted_reports(seed: int, now: Instant, count: int = REPORTS) -> list[Posted]:
    """About ``count`` reports in the order in which they are sent.

    They happened within the last three days, in whole hours before ``now``: late enough to be no future, and too
    early to be too late for a conflict. In some tickets a system contradicts the others within minutes, and a few
    reports say a word that nobody knows.
    """
    chance = Random(seed)
    deliveries = plant_day(count, seed=seed, start=(now - 3 * DAY) // HOUR * HOUR)
    reports = [delivery.report for delivery in deliveries if delivery.report is not None]
    words = _contradictions(reports, chance) | _strange(reports, chance)
    return [_posted(report, words.get(report.delivery_id, report.native_status)) for report in reports]


def _contradictions(reports: Sequence[Report], chance: Random) -> dict[str, str]:
    """Other words for some reports, by delivery: systems that follow another and do not say that it is resolved."""
    following = {
        report.uid: report
        for first, report in _with_first(reports)
        if report.native_status == WORDS[report.system][RESOLVED] and report.system != first
    }
    chosen = chance.sample(sorted(following), len(following) // CONTRADICTS_IN)
    return {following[uid].delivery_id: WORDS[following[uid].system][PENDING] for uid in chosen}


def _with_first(reports: Sequence[Report]) -> Iterator[tuple[str, Report]]:
    """Each report with the system that reported first of its ticket."""
    first: dict[str, str] = {}
    for report in reports:
        yield first.setdefault(report.uid, report.system), report


def _strange(reports: Sequence[Report], chance: Random) -> dict[str, str]:
    names = sorted({report.delivery_id for report in reports})
    return dict.fromkeys(chance.sample(names, len(names) // STRANGE_IN), STRANGE_WORD)


def _posted(report: Report, word: str) -> Posted:
    assert report.occurred_at is not None
    return {
        "system": report.system,
        "uid": report.uid,
        "native_id": report.native_id,
        "native_status": word,
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
