"""As it was at a moment, asked for afterwards, is what the hub answered at that moment: on public logs, on a store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import SecretStr

from conflict.loader import load_rules
from hub.application.audit.assess import assess
from hub.application.audit.gather import gather
from hub.application.audit.profile import load_profile
from hub.application.ports import Choice, Decision, Delivery
from hub.domain.track import Reading
from hub.entrypoints.gateway.queries import ConflictFilter, Queries, TicketFilter
from hub.entrypoints.gateway.views.tickets import TicketRow
from hub.entrypoints.reads import queries_of
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.instant import Instant
from schemas.report import Report
from schemas.uid import format_uid
from tests.needs import ROOT

PROFILE = ROOT / "docs" / "profiles" / "bpic2013.toml"
TICKETS = 300
FREEZING = 110
"""So many of them freeze, as the audit of the log says."""
AT_ONCE = 200

Rows = dict[str, TicketRow]


@pytest.fixture
def deliveries(incidents: Path) -> list[Delivery]:
    """The reports of every ticket that freezes and of those with most reports, as they arrived."""
    gathered = gather([incidents], load_profile(PROFILE))
    frozen = {conflict.ticket for conflict in assess([], gathered, load_rules()).conflicts}
    told = gathered.readings
    chosen = sorted(told, key=lambda ticket: (ticket in frozen, len(told[ticket]), ticket), reverse=True)[:TICKETS]
    assert len(frozen & set(chosen)) == FREEZING
    found = [
        _delivery(format_uid("SRV", date(2012, 1, 1), number).text, reading)
        for number, ticket in enumerate(chosen, start=1)
        for reading in told[ticket]
    ]
    return sorted(found, key=lambda delivery: delivery.received_at)


def _delivery(uid: str, said: Reading) -> Delivery:
    report = Report(
        system=said.system,
        uid=uid,
        native_status=said.native,
        occurred_at=said.at,
        received_at=said.received_at,
        actor=said.actor,
        delivery_id=said.delivery_id,
    )
    return Delivery(system=said.system, received_at=said.received_at, report=report)


@pytest.fixture
def hub(database_url: str, tmp_path: Path) -> Iterator[Hub]:
    """A hub that knows the words of the log's system."""
    profile = PROFILE.read_text(encoding="utf-8")
    (tmp_path / "vinst.toml").write_text(profile[profile.index("[mapping.") :], encoding="utf-8")
    settings = Settings(data=tmp_path, mappings=tmp_path, database_url=SecretStr(database_url))
    with open_hub(settings) as hub:
        yield hub


def live(hub: Hub, queries: Queries, deliveries: list[Delivery]) -> Iterator[None]:
    """Take the deliveries in, pausing after each batch; what is frozen by every third is decided, with a pause too."""
    for number, first in enumerate(range(0, len(deliveries), AT_ONCE)):
        hub.ingestion.ingest(deliveries[first : first + AT_ONCE])
        yield
        if number % 3 == 2:
            decision = Decision(by="mei", choice=Choice.NO_CONFLICT, reason="It came back.")
            for row in queries.conflicts(ConflictFilter(state=("open",))).items:
                hub.review.decide(row.conflict, decision)
            yield


def write_down(hub: Hub, queries: Queries) -> tuple[Instant, Rows]:
    """The moment, and the list of all tickets as anybody reads it now, from its view."""
    hub.runner.catch_up()
    moment = hub.clock()
    return moment, {row.uid: row for row in queries.tickets(TicketFilter(limit=TICKETS, now=moment)).items}


def without_native_ids(row: TicketRow) -> TicketRow:
    """As lists show it: they name no system's own id."""
    return replace(row, systems=tuple(replace(system, native_id="") for system in row.systems))


def rows_of(queries: Queries, wanted: TicketFilter) -> Rows:
    """All that a filter leaves, in as many pages as it takes."""
    rows: Rows = {}
    while True:
        page = queries.tickets(wanted)
        rows |= {row.uid: without_native_ids(row) for row in page.items}
        if not page.next:
            return rows
        wanted = replace(wanted, cursor=page.next)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.usefixtures("uncounted")
def test_as_it_was_at_a_moment_is_what_was_answered_then(hub: Hub, deliveries: list[Delivery]) -> None:
    queries = queries_of(hub)

    written = [write_down(hub, queries) for _ in live(hub, queries, deliveries)]

    now = hub.clock()
    assert len({uid for _, rows in written for uid, row in rows.items() if row.frozen}) == FREEZING
    assert not any(row.frozen for row in written[-1][1].values())
    for (_, before), (moment, rows) in pairwise([(0, {}), *written]):
        assert rows_of(queries, TicketFilter(limit=TICKETS, as_of=moment, now=now)) == rows
        for uid in (uid for uid in rows if rows[uid] != before.get(uid)):
            assert without_native_ids(queries.ticket(uid, as_of=moment, now=now).ticket) == rows[uid]
