"""Given systems that drift apart, when time passes, then the rate, the contradictions and the systems say so."""

from typing import Any

import pytest
from psycopg import Connection

from projections.consistency import consistency, contradictions, rates_at, sample, trend
from projections.runner import Runner
from projections.systems import list_systems
from schemas.instant import HOUR, MINUTE
from schemas.status import Status
from tests.integration.projections.given import Log, Story, minute, parked

NEW, IN_PROGRESS, CLOSED = Status.NEW, Status.IN_PROGRESS, Status.CLOSED


@pytest.fixture
def plant(log: Log, runner: Runner) -> None:
    """Two tickets in CRM and MES: one the same in both, one closed in the CRM while the MES job is still new."""
    for uid in ("SRV-1", "SRV-2"):
        story = Story(log, uid)
        story.report("crm", "Open", NEW, 0)
        story.report("mes", "neu", NEW, 2)
    story.report("crm", "Closed", CLOSED, 20)
    runner.catch_up()


@pytest.mark.usefixtures("plant")
def test_the_rate_falls_by_the_passing_of_time_alone(conn: Connection[Any]) -> None:
    assert consistency(conn, minute(25)).total.rate == 1.0
    found = consistency(conn, minute(25) + 1)
    assert (found.total.pairs, found.total.agreeing, found.total.rate) == (4, 3, 0.75)
    assert {rate.system: rate.rate for rate in found.by_system} == {"crm": 1.0, "mes": 0.5}
    assert (found.yellow_tickets, found.contradictions) == (1, 1)


def test_nothing_is_consistent(conn: Connection[Any]) -> None:
    assert consistency(conn, minute(0)).total.rate == 1.0


@pytest.mark.usefixtures("plant")
def test_a_standing_contradiction_is_listed_with_its_age(conn: Connection[Any]) -> None:
    assert contradictions(conn, minute(25)) == []
    found = contradictions(conn, minute(20) + 11 * HOUR)
    assert [(standoff.uid, standoff.age, standoff.status) for standoff in found] == [("SRV-2", 11 * HOUR, CLOSED)]
    assert {(side.system, side.status, side.native) for side in found[0].sides} == {
        ("crm", CLOSED, "Closed"),
        ("mes", NEW, "neu"),
    }


@pytest.mark.usefixtures("plant")
def test_a_contradiction_ends_when_the_system_follows(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log, "SRV-3")
    story.report("crm", "Closed", CLOSED, 30)
    story.report("mes", "neu", NEW, 55)
    runner.catch_up()
    assert [standoff.uid for standoff in contradictions(conn, minute(100))] == ["SRV-2", "SRV-3"]
    story.report("mes", "fertig", CLOSED, 90)
    runner.catch_up()
    assert [standoff.uid for standoff in contradictions(conn, minute(100))] == ["SRV-2"]


@pytest.mark.usefixtures("plant")
def test_samples_make_a_trend(conn: Connection[Any]) -> None:
    for at in (10, 20, 30, 30):
        sample(conn, minute(at))
    found = trend(conn, minute(0), minute(60))
    assert [(point.at, point.pairs, point.agreeing) for point in found] == [
        (minute(10), 4, 4),
        (minute(20), 4, 4),
        (minute(30), 4, 3),
    ]
    assert [point.rate for point in trend(conn, minute(25), minute(60), system="mes")] == [0.5]
    assert [point.at for point in trend(conn, minute(0), minute(60), points=1)] == [minute(30)]
    assert {name: point.at for name, point in rates_at(conn, minute(29), ["", "mes", "none"]).items()} == {
        "": minute(20),
        "mes": minute(20),
    }
    assert rates_at(conn, minute(91), ["", "mes"]) == {}


@pytest.mark.usefixtures("plant")
def test_a_system_shows_how_it_reports_and_how_far_it_runs_behind(
    conn: Connection[Any], runner: Runner, log: Log
) -> None:
    story = Story(log, "SRV-2")
    log.append("PRK-1", parked("mes", at=40))
    log.append("PRK-2", parked("ghost", at=41))
    runner.catch_up()
    crm, ghost, mes = list_systems(conn, minute(60))
    assert (crm.system, crm.reports, crm.changes, crm.pairs, crm.behind, crm.parked) == ("crm", 3, 3, 2, 0, 0)
    assert (ghost.reports, ghost.parked, ghost.last_seen, ghost.quickest) == (0, 1, minute(41), ())
    assert (mes.reports, mes.repeats, mes.behind, mes.parked, mes.last_seen) == (2, 0, 1, 1, minute(40))
    assert (mes.deviation.count, mes.deviation.over) == (2, 0)
    assert mes.deviation.median == pytest.approx(2 * MINUTE, rel=0.09)
    assert (crm.deviation.count, crm.deviation.median) == (3, 0)
    assert story.uid == "SRV-2"


def test_transport_delay_is_shown_apart_from_deviation(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("jira", "Open", NEW, 0, received=30)
    story.report("jira", "Open", NEW, 40, received=41)
    runner.catch_up()
    jira = list_systems(conn, minute(60))[0]
    assert (jira.reports, jira.changes, jira.repeats) == (2, 1, 1)
    assert jira.quickest == (MINUTE, 30 * MINUTE)
    assert (jira.transport.count, jira.transport.over) == (2, 1)
    assert jira.transport.p95 == pytest.approx(30 * MINUTE, rel=0.09)
    assert jira.deviation.median == 0


def test_a_late_report_takes_back_the_deviation_that_it_explains(
    conn: Connection[Any], runner: Runner, log: Log
) -> None:
    story = Story(log)
    story.report("crm", "Working", IN_PROGRESS, 0)
    story.report("mes", "läuft", IN_PROGRESS, 60)
    runner.catch_up()
    assert list_systems(conn, minute(90))[1].deviation.over == 1
    story.report("mes", "beginnt", IN_PROGRESS, 1, received=90)
    runner.catch_up()
    mes = list_systems(conn, minute(90))[1]
    assert (mes.deviation.count, mes.deviation.over, mes.changes, mes.repeats) == (1, 0, 1, 1)
