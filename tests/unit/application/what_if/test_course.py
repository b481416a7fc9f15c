"""The course of a ticket on other terms: given what was recorded, when words change, then it goes another way."""

from itertools import count

from conflict.loader import load_rules
from hub.application.what_if.course import Course, Terms, course_of
from hub.application.what_if.vocabulary import Said, Vocabulary, said_in
from hub.domain import decide
from hub.domain.decide import Clocks, Meaning, MintConflict
from hub.domain.ticket import Ticket
from mappings.loader import parse_tables
from mappings.model import Mapped
from schemas.events import ConflictDecided, Event, Recorded, StatusReported
from schemas.instant import MINUTE, SECOND, Instant, from_iso
from schemas.report import Report
from schemas.status import Status

NOON = from_iso("2026-01-26T12:00:00Z")
UID = "SRV-20260126-00872-A9F"
RULES = load_rules()
NOW = """
[mapping.crm]
"Busy" = "In Progress"
"Done" = "Resolved"
"Again" = "Reopened"
[mapping.mes]
"Busy" = "In Progress"
"Done" = "Resolved"
"Again" = "Reopened"
[mapping.pager]
"triggered" = "New"
"resolved" = "Resolved"
[mapping.pager."@events"]
"incident.reopened" = "Reopened"
"""
WORDS = Vocabulary(parse_tables(NOW, "now.toml"))


class Story:
    """A ticket as the hub recorded it, by the words in force."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []
        self._ticket = Ticket(UID, RULES)
        self._numbers = count(1)

    def says(self, system: str, word: str, minute: float, *, event: str = "") -> "Story":
        at = NOON + round(minute * MINUTE)
        told = WORDS.told(Said(system, word, event))
        assert isinstance(told.means, Mapped)
        report = Report(
            system=system,
            native_status=told.native,
            received_at=at,
            occurred_at=at,
            delivery_id=f"d{next(self._numbers)}",
            event=event,
        )
        meaning = Meaning(told.means.word.status, told.means.word.reopens, WORDS.version(system))
        reading = decide.read(report, meaning, Clocks())
        return self._record(decide.take_in(self._ticket, report, reading, at + SECOND, _mint(self._ticket)))

    def decides(self, status: Status, minute: float) -> "Story":
        assert self._ticket.conflict is not None
        now = NOON + round(minute * MINUTE)
        return self._record(decide.settle(self._ticket, self._ticket.conflict.uid, "mei", "seen", now, status=status))

    def _record(self, events: list[Event]) -> "Story":
        for event in events:
            position = len(self.events) + 1
            self.events.append(Recorded(UID, position, event, b"", position))
        return self

    def course(self, changes: str = "", since: Instant = 0) -> Course:
        """How it would have gone with the tables changed by ``changes``: ``{"old": "new"}`` lines of text."""
        text = NOW
        for change in changes.split(";"):
            if change:
                old, _, new = change.partition("=>")
                assert old.strip() in text
                text = text.replace(old.strip(), new.strip())
        return course_of(
            UID, self.events, Terms(Vocabulary(parse_tables(text, "tried.toml")), WORDS, RULES, Clocks(), since)
        )


def _mint(ticket: Ticket) -> MintConflict:
    return lambda _: f"{ticket.uid}-C"


def frozen_story() -> Story:
    return Story().says("crm", "Busy", 0).says("crm", "Done", 10).says("mes", "Again", 12)


def test_the_words_in_force_lead_where_the_ticket_is() -> None:
    course = frozen_story().course()
    assert (course.status, course.is_frozen) == (Status.REOPENED, True)
    assert len(course.freezes) == 1


def test_a_conflict_vanishes_with_the_meaning_that_made_it() -> None:
    course = frozen_story().course('"Again" = "Reopened" => "Again" = "In Progress"')
    assert (course.status, course.is_frozen) == (Status.RESOLVED, True), "a regression across the systems"
    course = frozen_story().course('"Again" = "Reopened" => "Again" = "Pending Verification"')
    assert (course.status, course.is_frozen, course.freezes) == (Status.RESOLVED, False, [])


def test_a_word_that_is_ignored_leaves_no_trace() -> None:
    course = frozen_story().course('"Again" = "Reopened" => "Again" = "@ignore"')
    assert (course.status, course.freezes) == (Status.RESOLVED, [])
    assert [status for _, status in course.moves] == [Status.IN_PROGRESS, Status.RESOLVED]


def test_a_decision_is_made_again_where_there_is_something_to_decide() -> None:
    story = frozen_story().decides(Status.CLOSED, 20)
    assert story.course().freezes[0].ended == "decided"
    assert story.course().status is Status.CLOSED
    course = story.course('"Again" = "Reopened" => "Again" = "@ignore"')
    assert course.status is Status.RESOLVED, "nobody was asked, so nobody has decided"


def test_what_was_recorded_before_stands() -> None:
    story = frozen_story().decides(Status.CLOSED, 20).says("mes", "Again", 60)
    course = story.course('"Again" = "Reopened" => "Again" = "@ignore"', since=NOON + 30 * MINUTE)
    assert course.status is Status.CLOSED
    assert [freeze.ended for freeze in course.freezes] == ["decided"]


def test_an_event_that_gave_a_word_its_meaning_does_so_again() -> None:
    story = Story().says("pager", "resolved", 0).says("pager", "triggered", 30, event="incident.reopened")
    assert story.course().status is Status.REOPENED
    course = story.course('"incident.reopened" = "Reopened" => "incident.reopened" = "In Progress"')
    assert course.status is Status.RESOLVED
    reported = [each.event for each in story.events if isinstance(each.event, StatusReported)]
    assert said_in(reported[-1]) == Said("pager", "triggered", "incident.reopened")


def test_a_decision_for_a_side_that_is_none_sets_its_status() -> None:
    story = frozen_story().decides(Status.CANCELLED, 20)
    (decision,) = [each for each in story.events if isinstance(each.event, ConflictDecided)]
    assert isinstance(decision.event, ConflictDecided)
    assert story.course('"Done" = "Resolved" => "Done" = "Closed"').status is Status.CANCELLED
