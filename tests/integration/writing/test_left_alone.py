"""A system that fails several times in a row is left alone, and it is seen until when and why."""

import pytest

from hub.application.circuit import LONGEST, OPENS_AFTER, PAUSE
from hub.application.writing import Writing
from hub.entrypoints.connector.writing import WritingWatch, writing
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.writes import WriteRow
from hub.entrypoints.reads import queries_of
from schemas.instant import SECOND
from tests.integration.writing.conftest import Plant, settled
from tests.integration.writing.desks import KEY


def given_it_is_away(plant: Plant, failures: int = OPENS_AFTER) -> Writing:
    """East has answered so many writes in a row with 503."""
    east = plant.writing("east")
    plant.desks["east"].answer_with = 503
    plant.sets("west", "Resolved")
    for _ in range(failures):
        settled(east)
        plant.passes(900)
    plant.passes(-900)
    return east


def shown(plant: Plant) -> SystemRow:
    return next(row for row in queries_of(plant.hub).systems(plant.clock()) if row.system == "east")


def owed(plant: Plant) -> WriteRow:
    (row,) = queries_of(plant.hub).writes("east", "", 100)
    return row


def test_a_system_that_is_left_alone_says_until_when_and_why_and_a_newer_status_leaves_that(plant: Plant) -> None:
    east = given_it_is_away(plant)
    until = shown(plant).writes_left_alone_until
    assert until is not None
    assert 0 < until - plant.clock() <= PAUSE
    plant.sets("west", "Closed")
    settled(east)
    row, write = shown(plant), owed(plant)
    assert (row.writes_failures, row.writes_left_alone_until) == (OPENS_AFTER, until)
    assert "answers 503" in row.writes_error
    assert (write.native, write.state, write.attempts, write.error) == ("Closed", "owed", 0, "")
    assert (write.due_at, write.left_alone_until, write.system_error) == (until, until, row.writes_error)


def test_one_failure_is_told_and_is_no_reason_to_leave_a_system_alone(plant: Plant) -> None:
    given_it_is_away(plant, 1)
    row, write = shown(plant), owed(plant)
    assert (row.writes_failures, row.writes_left_alone_until, write.left_alone_until) == (1, None, None)
    assert "answers 503" in row.writes_error
    assert write.due_at is not None
    assert write.due_at > plant.clock()


def test_a_write_that_is_due_after_the_pause_does_not_wait_for_it(plant: Plant) -> None:
    given_it_is_away(plant)
    write = owed(plant)
    assert (write.state, write.attempts, write.left_alone_until) == ("retrying", OPENS_AFTER, None)
    plant.passes(PAUSE / SECOND)
    assert shown(plant).writes_left_alone_until is None, "the pause is over"
    assert write.due_at is not None
    assert write.due_at > plant.clock()


def test_a_write_that_is_done_ends_the_trouble(plant: Plant) -> None:
    east = given_it_is_away(plant)
    plant.desks["east"].answer_with = None
    plant.passes(LONGEST / SECOND)
    settled(east)
    assert plant.desks["east"].changes == [("7", "Resolved")]
    row = shown(plant)
    assert (row.writes_failures, row.writes_error, row.writes_left_alone_until) == (0, "", None)


def test_a_new_start_tries_at_once_and_still_knows_what_went_wrong_last(plant: Plant) -> None:
    given_it_is_away(plant)
    plant.writing("east")
    row = shown(plant)
    assert row.writes_left_alone_until is None
    assert "answers 503" in row.writes_error


def test_it_is_a_metric_of_the_process_that_writes(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    def metric() -> float | None:
        return plant.hub.metrics.registry.get_sample_value("statushub_system_left_alone", {"system": "east"})

    monkeypatch.setenv("STATUSHUB_EAST_URL", plant.desks["east"].url)
    monkeypatch.setenv("STATUSHUB_EAST_TOKEN", KEY)
    monkeypatch.setenv("STATUSHUB_EAST_WRITE", "on")
    (activity,) = writing(plant.hub)
    plant.desks["east"].answer_with = 503

    class Failing:
        """Lets it fail once more at each pause, and looks at the metric."""

        def __init__(self) -> None:
            self.seen: list[float | None] = []

        @property
        def asked(self) -> bool:
            return len(self.seen) > OPENS_AFTER

        def wait(self, seconds: float) -> bool:
            self.seen.append(metric())
            if len(self.seen) == 1:
                plant.sets("west", "Resolved")
            plant.passes(900)
            return self.asked

    failing = Failing()
    activity.run(failing)
    assert failing.seen == [0.0] * OPENS_AFTER + [1.0]
    assert metric() == 0.0, "who writes no more claims nothing"
    WritingWatch(plant.hub.metrics).fares("east", plant.hub.owed.troubles()["east"])
    assert metric() == 1.0
