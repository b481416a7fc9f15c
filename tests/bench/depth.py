"""What a report costs early and late in a ticket's life, and in an empty and in a full store."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from statistics import median
from time import perf_counter

import psycopg

from hub.application.ports import Delivery
from hub.settings import Settings
from hub.wiring import Hub
from schemas.instant import HOUR, MINUTE, SECOND
from tests.bench.ingesting import in_batches, ingest_all
from tests.bench.lines import Lines
from tests.bench.store import fresh_hub
from tests.bench.workload import PENDING, SEED, START, SYSTEMS, WORKING, delivery, plant_day, uid_of

SIDE_BY_SIDE = 36
"""Tickets that grow together: all of them, at 5,000 reports, are still kept in memory."""
STEP = 8
"""Reports of each ticket in one batch."""
_SHARE_LATE = 0.01


class Growing:
    """Tickets that go on and on: a report every four minutes, one system after the other, a move at every fourth."""

    def __init__(self, first: int, *, late: bool) -> None:
        self._numbers = range(first, first + SIDE_BY_SIDE)
        self._uids = [uid_of(number) for number in self._numbers]
        self._random = Random(SEED + first)
        self._late = late
        self.length = 0
        """Reports of each ticket so far."""

    def grow(self, by: int) -> list[Delivery]:
        """The next reports of every ticket."""
        reports = [report for index in range(self.length, self.length + by) for report in self._row(index)]
        self.length += by
        return reports

    def _row(self, index: int) -> Iterator[Delivery]:
        stage = (WORKING, PENDING)[index // len(SYSTEMS) % 2]
        at = START + index * 4 * MINUTE
        for number, uid in zip(self._numbers, self._uids, strict=True):
            behind = self._random.randrange(HOUR) if self._late and self._random.random() < _SHARE_LATE else 0
            system = SYSTEMS[index % len(SYSTEMS)]
            yield delivery(uid, number, system, stage, at - behind, f"{number:x}-{index}", behind + SECOND)


def measure(lines: Lines, server_url: str, *, longest: int) -> None:
    """The 5th report of new tickets against the 500th and the last of long ones, in turns, in the same batches."""
    for late in (False, True):
        _measure_length(lines, server_url, longest, late=late)


def _measure_length(lines: Lines, server_url: str, longest: int, *, late: bool) -> None:
    kind = ", 1 % out of order" if late else ""
    with fresh_hub(server_url) as hub:
        old = Growing(0, late=late)
        cohort = SIDE_BY_SIDE
        for length in (min(500, longest), longest):
            ingest_all(hub, in_batches(old.grow(length - 5 * STEP - old.length)))
            young, aged = [], []
            for _ in range(10):
                fresh = Growing(cohort, late=late)
                cohort += SIDE_BY_SIDE
                hub.ingestion.ingest(fresh.grow(4))
                young.append(_cost(hub, fresh.grow(STEP)))
                aged.append(_cost(hub, old.grow(STEP)))
            lines.add("depth", f"5th report of a ticket{kind}", young, "us/report")
            lines.add("depth", f"{length:,}th report{kind}", aged, "us/report")
            lines.add("depth", f"{length:,}th / 5th{kind}", [median(aged) / median(young)], "", "0.8 to 1.2")


def _cost(hub: Hub, batch: list[Delivery]) -> float:
    started = perf_counter()
    hub.ingestion.ingest(batch)
    return (perf_counter() - started) / len(batch) * 1e6


def measure_store(lines: Lines, server_url: str, *, events: int, reports: int, rounds: int) -> None:
    """The same reports into an empty store and into one with ``events`` events, in turns."""
    batches = in_batches(plant_day(reports))
    count = sum(len(batch) for batch in batches)
    with fresh_hub(server_url) as full:
        fill_store(full.settings, events)
        empty_costs, full_costs = [], []
        for number in range(rounds):
            with fresh_hub(server_url) as empty:
                empty_costs.append(ingest_all(empty, batches) / count * 1e6)
            mine = in_batches(plant_day(reports, first=(number + 1) * reports))
            full_costs.append(ingest_all(full, mine) / count * 1e6)
    lines.add("store", "into an empty store", empty_costs, "us/report")
    lines.add("store", f"into a store of {events:,} events", full_costs, "us/report")
    ratios = [a / b for a, b in zip(full_costs, empty_costs, strict=True)]
    lines.add("store", "full / empty", ratios, "", "0.8 to 1.2")


def fill_store(settings: Settings, events: int) -> None:
    """Old tickets of ten events each, with their entries in the registry, in a hub's tables."""
    assert settings.database_url is not None
    with psycopg.connect(settings.database_url.get_secret_value(), autocommit=True) as connection:
        for statement in _FILL:
            connection.execute(statement, {"events": events, "tickets": events // 10})


_FILL = (
    """
    INSERT INTO ticket_events (originator_id, originator_version, topic, state, notification_id, chain, delivery)
    SELECT 'OLD-' || md5((n / 10)::text), 1 + n %% 10, 'ticket.status_reported.v1',
        convert_to(repeat('x', 350), 'utf8'), n + 1, decode(md5(n::text), 'hex'), hashint8extended(n, 0)
    FROM generate_series(0, %(events)s::int8 - 1) AS n
    """,
    "SELECT setval('ticket_events_notification_id_seq', %(events)s::int8)",
    """
    INSERT INTO uids (uid, origin, seen_at)
    SELECT 'OLD-' || md5(n::text), 'used:crm', 0 FROM generate_series(1, %(tickets)s::int8) AS n
    """,
    """
    INSERT INTO native_ids (system, native_id, uid)
    SELECT system, system || md5(n::text), 'OLD-' || md5(n::text)
    FROM generate_series(1, %(tickets)s::int8) AS n, unnest(ARRAY['crm', 'itsm', 'mes', 'erp']) AS system
    """,
    "CHECKPOINT",
)
