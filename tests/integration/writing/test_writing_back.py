"""Writing back on a real store, to real servers that echo."""

from collections.abc import Callable

import pytest

from adapters.contract import Change, Done, Standing, Written
from hub.entrypoints.connector.writing import writing
from hub.entrypoints.reads import queries_of
from schemas.events import CanonicalChanged, StatusReported, TicketFrozen, WriteBegun, WriteSettled, WriteStepped
from schemas.status import Status
from tests.integration.writing.conftest import NOON, UID, Plant, settled
from tests.integration.writing.desks import KEY


def test_a_change_in_one_system_is_written_to_the_other_and_its_echo_moves_nothing(plant: Plant) -> None:
    east, west = plant.writing("east"), plant.writing("west")
    plant.sets("west", "Resolved")
    settled(east)
    settled(west)
    assert plant.desks["east"].changes == [("7", "Resolved")]
    assert plant.desks["west"].changes == []
    before = len(plant.events(CanonicalChanged))
    assert plant.heard() == 1
    echo = plant.events(StatusReported)[-1]
    assert (echo.system, echo.echo, echo.status) == ("east", True, Status.RESOLVED)
    assert len(plant.events(CanonicalChanged)) == before
    assert [event.outcome for event in plant.events(WriteSettled)] == ["done"]
    assert plant.owed.listed() == []


def test_two_systems_that_both_echo_cannot_make_a_loop(plant: Plant) -> None:
    """A ticket is reopened while Resolved is being written elsewhere: that echo happens after the reopening."""
    east, west, desk = plant.writing("east"), plant.writing("west"), plant.desks["west"]
    reopenings = iter([lambda: plant.sets("east", "In Progress")])
    desk.before = lambda: next(reopenings, lambda: None)()
    plant.sets("east", "Resolved")
    plant.passes(1200)
    for _ in range(10):
        settled(east)
        settled(west)
        if not plant.heard():
            break
    else:
        pytest.fail("the systems never came to rest")
    assert plant.desks["east"].changes == []
    assert desk.changes == [("7", "Resolved"), ("7", "In Progress")]
    assert plant.events(CanonicalChanged)[-1].status is Status.REOPENED
    assert not plant.events(TicketFrozen)


def test_a_person_of_the_same_system_is_heard_right_after_a_write(plant: Plant) -> None:
    east = plant.writing("east")
    plant.sets("west", "Resolved")
    settled(east)
    plant.heard()
    plant.sets("east", "Closed")
    assert plant.events(CanonicalChanged)[-1].status is Status.CLOSED


def test_somebody_who_sets_again_what_was_written_is_heard(plant: Plant) -> None:
    east = plant.writing("east")
    plant.sets("west", "In Progress")
    settled(east)
    plant.heard()
    for word, status in (("Feedback", Status.PENDING), ("In Progress", Status.IN_PROGRESS)):
        plant.passes(60)
        plant.sets("east", word)
        broadcast = plant.events(CanonicalChanged)[-1]
        assert (broadcast.status, broadcast.system, broadcast.native) == (status, "east", word)


def test_only_the_newest_status_is_written(plant: Plant) -> None:
    east = plant.writing("east")
    for word in ("In Progress", "Resolved", "Closed"):
        plant.sets("west", word)
    settled(east)
    assert plant.desks["east"].changes == [("7", "Closed")]


def test_nothing_is_written_about_a_frozen_ticket(plant: Plant) -> None:
    plant.sets("west", "Resolved")
    east = plant.writing("east")
    plant.sets("east", "In Progress")
    assert plant.events(TicketFrozen)
    settled(east)
    assert plant.desks["east"].changes == []


def test_writing_begins_with_what_happens_after_its_first_start(plant: Plant) -> None:
    plant.sets("west", "Resolved")
    settled(plant.writing("east"))
    assert plant.desks["east"].changes == []


def test_a_dry_run_writes_nothing_and_shows_what_it_would_write(plant: Plant) -> None:
    east = plant.writing("east", dry_run=True)
    plant.sets("west", "Resolved")
    settled(east)
    assert plant.desks["east"].changes == []
    assert plant.events(WriteBegun) == []
    (row,) = plant.owed.listed()
    assert (row.state, row.native, row.native_id) == ("dry-run", "Resolved", "7")
    settled(plant.writing("east"))
    assert plant.desks["east"].changes == [("7", "Resolved")]


class Walking:
    """A sink that leads the east tracker over In Progress, and does something before each step."""

    def __init__(self, plant: Plant, before: Callable[[str], object] = lambda _word: None) -> None:
        self._plant = plant
        self._before = before

    def write(self, change: Change) -> Written:
        desk = self._plant.desks["east"]
        for word, status_id in (("In Progress", 2), (change.native, 3)):
            self._before(word)
            if word != change.native:
                change.passing(word)
            desk.put(change.native_id, status_id)
        return Done(change.native)

    def current(self, native_id: str) -> Standing | None:
        raise NotImplementedError


def test_what_a_system_reports_of_the_way_it_is_led_moves_nothing(plant: Plant) -> None:
    east, west = plant.writing("east", sink=Walking(plant)), plant.writing("west")
    plant.sets("west", "Resolved")
    settled(east)
    assert plant.heard() == 2
    settled(west)
    settled(east)
    echoes = plant.events(StatusReported)[-2:]
    assert [(each.native, each.echo) for each in echoes] == [("In Progress", True), ("Resolved", True)]
    assert plant.events(CanonicalChanged)[-1].system == "west"
    assert not plant.events(TicketFrozen)
    assert plant.desks["east"].changes == [("7", "In Progress"), ("7", "Resolved")]
    assert plant.desks["west"].changes == []
    assert [(each.native, each.snapshot) for each in plant.events(WriteStepped)] == [("In Progress", 2)]
    assert [each.outcome for each in plant.events(WriteSettled)] == ["done"]


def test_on_the_way_no_step_more_is_made_about_a_ticket_that_froze(plant: Plant) -> None:
    def reopens(word: str) -> None:
        if word == "In Progress":
            plant.sets("east", "Closed")
            plant.hears("west", "7", "In Progress", plant.clock())

    east = plant.writing("east", sink=Walking(plant, reopens))
    plant.sets("west", "Resolved")
    settled(east)
    assert plant.events(TicketFrozen)
    assert plant.desks["east"].changes == []
    assert [each.outcome for each in plant.events(WriteSettled)] == ["superseded"]
    assert plant.owed.listed() == []


class Killed(BaseException):
    """The process ends here."""


class Dying:
    """A sink whose process dies while it writes, before or after the system has taken the change."""

    def __init__(self, plant: Plant, *, after: bool) -> None:
        self._plant = plant
        self._after = after

    def write(self, change: Change) -> Written:
        if self._after:
            self._plant.desks["east"].put(change.native_id, 3)
        raise Killed

    def current(self, native_id: str) -> Standing | None:
        raise NotImplementedError


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_between_a_write_and_its_settlement_ends_in_one_change(plant: Plant, after: bool) -> None:
    dying = plant.writing("east", sink=Dying(plant, after=after))
    plant.sets("west", "Resolved")
    with pytest.raises(Killed):
        settled(dying)
    assert [event.native for event in plant.events(WriteBegun)] == ["Resolved"]
    settled(plant.writing("east"))
    assert plant.desks["east"].changes == [("7", "Resolved")]
    assert [event.outcome for event in plant.events(WriteSettled)] == ["done"]
    assert plant.owed.listed() == []


def test_a_crash_is_also_settled_by_the_echo_of_what_it_wrote(plant: Plant) -> None:
    dying = plant.writing("east", sink=Dying(plant, after=True))
    plant.sets("west", "Resolved")
    with pytest.raises(Killed):
        settled(dying)
    plant.heard()
    assert plant.events(StatusReported)[-1].echo
    settled(plant.writing("east"))
    assert [(event.outcome, event.detail) for event in plant.events(WriteSettled)] == [
        ("done", "the system reported it")
    ]


def test_a_system_that_is_busy_is_tried_again_when_it_said(plant: Plant) -> None:
    east, desk = plant.writing("east"), plant.desks["east"]
    desk.answer_with, desk.headers = 429, {"Retry-After": "120"}
    plant.sets("west", "Resolved")
    settled(east)
    (row,) = plant.owed.listed()
    assert (row.state, row.attempts) == ("retrying", 1)
    desk.answer_with = None
    plant.passes(100)
    settled(east)
    assert desk.changes == []
    plant.passes(25)
    settled(east)
    assert desk.changes == [("7", "Resolved")]
    assert plant.seen.outcomes == ["later", "done"]


@pytest.mark.parametrize(
    ("status", "outcome", "said"),
    [(422, "failed", "answers 422"), (403, "forbidden", "user, token and rights"), (404, "failed", "answers 404")],
)
def test_a_refusal_is_kept_with_its_reason_and_not_tried_again(
    plant: Plant, status: int, outcome: str, said: str
) -> None:
    east = plant.writing("east")
    plant.desks["east"].answer_with = status
    plant.sets("west", "Resolved")
    settled(east)
    plant.passes(7200)
    settled(east)
    assert plant.seen.outcomes == [outcome]
    (row,) = plant.owed.listed(state=outcome)
    assert said in row.error
    assert plant.events(WriteSettled)[-1].outcome == outcome
    shown = {each.system: (each.writes_owed, each.writes_failed) for each in queries_of(plant.hub).systems(NOON)}
    assert (shown["east"], shown["west"]) == ((1, 1), (0, 0))


def test_a_change_that_was_answered_204_and_ignored_is_not_done(plant: Plant) -> None:
    east = plant.writing("east")
    plant.desks["east"].ignores = True
    plant.sets("west", "Resolved")
    settled(east)
    (row,) = plant.owed.listed()
    assert row.state == "failed"
    assert "shows 'New'" in row.error


def test_what_was_forbidden_is_tried_again_after_a_new_start(plant: Plant) -> None:
    plant.desks["east"].answer_with = 401
    east = plant.writing("east")
    plant.sets("west", "Resolved")
    settled(east)
    plant.desks["east"].answer_with = None
    settled(plant.writing("east"))
    assert plant.desks["east"].changes == [("7", "Resolved")]


def test_a_write_that_failed_gives_way_to_the_next_status(plant: Plant) -> None:
    east, desk = plant.writing("east"), plant.desks["east"]
    desk.answer_with = 422
    plant.sets("west", "Resolved")
    settled(east)
    desk.answer_with = None
    plant.sets("west", "Closed")
    settled(east)
    assert desk.changes == [("7", "Closed")]
    assert plant.owed.listed() == []
    assert plant.hub.log.history(UID)[-1].event.TOPIC == WriteSettled.TOPIC


def test_an_issue_that_stands_there_already_is_done_without_a_change(plant: Plant) -> None:
    east = plant.writing("east")
    plant.desks["east"].issues["7"] = "Resolved"
    plant.sets("west", "Resolved")
    settled(east)
    assert plant.desks["east"].changes == []
    assert plant.seen.outcomes == ["done"]


class Stopping:
    """Does something at the first pause, and ends at the second."""

    def __init__(self, first: Callable[[], object]) -> None:
        self._first = first
        self._pauses = 0

    @property
    def asked(self) -> bool:
        return self._pauses > 1

    def wait(self, seconds: float) -> bool:
        self._pauses += 1
        if self._pauses == 1:
            self._first()
        return self.asked


def test_the_connector_writes_to_the_systems_whose_settings_say_so_and_counts_it(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("EAST", "WEST"):
        monkeypatch.setenv(f"STATUSHUB_{name}_URL", plant.desks[name.lower()].url)
        monkeypatch.setenv(f"STATUSHUB_{name}_TOKEN", KEY)
    assert writing(plant.hub) == []
    monkeypatch.setenv("STATUSHUB_EAST_WRITE", "on")
    (activity,) = writing(plant.hub)
    assert activity.name == "write/east"
    activity.run(Stopping(lambda: plant.sets("west", "Resolved")))
    assert plant.desks["east"].changes == [("7", "Resolved")]
    count = plant.hub.metrics.registry.get_sample_value
    assert count("statushub_writes_total", {"system": "east", "outcome": "done"}) == 1
    assert count("statushub_writes_owed", {"system": "east", "state": "owed"}) == 0
