"""Days of a plant: reports and decisions in a random order, told to one hub or to several alike."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from hub.application.ports import Choice, Decision, Delivery
from schemas.errors import Refused
from schemas.events import ConflictDecided, Contradiction, Event, EvidenceJoined, TicketFrozen
from schemas.instant import MINUTE
from schemas.status import Status
from tests.integration.ingest.given import a_day, minute, uid
from tests.integration.ingest.site import Site

UNKNOWN = "In der Schwebe"
"""A word that no table has at first."""
Pair = tuple[str, str, str, str]


@dataclass(frozen=True)
class Step:
    """A batch of deliveries, and then a reviewer's decision about whatever is frozen of one ticket."""

    deliveries: Sequence[Delivery]
    ticket: str
    decision: Decision


def steps(seed: int, tickets: int = 12, reports: int = 14) -> list[Step]:
    """A few days, from a seed. One word in ten is unknown."""
    chance = random.Random(seed)
    waiting = [
        _some_unknown(delivery, chance, number)
        for number in range(tickets)
        for delivery in a_day(chance, uid(number + 1), reports)
    ]
    chance.shuffle(waiting)
    found = []
    while waiting:
        size = chance.randint(1, 9)
        batch, waiting = waiting[:size], waiting[size:]
        choice = chance.choice([Choice.ACCEPT, Choice.SET, Choice.NO_CONFLICT])
        decision = Decision(
            by="mei",
            choice=choice,
            reason="seen on site",
            system=chance.choice(["crm", "erp", "itsm"]) if choice is Choice.ACCEPT else "",
            status=chance.choice(list(Status)) if choice is Choice.SET else None,
        )
        found.append(Step(batch, uid(chance.randrange(tickets) + 1), decision))
    return found


def _some_unknown(delivery: Delivery, chance: random.Random, ticket: int) -> Delivery:
    assert delivery.report is not None
    word = UNKNOWN if chance.random() < 0.1 else delivery.report.native_status
    named = msgspec.structs.replace(
        delivery.report, native_status=word, delivery_id=f"{ticket}-{delivery.report.delivery_id}"
    )
    return msgspec.structs.replace(delivery, report=named)


def live(site: Site, steps: Sequence[Step]) -> dict[int, ConflictDecided]:
    """Let a hub live through them; return what was decided, by step."""
    decided = {}
    for number, step in enumerate(steps):
        _take_in(site, number, step)
        conflict = site.kept(step.ticket).conflict
        if conflict is None:
            continue
        try:
            site.review.decide(conflict.uid, step.decision)
        except Refused:  # the side to accept is none
            continue
        (*_, decided[number]) = (event for event in site.events(step.ticket) if isinstance(event, ConflictDecided))
    return decided


def live_again(site: Site, steps: Sequence[Step], decided: Mapping[int, ConflictDecided]) -> None:
    """Let another hub live through the same. Reviewers say what they said, where there is something to decide."""
    for number, step in enumerate(steps):
        _take_in(site, number, step)
        conflict, event = site.kept(step.ticket).conflict, decided.get(number)
        if conflict is None or event is None:
            continue
        try:
            site.review.decide(conflict.uid, step.decision)
        except Refused:
            set_instead = Decision(by=event.by, choice=Choice.SET, reason=event.reason, status=event.status)
            site.review.decide(conflict.uid, set_instead)


def _take_in(site: Site, number: int, step: Step) -> None:
    site.clock.now = minute(8 * 1440 + number)
    site.ingest(*step.deliveries)
    site.clock.now += MINUTE // 2


def pairs(events: Sequence[Event]) -> list[set[Pair]]:
    """The conflicts of a ticket, each as the pairs of deliveries that are its evidence."""
    found: list[set[Pair]] = []
    for event in events:
        if isinstance(event, TicketFrozen):
            found.append(sides(event.contradictions))
        elif isinstance(event, EvidenceJoined):
            found[-1] |= sides(event.contradictions)
    return found


def sides(contradictions: Sequence[Contradiction]) -> set[Pair]:
    """Each contradiction by its two deliveries."""
    return {
        (pair.first.system, pair.first.delivery_id, pair.second.system, pair.second.delivery_id)
        for pair in contradictions
    }
