"""Deliveries, told in minutes, and what the specification makes of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from hub.application.ports import Delivery
from hub.domain.decide import Clocks, Meaning, read
from hub.domain.track import Reading
from mappings.model import Mapped
from mappings.translate import translate
from schemas.instant import DAY, MINUTE, Instant
from schemas.report import Report
from schemas.uid import format_uid
from tests.integration.ingest.site import NOON, RULES, SYSTEMS, tables
from tests.unit.domain.specification import Decision
from tests.unit.domain.stories import Portrait, specified

TABLES = tables()
MEANT = [word for word, meaning in TABLES["crm"].words.items() if isinstance(meaning, Mapped)]
CLOCKS = Clocks()


def uid(number: int) -> str:
    return format_uid("SRV", date(2026, 1, 26), number).text


UID = uid(872)


def minute(number: float) -> Instant:
    return NOON + round(number * MINUTE)


def says(
    system: str, word: str, at: float, ticket: str = UID, *, received: float | None = None, **more: Any
) -> Delivery:
    """A system reports a word at a minute after noon."""
    received_at = minute(at if received is None else received)
    report = Report(
        system=system,
        native_status=word,
        received_at=received_at,
        occurred_at=minute(at),
        uid=ticket,
        **({"delivery_id": f"{system}-{word}-{at}"} | more),
    )
    return Delivery(system=system, received_at=received_at, report=report, body=b'{"as": "it came"}')


def a_day(chance: random.Random, ticket: str, reports: int) -> list[Delivery]:
    """A ticket's reports from three systems within an hour: many at once, some late, some from the future."""
    return [
        says(
            chance.choice(SYSTEMS),
            chance.choice(MEANT),
            at := chance.randrange(60),
            ticket,
            received=at + chance.choice([0, 0, 0, 0.5, 20, -1, -10, 7 * 1440, 7 * 1440 + 1]),
            delivery_id=f"d{number}",
            sequence=chance.choice([None, 1, 2]),
            actor=chance.choice(["", "ann", "bob"]),
        )
        for number in range(reports)
    ]


def batches(chance: random.Random, deliveries: Sequence[Delivery]) -> Iterable[list[Delivery]]:
    """The deliveries in another order, some of them again, in batches of any size."""
    again = [*deliveries, *chance.choices(deliveries, k=len(deliveries) // 3)]
    chance.shuffle(again)
    while again:
        size = chance.randint(1, 12)
        yield again[:size]
        again = again[size:]


def expected(deliveries: Iterable[Delivery], decisions: Sequence[Decision] = ()) -> Portrait:
    """What the specification says of the ticket that these are about."""
    return specified(RULES, [_reading(delivery.report) for delivery in deliveries if delivery.report], decisions)


def _reading(report: Report) -> Reading:
    mapped = translate(TABLES[report.system], report.native_status)
    assert isinstance(mapped, Mapped)
    return read(report, Meaning(mapped.word.status, mapped.word.reopens, TABLES[report.system].version), CLOCKS)


def a_year(ticket: str, days: int = 300) -> list[Delivery]:
    """A ticket that goes on and on: reported anew, and resolved, every day."""
    found = []
    for day in range(days):
        at = day * DAY // MINUTE
        found.append(says("crm", "Open", at, ticket))
        found.append(says("crm", "Done", at + 60, ticket))
    return found
