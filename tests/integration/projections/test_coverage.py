"""Of what systems said in the last days, how much their tables knew: by the hours and by what is parked now."""

from typing import Any

from psycopg import Connection

from projections.coverage import DAYS, coverage
from projections.runner import Runner
from schemas.events import ReportReleased
from schemas.instant import DAY, HOUR
from schemas.status import Status
from tests.integration.projections.given import NOON, Log, Story, minute, parked

NOW = NOON + DAYS * DAY


def test_what_is_parked_for_want_of_a_word_was_not_understood(conn: Connection[Any], runner: Runner, log: Log) -> None:
    Story(log).report("crm", "neu", Status.NEW, 120)
    Story(log, "SRV-2").report("mes", "neu", Status.NEW, 120)
    log.append("PRK-1", parked("mes", at=121))
    log.append("PRK-2", parked("mes", at=122))
    log.append("PRK-3", parked("mes", reason="unlinked", at=123))
    log.append("PRK-4", parked("erp", reason="unreadable", at=124))
    runner.catch_up()
    found = [(each.system, each.understood, each.unknown) for each in coverage(conn, NOW)]
    assert found == [("crm", 1, 0), ("erp", 0, 0), ("mes", 1, 2)]


def test_what_was_released_since_counts_as_understood(conn: Connection[Any], runner: Runner, log: Log) -> None:
    log.append("PRK-1", parked("mes", at=121))
    Story(log).report("mes", "Warten", Status.PENDING, 121, received=121, released_from="PRK-1")
    log.append("PRK-1", ReportReleased(recorded_at=minute(130), outcome="accepted", uid="SRV-1", by="anna"))
    runner.catch_up()
    assert [(each.understood, each.unknown) for each in coverage(conn, NOW)] == [(1, 0)]


def test_what_came_before_is_left_out_by_whole_hours(conn: Connection[Any], runner: Runner, log: Log) -> None:
    Story(log).report("mes", "neu", Status.NEW, 10)
    log.append("PRK-1", parked("mes", at=59))
    log.append("PRK-2", parked("mes", at=60))
    runner.catch_up()
    assert [(each.understood, each.unknown) for each in coverage(conn, NOW)] == [(0, 1)]
    assert coverage(conn, NOW + HOUR) == []
