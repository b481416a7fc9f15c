"""Given weeks of reports, when a system falls silent, then its usual silences, its rate and its clock are known."""

from typing import Any

from psycopg import Connection

from projections.hours import KEPT, hours_of
from projections.runner import Runner
from projections.systems import list_systems
from schemas.instant import HOUR, MINUTE
from schemas.status import Status
from tests.integration.projections.given import NOON, Log, Story, minute, parked
from tests.integration.projections.tables import contents

WEEK = 7 * 24 * 60
STATUSES = (Status.IN_PROGRESS, Status.PENDING)


def weeks_of_reports(log: Log, weeks: int) -> None:
    """Every twenty minutes from 12:00 to 16:00 on one day of the week; received 40 seconds before they happened."""
    story = Story(log)
    for week in range(weeks):
        for place in range(12):
            at = week * WEEK + place * 20
            story.report("mes", f"{place % 2}", STATUSES[place % 2], at + 2 / 3, received=at)


def test_a_system_that_falls_silent_in_its_hours_is_missed(conn: Connection[Any], runner: Runner, log: Log) -> None:
    weeks_of_reports(log, 4)
    story = Story(log, "SRV-2")
    for place in range(7):
        story.report("mes", f"{place % 2}", STATUSES[place % 2], 4 * WEEK + place * 20)
    runner.catch_up()
    last = NOON + (4 * WEEK + 120) * MINUTE
    [mes] = list_systems(conn, last + 40 * MINUTE)
    assert (mes.silence.is_too_long, mes.silence.usual, mes.silence.weeks) == (False, 20 * MINUTE, 4)
    assert (mes.rate.now, mes.rate.usual) == (1 + 3 / 3, 3)
    [mes] = list_systems(conn, last + 41 * MINUTE)
    assert mes.silence.is_too_long


def test_the_quickest_reports_are_kept_whatever_the_batches(conn: Connection[Any], runner: Runner, log: Log) -> None:
    weeks_of_reports(log, 1)
    while runner.run_once(2):
        pass
    [mes] = list_systems(conn, minute(240))
    assert mes.quickest == (-40_000_000,) * 5


def test_what_was_parked_came_once(conn: Connection[Any], runner: Runner, log: Log) -> None:
    log.append("PRK-1", parked("mes", at=1))
    Story(log).report("mes", "neu", Status.NEW, 1, received=1, released_from="PRK-1")
    Story(log, "SRV-2").report("mes", "neu", Status.NEW, 3)
    runner.catch_up()
    hour = NOON // HOUR
    known = hours_of(conn, {"mes": [hour, hour + 1]})["mes"]
    assert {number: row.reports for number, row in known.items()} == {hour: 2}


def test_old_hours_are_forgotten_and_a_rebuild_forgets_the_same(
    conn: Connection[Any], runner: Runner, log: Log
) -> None:
    weeks_of_reports(log, 11)
    while runner.run_once(3):
        pass
    live = contents(conn)
    assert len(live["hours"]) == KEPT
    runner.rebuild()
    assert contents(conn) == live
