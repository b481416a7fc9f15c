"""What is owed to a system, and which reports are the hub's own writes coming back."""

import msgspec
import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from hub.domain import checkpoint, owed
from hub.domain.decide import Meaning, read, take_in
from hub.domain.echo import ECHO_AFTER, ECHO_BEFORE
from hub.domain.owed import Owed
from hub.domain.ticket import Ticket, evolve
from hub.domain.track import Reading
from hub.domain.writes import Write, may_come_of, remembered
from mappings.loader import load_builtin
from schemas.events import (
    CanonicalChanged,
    Correction,
    NativeIdLinked,
    StatusReported,
    TicketFrozen,
    WriteBegun,
    WriteRef,
    WriteSettled,
    WriteStepped,
)
from schemas.instant import MINUTE, SECOND
from schemas.report import Report
from schemas.status import Status
from tests.unit.domain.given import CLOCKS, UID, Act, Story, given, minute, says
from tests.unit.domain.stories import DEFAULT_RULES

REDMINE = load_builtin()["redmine"]
LATENESS = 7 * MINUTE


def _linked(system: str = "redmine", native_id: str = "4711") -> Act:
    def act(story: Story) -> list[NativeIdLinked]:
        event = NativeIdLinked(recorded_at=0, system=system, native_id=native_id, by="li.wei")
        evolve(story.ticket, event)
        return [event]

    return act  # type: ignore[return-value]


def _begins(at: float) -> Act:
    def act(story: Story) -> list[WriteBegun]:
        due = owed.owed(story.ticket, REDMINE)
        assert due is not None
        return owed.begin(story.ticket, due, minute(at))  # type: ignore[return-value]

    return act  # type: ignore[return-value]


def _settles(outcome: str, at: float) -> Act:
    return lambda story: owed.settle(story.ticket, "redmine", outcome, "", minute(at))


def _due(story: Story) -> Owed | None:
    return owed.owed(story.ticket, REDMINE)


def test_what_is_owed_goes_to_the_newest_id_of_the_ticket() -> None:
    story = given(
        says("redmine", "New", 0, native_id="4711", aliases=("x1",)),
        says("redmine", "In Progress", 4, native_id="5001", aliases=("x1",)),
        says("redmine", "New", 2, native_id="4711"),
        says("mes", "Resolved", 9),
    )
    due = _due(story)
    assert due is not None
    assert due.native_id == "5001"


def test_a_system_that_stands_elsewhere_is_owed_the_canonical_status_in_its_own_word() -> None:
    story = given(says("redmine", "New", 0, native_id="4711"), says("mes", "Resolved", 1))
    assert _due(story) == Owed(
        uid=UID,
        system="redmine",
        native_id="4711",
        native="Resolved",
        status=Status.RESOLVED,
        snapshot=2,
        current_native="New",
    )


def test_only_the_newest_status_is_owed() -> None:
    story = given(says("redmine", "New", 0, native_id="4711"), says("mes", "Resolved", 1), says("mes", "Closed", 2))
    due = _due(story)
    assert due is not None
    assert (due.status, due.snapshot) == (Status.CLOSED, 3)


def test_a_system_that_was_linked_and_never_spoke_is_owed_the_status() -> None:
    due = _due(given(says("mes", "Resolved", 1), _linked()))
    assert due is not None
    assert (due.native_id, due.current_native) == ("4711", "")


@pytest.mark.parametrize(
    ("why", "acts"),
    [
        ("it does not know the ticket", [says("mes", "Resolved", 1)]),
        ("it moved the ticket itself", [says("redmine", "Resolved", 1, native_id="4711")]),
        ("it stands there", [says("redmine", "Resolved", 1, native_id="4711"), says("mes", "Resolved", 2)]),
        ("its word is the one to be said", [_linked(), says("redmine", "Resolved", 1, status=Status.CLOSED)]),
        ("no such status is written to it", [_linked(), says("mes", "Acknowledged", 1)]),
        ("the ticket is frozen", [_linked(), says("mes", "Resolved", 1), says("crm", "Reopened", 2)]),
    ],
)
def test_nothing_is_owed_to_a_system_where(why: str, acts: list[Act]) -> None:
    assert _due(given(*acts)) is None, why


def test_what_was_written_and_read_back_is_not_owed_while_its_report_is_on_its_way() -> None:
    story = given(says("redmine", "New", 0, native_id="4711"), says("mes", "Resolved", 1), _begins(2))
    story.when(_settles("done", 2)).then(WriteSettled)
    assert _due(story) is None
    story.when(says("redmine", "In Progress", 40))
    assert _due(story) is not None


def test_a_write_that_failed_is_owed_still() -> None:
    story = given(says("redmine", "New", 0, native_id="4711"), says("mes", "Resolved", 1), _begins(2))
    assert _due(story.when(_settles("failed", 2))) is not None


def test_a_newer_status_supersedes_a_write_that_is_open() -> None:
    story = given(says("redmine", "New", 0, native_id="4711"), says("mes", "Resolved", 1), _begins(2))
    story.when(says("mes", "Closed", 3)).when(_begins(4)).then(WriteSettled, WriteBegun)
    assert story.the(WriteSettled).outcome == "superseded"


def test_an_open_write_that_the_system_reports_is_done() -> None:
    story = given(says("redmine", "New", 0, native_id="4711"), says("mes", "Resolved", 1), _begins(2))
    story.when(says("redmine", "Resolved", 2.1, echo=True))
    story.when(lambda told: owed.settle_unowed(told.ticket, "redmine", minute(3))).then(WriteSettled)
    assert story.the(WriteSettled).outcome == "done"


# -- echoes -------------------------------------------------------------------------------------------------------

WRITE = Write("redmine", "Resolved", Status.RESOLVED, 2, 100 * MINUTE, 90 * MINUTE)


def _reading(at: int, *, system: str = "redmine", word: str = "Resolved", received: int = 101 * MINUTE) -> Reading:
    return Reading(at, system, word, Status(word), "d1", received_at=received)


def test_a_report_of_what_was_written_close_to_the_write_is_its_echo() -> None:
    for at in (WRITE.begun_at - ECHO_BEFORE, WRITE.begun_at + SECOND, WRITE.begun_at + ECHO_AFTER):
        assert may_come_of(_reading(at), [WRITE])


@pytest.mark.parametrize(
    ("what", "reading"),
    [
        ("another status, of the same user", _reading(100 * MINUTE, word="Reopened")),
        ("another system", _reading(100 * MINUTE, system="crm")),
        ("too early", _reading(WRITE.begun_at - ECHO_BEFORE - 1)),
        ("too late", _reading(WRITE.begun_at + ECHO_AFTER + 1)),
        ("known when the write began", _reading(100 * MINUTE, received=WRITE.seen)),
    ],
)
def test_no_echo_is(what: str, reading: Reading) -> None:
    assert not may_come_of(reading, [WRITE]), what


def test_a_stale_echo_does_not_bring_back_a_status_that_the_ticket_has_left() -> None:
    story = given(says("redmine", "New", 0, native_id="4711"), says("mes", "Resolved", 1), _begins(20))
    story.when(says("mes", "Reopened", 20.1)).then(StatusReported, CanonicalChanged)
    story.when(says("redmine", "Resolved", 20.2, echo=True)).then(StatusReported)
    assert story.ticket.timeline.canonical is Status.REOPENED
    assert not story.all(TicketFrozen)


def _written_back() -> Story:
    """Resolved elsewhere at 1, and written at 20 to a system that stood at New."""
    return given(says("redmine", "New", 0, native_id="4711"), says("mes", "Resolved", 1), _begins(20))


def test_a_status_that_somebody_sets_again_after_another_word_is_theirs() -> None:
    story = _written_back().when(says("redmine", "Resolved", 20.1, echo=True)).then(StatusReported)
    story.when(says("redmine", "Reopened", 21)).then(StatusReported, CanonicalChanged)
    story.when(says("redmine", "Resolved", 22, echo=True)).then(StatusReported, CanonicalChanged)
    assert not story.the(StatusReported).echo
    assert story.ticket.timeline.canonical is Status.RESOLVED


def test_an_echo_that_comes_twice_is_one() -> None:
    story = _written_back().when(says("redmine", "Resolved", 20.1, echo=True))
    story.when(says("redmine", "Resolved", 20.3, echo=True)).then(StatusReported)
    assert story.the(StatusReported).echo


def test_a_write_that_was_tried_twice_comes_back_once_or_twice() -> None:
    story = _written_back().when(_settles("failed", 20.05)).when(_begins(20.06))
    story.when(says("redmine", "Resolved", 20.1, echo=True)).when(says("redmine", "Resolved", 20.3, echo=True))
    story.when(says("redmine", "Reopened", 20.4)).when(says("redmine", "Resolved", 20.5, echo=True))
    assert not story.the(StatusReported).echo


def test_an_echo_behind_what_nobody_had_heard_when_it_was_written_is_one() -> None:
    story = _written_back().when(says("redmine", "In Progress", 19.9, received=20.2))
    story.when(says("redmine", "Resolved", 20.1, received=20.3, echo=True)).then(StatusReported)
    assert story.the(StatusReported).echo


def test_an_echo_is_somebodys_once_a_word_is_heard_late_that_stood_before_it() -> None:
    story = _written_back().when(says("redmine", "Resolved", 20.1, echo=True))
    story.when(says("redmine", "Resolved", 22, received=22, echo=True, delivery_id="again")).then(StatusReported)
    story.when(says("redmine", "Reopened", 21, received=23)).then(StatusReported, CanonicalChanged)
    assert story.the(StatusReported).corrections == (Correction("again", Status.RESOLVED, is_change=True, echo=False),)
    assert story.ticket.timeline.canonical is Status.RESOLVED
    assert story.ticket.broadcast.since == minute(22)


def test_an_echo_that_was_stored_without_its_write_stays_one() -> None:
    story = _written_back()
    for at in (21, 22):
        event = StatusReported(
            recorded_at=minute(at),
            system="redmine",
            native="Resolved",
            status=Status.RESOLVED,
            delivery_id=f"then-{at}",
            at=minute(at),
            received_at=minute(at),
            echo=True,
        )
        evolve(story.ticket, event)
        story.when(says("redmine", "Reopened", at + 0.5))
    assert [entry.is_echo for entry in story.ticket.timeline.tracks["redmine"].entries] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_a_checkpoint_knows_which_writes_came_back_before_what_it_keeps() -> None:
    story = _written_back().when(says("redmine", "Resolved", 20.1, echo=True)).when(says("redmine", "Reopened", 20.2))
    story.when(says("redmine", "Resolved", 24.9, echo=True)).when(says("mes", "Closed", 45))
    kept = checkpoint.read(UID, 9, checkpoint.write(story.ticket, LATENESS), DEFAULT_RULES)
    assert kept is not None
    for ticket in (story.ticket, kept):
        assert [entry.is_echo for entry in ticket.timeline.tracks["redmine"].entries] == [False]


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["redmine", "mes"]),
        st.sampled_from(["New", "In Progress", "Resolved", "Reopened", "Closed"]),
        st.integers(0, 40),
        st.booleans(),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@generated(_STEPS)
def test_a_report_judged_on_arrival_is_judged_as_by_all_the_writes_there_ever_are(
    steps: list[tuple[str, str, int, bool]],
) -> None:
    ticket = Ticket(UID, DEFAULT_RULES)
    ticket.native_ids["redmine"] = "4711"
    for number, (system, word, at, writes) in enumerate(steps):
        received = minute(50 + number)
        meaning = Meaning(Status(word), reopens=False, mapping="v1")
        report = Report(
            system=system,
            native_status=word,
            received_at=received,
            occurred_at=minute(50 + number - at / 8),
            delivery_id=str(number),
        )
        reading = read(report, meaning, CLOCKS)
        reading = msgspec.structs.replace(reading, echo_of=may_come_of(reading, ticket.writes))
        take_in(ticket, report, reading, received, lambda _: "QAX")
        due = owed.owed(ticket, REDMINE)
        if writes and due:
            owed.begin(ticket, due, received + SECOND)
    for track in ticket.timeline.tracks.values():
        for entry in track.entries:
            assert entry.reading.echo_of == may_come_of(entry.reading, ticket.writes)


def test_a_checkpoint_keeps_the_writes_that_a_report_can_still_be_an_echo_of() -> None:
    story = given(says("redmine", "New", 0, native_id="4711"), says("mes", "Resolved", 1), _begins(2))
    kept = checkpoint.read(UID, 4, checkpoint.write(story.ticket, LATENESS), DEFAULT_RULES)
    assert kept is not None
    assert kept.writes == story.ticket.writes


# -- steps on the way ---------------------------------------------------------------------------------------------


def _steps(word: str, at: float) -> Act:
    def act(story: Story) -> list[WriteStepped]:
        due = owed.owed(story.ticket, REDMINE)
        assert due is not None
        return owed.step(story.ticket, due, word, REDMINE, minute(at))  # type: ignore[return-value]

    return act  # type: ignore[return-value]


def _on_the_way() -> Story:
    """Closed elsewhere, and being led from New over In Progress."""
    story = given(says("redmine", "New", 0, native_id="4711"), says("mes", "Closed", 1), _begins(2))
    story.when(_steps("In Progress", 2.1)).then(WriteStepped)
    return story


def test_a_status_on_the_way_that_comes_back_is_an_echo_and_contradicts_nobody() -> None:
    story = _on_the_way()
    passed = _reading(minute(2.2), word="In Progress", received=minute(2.3))
    assert may_come_of(passed, story.ticket.writes)
    story.when(says("redmine", "In Progress", 2.2, echo=True)).then(StatusReported)
    assert story.ticket.timeline.canonical is Status.CLOSED
    assert not story.all(TicketFrozen)


def test_the_same_status_before_it_was_asked_for_or_long_after_is_none() -> None:
    writes = _on_the_way().ticket.writes
    assert not may_come_of(_reading(minute(2.1), word="In Progress", received=minute(1)), writes)
    assert not may_come_of(_reading(minute(9), word="In Progress", received=minute(9)), writes)
    assert not may_come_of(_reading(minute(2.2), word="Pending", received=minute(2.3)), writes)


def test_what_is_passed_on_the_way_belongs_to_the_attempt() -> None:
    writes = _on_the_way().ticket.writes
    said = [_reading(minute(2.2), word=word, received=minute(2.4)) for word in ("In Progress", "Closed")]
    assert [may_come_of(reading, writes) for reading in said] == [
        (WriteRef(minute(2.1), minute(2)),),
        (WriteRef(minute(2), minute(2)),),
    ]


def test_a_report_that_may_come_of_two_writes_comes_of_the_one_of_its_word() -> None:
    writes = [
        Write("redmine", "Reopened", Status.REOPENED, 2, minute(2), minute(1)),
        Write("redmine", "In Progress", Status.IN_PROGRESS, 2, minute(2.1), minute(1), step_of=minute(2)),
    ]
    passed = msgspec.structs.replace(_reading(minute(2.2), word="In Progress", received=minute(2.3)), reopens=True)
    assert [write.begun_at for write in may_come_of(passed, writes)] == [minute(2.1), minute(2)]


def test_a_step_is_no_write_of_its_own_and_the_write_is_settled_behind_it() -> None:
    story = _on_the_way().when(_settles("done", 3))
    assert story.the(WriteSettled).native == "Closed"
    assert [(write.native, write.outcome, write.is_step) for write in story.ticket.writes] == [
        ("Closed", "done", False),
        ("In Progress", "", True),
    ]
    assert _due(story.when(says("redmine", "In Progress", 2.2, echo=True))) is None, "the report is on its way"


def test_no_step_is_made_about_a_frozen_ticket() -> None:
    story = given(says("redmine", "New", 0, native_id="4711"), says("mes", "Closed", 1), _begins(2))
    due = Owed(
        uid=UID,
        system="redmine",
        native_id="4711",
        native="Closed",
        status=Status.CLOSED,
        snapshot=2,
        current_native="",
    )
    story.when(says("crm", "Reopened", 3)).then(StatusReported, TicketFrozen)
    assert owed.step(story.ticket, due, "In Progress", REDMINE, minute(4)) == []


def test_a_word_that_the_table_does_not_know_stands_for_the_status_that_is_written() -> None:
    story = given(says("redmine", "New", 0, native_id="4711"), says("mes", "Closed", 1), _begins(2))
    story.when(_steps("Shelved", 2.1))
    assert story.the(WriteStepped).status is Status.CLOSED


def test_a_checkpoint_keeps_steps_as_long_as_a_report_can_come_of_them_and_the_write_longer() -> None:
    story = _on_the_way().when(_settles("done", 3))
    kept = checkpoint.read(UID, 6, checkpoint.write(story.ticket, LATENESS), DEFAULT_RULES)
    assert kept is not None
    assert kept.writes == story.ticket.writes
    later = remembered(story.ticket.writes, minute(60))
    assert [write.is_step for write in later] == [False]
