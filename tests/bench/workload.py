"""The reports that are measured: tickets of four systems that follow each other with some lag; the same for a seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

import msgspec

from hub.application.ports import Delivery
from schemas.instant import DAY, MINUTE, SECOND, Instant
from schemas.report import Report
from schemas.uid import format_uid

SEED = 20260302
START: Instant = 1_772_431_200_000_000
"""2026-03-02T06:00:00Z."""
REPORTS_PER_TICKET = 10

NEW, ACKNOWLEDGED, WORKING, PENDING, RESOLVED, CLOSED = range(6)
WORDS = {
    "crm": ("New", "Accepted", "Working", "Waiting on Customer", "Solved", "Closed"),
    "itsm": ("New", "Assigned", "In Progress", "On Hold", "Resolved", "Closed"),
    "mes": ("PENDING", "ACCEPTED", "IN_PROGRESS", "BLOCKED", "DONE", "CLOSED"),
    "erp": ("CRTD", "REL", "PCNF", "LKD", "TECO", "CLSD"),
}
SYSTEMS = tuple(WORDS)
_SHORT = (NEW, WORKING, RESOLVED)
_LONG = (
    (NEW, ACKNOWLEDGED, WORKING, RESOLVED),
    (NEW, WORKING, PENDING, RESOLVED),
    (NEW, WORKING, RESOLVED, CLOSED),
)
_NOTE = (
    "Line 3 stopped after the shift change; the spindle drive shows overcurrent at every restart; a spare is on its way"
)


def uid_of(number: int) -> str:
    """The UID of the ``number``-th ticket, from 0."""
    return format_uid("SRV", date(2026, 3, 2), number + 1).text


def delivery(uid: str, number: int, system: str, stage: int, at: Instant, name: str, delay: Instant) -> Delivery:
    """A report of about 350 bytes that ``system`` sends ``delay`` after it happened."""
    report = Report(
        system=system,
        native_status=WORDS[system][stage],
        received_at=at + delay,
        occurred_at=at,
        uid=uid,
        native_id=f"{system.upper()}-{number:07d}",
        delivery_id=name,
        actor="anna.schmidt",
        note=_NOTE,
        adapter=f"{system}@3f9c01",
    )
    return Delivery(system=system, received_at=at + delay, report=report)


def plant_day(reports: int, *, seed: int = SEED, start: Instant = START, first: int = 0) -> list[Delivery]:
    """About ``reports`` reports, ten for each ticket, in the order of their arrival; tickets start all day long.

    One system leads, the other three follow it within minutes. 1 % of the reports come twice, 1 % come late enough to
    be out of order, 0.5 % of the tickets run into a contradiction, and a third of the reports move their ticket.
    """
    random = Random(seed)
    tickets = max(1, reports // REPORTS_PER_TICKET)
    lives = (_life(random, first + number, start + number * DAY // tickets) for number in range(tickets))
    return sorted((report for life in lives for report in life), key=lambda report: report.received_at)


def _life(random: Random, number: int, at: Instant) -> Iterator[Delivery]:
    uid = uid_of(number)
    for index, (system, stage, happened) in enumerate(_story(random, at)):
        delay = random.randrange(10 * MINUTE, 60 * MINUTE) if random.random() < 0.01 else random.randrange(5 * SECOND)
        report = delivery(uid, number, system, stage, happened, f"{number:x}-{index}", delay)
        yield report
        if random.random() < 0.01:
            again = report.received_at + random.randrange(SECOND, 5 * MINUTE)
            yield msgspec.structs.replace(report, received_at=again)


def _story(random: Random, at: Instant) -> Iterator[tuple[str, int, Instant]]:
    """Who says what when: ten statements."""
    lead, *followers = random.sample(SYSTEMS, len(SYSTEMS))
    stages = random.choice(_LONG) if random.random() < 1 / 3 else _SHORT
    contradicts = random.random() < 0.005
    for stage in stages:
        yield lead, stage, at
        if stage in {WORKING, RESOLVED}:
            for follower in followers:
                is_wrong = contradicts and stage == RESOLVED and follower == followers[-1]
                yield follower, PENDING if is_wrong else stage, at + random.randrange(MINUTE, 4 * MINUTE)
        at += random.randrange(40 * MINUTE, 120 * MINUTE)
    if stages is _SHORT:
        yield lead, RESOLVED, at  # a snapshot at an edit, which repeats what was said
