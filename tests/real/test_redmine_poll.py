"""Asking a real Redmine: every change arrives, whatever was closed, done in one second, or cut off in the middle."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from adapters.contract import Connection, NotAllowed, NotReached, Page, Source
from hub.application.polling import Polling
from hub.entrypoints.connector.edges import cursors_of, opened_source
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import StatusReported
from schemas.instant import Instant
from tests.real.redmine import Redmine

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]

WAY = ["New", "In Progress", "Feedback", "In Progress", "Resolved", "Closed", "In Progress", "Rejected"]


@pytest.fixture
def hub(database_url: str) -> Iterator[Hub]:
    with open_hub(Settings(database_url=database_url)) as opened:
        yield opened


@pytest.fixture
def source(hub: Hub, redmine: Redmine) -> Iterator[Source]:
    with opened(hub, redmine, redmine.facts["hub_key"]) as found:
        yield found


def opened(hub: Hub, redmine: Redmine, token: str) -> AbstractContextManager[Source]:
    connection = Connection(system="redmine", url=redmine.url, values={"token": token})
    return opened_source(hub, hub.manifests["redmine"], connection)


def polling(hub: Hub, asked: Source) -> Polling:
    return Polling("redmine", asked, cursors_of(hub), hub.ingestion, hub.clock)


def ask_all(polls: Polling) -> None:
    while polls.step().more:
        pass


def words_of(hub: Hub, number: int) -> list[str]:
    """The words on an issue's track, in the order of what happened."""
    uid = hub.registry.resolve([("redmine", str(number))])[("redmine", str(number))]
    reported = [one.event for one in hub.log.history(uid) if isinstance(one.event, StatusReported)]
    return [event.native for event in sorted(reported, key=lambda event: (event.at, event.sequence or 0))]


def test_every_change_arrives_closed_issues_included_and_through_restarts(
    hub: Hub, redmine: Redmine, source: Source
) -> None:
    numbers = [redmine.create(f"Press {number}") for number in range(3)]
    polls = polling(hub, source)
    for step, status in enumerate(WAY[1:]):
        for number in numbers:
            redmine.set_status(number, status)
        if step == 1:
            ask_all(polls)
        if step == 3:
            redmine.stop()
            with pytest.raises(NotReached):
                polls.step()
            redmine.start()
        if step == 4:  # another process goes on from the cursor
            polls = polling(hub, source)
            ask_all(polls)
    ask_all(polls)
    assert [words_of(hub, number) for number in numbers] == [WAY] * len(numbers)
    ask_all(polls)
    assert [words_of(hub, number) for number in numbers] == [WAY] * len(numbers), "asked again, nothing is added"


class CutOff:
    """A source whose answer is heard, and whose hub dies before anything is stored."""

    def __init__(self, inner: Source) -> None:
        self._inner = inner

    def poll(self, cursor: str, now: Instant) -> Page:
        self._inner.poll(cursor, now)
        raise KeyboardInterrupt


def test_what_was_asked_and_not_stored_is_asked_again(hub: Hub, redmine: Redmine, source: Source) -> None:
    number = redmine.create("Gripper")
    redmine.set_status(number, "Closed")
    with pytest.raises(KeyboardInterrupt):
        polling(hub, CutOff(source)).step()
    ask_all(polling(hub, source))
    assert words_of(hub, number) == ["New", "Closed"]


def test_more_issues_than_a_page_holds_are_all_found(hub: Hub, redmine: Redmine, source: Source) -> None:
    numbers = [redmine.create(f"Bolt {number}") for number in range(105)]
    ask_all(polling(hub, source))
    found = hub.registry.resolve([("redmine", str(number)) for number in numbers])
    assert len(found) == len(numbers)


def test_a_key_that_redmine_does_not_know_needs_a_person(hub: Hub, redmine: Redmine) -> None:
    with opened(hub, redmine, "nope") as source, pytest.raises(NotAllowed, match="401"):
        polling(hub, source).step()
