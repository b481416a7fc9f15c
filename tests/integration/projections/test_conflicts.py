"""Given contradictions and decisions, when they are projected, then the quality team sees them."""

from typing import Any

import pytest
from psycopg import Connection

from projections.conflicts import (
    SHOWN_EVIDENCE,
    ConflictRow,
    list_conflicts,
    one_conflict,
    open_conflicts,
    opened_place,
)
from projections.runner import Runner
from schemas.events import EvidenceJoined
from schemas.instant import SECOND
from schemas.status import Status
from tests.integration.projections.given import Log, Story, minute


@pytest.fixture
def story(log: Log) -> Story:
    """CRM resolved, and four minutes later ITSM reopened."""
    made = Story(log)
    made.report("crm", "Fixed", Status.RESOLVED, 0)
    made.report("itsm", "Again", Status.REOPENED, 4)
    return made


def conflict(conn: Connection[Any], uid: str) -> ConflictRow:
    found = one_conflict(conn, uid)
    assert found is not None
    return found


def test_a_contradiction_opens_an_exception_ticket_with_its_evidence(
    conn: Connection[Any], runner: Runner, story: Story
) -> None:
    runner.catch_up()
    found = conflict(conn, story.conflict)
    assert (found.uid, found.state, found.opened_at) == (story.uid, "open", minute(4) + SECOND)
    assert (found.broken, found.evidence) == (["reopened-across"], 1)
    assert [(pair.first.native, pair.second.native) for pair in found.contradictions] == [("Fixed", "Again")]
    assert open_conflicts(conn).count == 1
    assert open_conflicts(conn).oldest == minute(4) + SECOND


def test_later_evidence_joins_and_only_so_much_is_written_out(
    conn: Connection[Any], runner: Runner, log: Log, story: Story
) -> None:
    runner.catch_up()
    pair = conflict(conn, story.conflict).contradictions[0]
    for _ in range(5):
        joined = EvidenceJoined(
            recorded_at=minute(5), conflict=story.conflict, contradictions=(pair,) * 16, total=1_000
        )
        log.append(story.uid, joined)
    runner.catch_up()
    found = conflict(conn, story.conflict)
    assert (found.evidence, len(found.contradictions)) == (5_001, SHOWN_EVIDENCE)


def test_a_claim_and_a_decision_say_who_what_and_why(conn: Connection[Any], runner: Runner, story: Story) -> None:
    name = story.conflict
    story.claim("anna", 5)
    runner.catch_up()
    claimed = conflict(conn, name)
    assert (claimed.state, claimed.claimed_by, claimed.claimed_at) == ("claimed", "anna", minute(5))
    story.settle("anna", 9, accept="crm")
    runner.catch_up()
    found = conflict(conn, name)
    assert (found.state, found.decided_by, found.closed_at) == ("decided", "anna", minute(9))
    assert (found.choice, found.status, found.accepted) == ("accept", Status.RESOLVED, "crm")
    assert (found.reason, found.decided_until) == ("seen on site", minute(9))
    assert open_conflicts(conn).count == 0
    assert open_conflicts(conn).oldest is None


def test_a_late_report_may_show_that_there_was_no_contradiction(
    conn: Connection[Any], runner: Runner, log: Log
) -> None:
    story = Story(log)
    story.report("crm", "Open", Status.NEW, 0)
    story.report("crm", "Closed", Status.CLOSED, 20)
    story.report("itsm", "Active", Status.IN_PROGRESS, 24)
    name = story.conflict
    late = story.report("itsm", "Active", Status.IN_PROGRESS, 2, received=26)
    runner.catch_up()
    found = conflict(conn, name)
    assert (found.state, found.withdrawn_system, found.withdrawn_delivery_id) == ("withdrawn", "itsm", late)


def test_conflicts_are_listed_the_oldest_first(conn: Connection[Any], runner: Runner, log: Log, story: Story) -> None:
    second = Story(log, "SRV-2")
    second.report("crm", "Fixed", Status.RESOLVED, 10)
    second.report("itsm", "Again", Status.REOPENED, 11)
    names = [story.conflict, second.conflict]
    runner.catch_up()
    listed = list_conflicts(conn)
    assert [row.id for row in listed] == names
    assert [row.id for row in list_conflicts(conn, place=opened_place(listed[0]))] == names[1:]
    assert [row.id for row in list_conflicts(conn, uid="SRV-2")] == names[1:]
    assert list_conflicts(conn, states=["decided"]) == []
