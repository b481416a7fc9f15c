"""Asking one system: the cursor moves behind what is stored, and a system that fails is left alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from adapters.contract import NotAllowed, NotReached, Page, Piece
from adapters.documents import Unreadable
from adapters.reading import Reading
from hub.application.backing_off import LONGEST_PAUSE
from hub.application.polling import Asking, Polling, Step
from hub.application.ports import Delivery, InputMark, Outcome, Unavailable, Verdict
from schemas.instant import Instant
from schemas.report import Report

NOW = 1_769_414_400_000_000


class Desk:
    """A system, the hub's store and its clock, with a record of what was done in which order."""

    def __init__(self, *answers: Page | Exception) -> None:
        self.answers = list(answers)
        self.done: list[str] = []
        self.cursor = ""
        self.store_is_away = False
        self.parked: list[str] = []
        self.kept: list[bytes] = []

    def poll(self, cursor: str, now: Instant) -> Page:
        self.done.append(f"asked from {cursor!r}")
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def read(self, system: str) -> str:
        return self.cursor

    def store(self, system: str, cursor: str) -> None:
        self.done.append(f"cursor {cursor!r}")
        self.cursor = cursor

    def ingest(self, deliveries: Sequence[Delivery], inputs: Sequence[InputMark] = ()) -> list[Outcome]:
        if self.store_is_away:
            raise Unavailable("the store is away")
        self.done.append(f"stored {len(deliveries)}")
        self.parked += [each.problem for each in deliveries if each.problem]
        self.kept += [each.kept for each in deliveries]
        return [Outcome(verdict=Verdict.ACCEPTED) for _ in deliveries]

    def polling(self) -> Polling:
        return Polling("shop", self, self, self, lambda: NOW)


class Evening:
    """The wish to stop once there are no answers left, the watch, and how long was waited."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.waited: list[float] = []
        self.steps: list[Step] = []
        self.told: list[tuple[str, bool]] = []

    @property
    def asked(self) -> bool:
        return not self.desk.answers

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        return self.asked

    def fails(self, why: str, *, pause: float, needs_a_person: bool) -> None:
        self.told.append((why, needs_a_person))

    def run(self) -> None:
        @contextmanager
        def opened() -> Iterator[Polling]:
            yield self.desk.polling()

        watch = type("Watch", (), {"asked": self.steps.append, "fails": self.fails})
        Asking("shop", opened, 30.0, watch, lambda: 0.0).run(self)


def page(*words: str, cursor: str = "c1", more: bool = False) -> Page:
    reports = tuple(Report(system="shop", native_status=word, native_id="7", received_at=NOW) for word in words)
    pieces = (Piece(found=Reading(reports), body=b"{}"),) if reports else ()
    return Page(pieces=pieces, cursor=cursor, more=more)


def test_the_cursor_is_stored_after_the_reports_in_front_of_it() -> None:
    desk = Desk(page("busy", "done", cursor="c1"))
    assert desk.polling().step() == Step(2, more=False)
    assert desk.done == ["asked from ''", "stored 2", "cursor 'c1'"]


@pytest.mark.parametrize("keeps_bodies", [True, False])
def test_what_was_read_of_an_object_is_kept_where_that_is_wanted(keeps_bodies: bool) -> None:
    desk = Desk(page("busy"))
    Polling("shop", desk, desk, desk, lambda: NOW, keeps_bodies=keeps_bodies).step()
    assert [bool(each) for each in desk.kept] == [keeps_bodies]


def test_what_could_not_be_stored_is_asked_for_again() -> None:
    desk = Desk(page("busy"), page("busy"))
    desk.store_is_away = True
    with pytest.raises(Unavailable):
        desk.polling().step()
    desk.store_is_away = False
    desk.polling().step()
    assert desk.done == ["asked from ''", "asked from ''", "stored 1", "cursor 'c1'"]


def test_a_body_that_cannot_be_read_is_parked_and_holds_nothing_up() -> None:
    desk = Desk(Page(pieces=(Piece(found=Unreadable("no status"), body=b"{}"),), cursor="c1"))
    desk.polling().step()
    assert (desk.parked, desk.cursor) == (["no status"], "c1")


def test_where_nothing_changed_nothing_is_stored() -> None:
    desk = Desk(page(cursor="c1"))
    desk.cursor = "c1"
    desk.polling().step()
    assert desk.done == ["asked from 'c1'"]


def test_a_page_that_has_more_behind_it_is_followed_at_once() -> None:
    evening = Evening(Desk(page("a", more=True), page("b", cursor="c2"), page(cursor="c2")))
    evening.run()
    assert evening.waited == [30.0, 30.0]


def test_a_system_that_fails_is_asked_less_and_less_until_it_answers() -> None:
    evening = Evening(Desk(*[NotReached("away") for _ in range(9)], page(), NotReached("away")))
    evening.run()
    assert evening.waited == [2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, LONGEST_PAUSE, 30.0, 2.0]


def test_a_system_that_says_how_long_to_leave_it_alone_is_left_alone_that_long() -> None:
    evening = Evening(Desk(NotReached("busy", 77.0)))
    evening.run()
    assert evening.waited == [77.0]


def test_what_only_a_person_can_cure_is_told_so() -> None:
    evening = Evening(Desk(NotAllowed("401"), NotReached("away")))
    evening.run()
    assert evening.told == [("401", True), ("away", False)]


def test_a_report_was_received_when_the_answer_was_there_and_not_when_it_was_asked_for() -> None:
    desk, heard = Desk(page("Open", cursor="c1")), list[Delivery]()
    times = iter([NOW, NOW + 7])

    class Store:
        def ingest(self, deliveries: Sequence[Delivery], inputs: Sequence[InputMark] = ()) -> list[Outcome]:
            heard.extend(deliveries)
            return [Outcome(verdict=Verdict.ACCEPTED) for _ in deliveries]

    Polling("shop", desk, desk, Store(), lambda: next(times)).step()
    assert [(each.received_at, each.report and each.report.received_at) for each in heard] == [(NOW + 7, NOW + 7)]
