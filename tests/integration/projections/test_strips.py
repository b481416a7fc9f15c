"""The latest changes of many tickets at once."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from projections.runner import Runner
from projections.strips import HUB, MOST_CHANGES, strips
from schemas.status import Status
from tests.integration.projections.given import Log, Story, minute

NEW, IN_PROGRESS, CLOSED = Status.NEW, Status.IN_PROGRESS, Status.CLOSED


def test_every_lane_has_its_changes_the_oldest_first(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log, "SRV-1")
    story.report("crm", "neu", NEW, 0)
    story.report("mes", "neu", NEW, 1)
    story.report("crm", "zu", CLOSED, 20)
    Story(log, "SRV-2").report("crm", "neu", NEW, 5)
    runner.catch_up()
    found = strips(conn, ["SRV-1", "SRV-9"])
    assert {system: [(change.at, change.status) for change in lane] for system, lane in found["SRV-1"].items()} == {
        HUB: [(minute(0), NEW), (minute(20), CLOSED)],
        "crm": [(minute(0), NEW), (minute(20), CLOSED)],
        "mes": [(minute(1), NEW)],
    }
    assert set(found) == {"SRV-1"}


def test_of_a_ticket_that_flaps_the_latest_changes_are_shown(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log, "SRV-1")
    for number in range(MOST_CHANGES + 20):
        story.report("crm", f"w{number % 2}", (NEW, IN_PROGRESS)[number % 2], number)
    runner.catch_up()
    lane = strips(conn, ["SRV-1"])["SRV-1"]["crm"]
    assert len(lane) == MOST_CHANGES
    assert lane[-1].at == minute(MOST_CHANGES + 19)
