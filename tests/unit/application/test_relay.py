"""The relay's turns: when it publishes, and when it stores how far it is."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from hub.application.outbox import Batch, CannotPublish
from hub.application.ports import Unavailable
from hub.application.relay import Committed, Deposed, NotPublished, Relay, Term
from schemas.messages import Message
from schemas.topics import Topic


class Scene:
    """Everything around a relay, with a journal of what happens to it. It ends after so many pauses."""

    def __init__(self, events: int = 3, batch: int = 1, pauses: int = 1) -> None:
        self.journal: list[str] = []
        self.events = events
        self.batch = batch
        self.pauses = pauses
        self.stored = 0
        self.other_leads = False
        self.deposed_at = -1
        self.refused = 0
        self.unreadable = -1
        self.database_is_away = 0

    # -- the lease

    def claim(self) -> Term | None:
        if self.database_is_away:
            self.database_is_away -= 1
            raise Unavailable("the database is away")
        return None if self.other_leads else Term(1, self.stored)

    @contextmanager
    def kept(self, _term: Term) -> Iterator["Scene"]:
        self.journal.append("lease taken")
        try:
            yield self
        finally:
            self.journal.append("lease given back")

    def check(self) -> None:
        pass

    def confirm(self, _term: Term) -> int:
        self.journal.append("confirmed")
        return self.stored

    def advance(self, _term: Term, position: int) -> None:
        if position == self.deposed_at:
            self.other_leads = True
            raise Deposed("term 1 is over")
        self.stored = position
        self.journal.append(f"stored {position}")

    # -- the log and the broker

    def next(self, after: int) -> Batch:
        if after + 1 == self.unreadable:
            raise CannotPublish("the event at position 2 cannot be published")
        last = min(after + self.batch, self.events)
        return Batch([Message(Topic.EVENTS, b"k", b"v", [])] * (last - after), last)

    @contextmanager
    def publisher(self) -> Iterator["Scene"]:
        self.journal.append("publisher opened")
        try:
            yield self
        finally:
            self.journal.append("publisher closed")

    def publish(self, messages: Sequence[Message]) -> "Scene":
        self.journal.append(f"sent {len(messages)}")
        return self

    def result(self) -> Committed:
        if self.refused:
            self.refused -= 1
            raise NotPublished("Kafka is away")
        self.journal.append("committed")
        return Committed({Topic.EVENTS: 1}, 0.01)

    # -- whoever looks on

    def stands_by(self) -> None:
        self.journal.append("stands by")

    def leads(self, position: int) -> None:
        self.journal.append(f"leads from {position}")

    def published(self, position: int, published: Committed) -> None:
        pass

    def catches_up(self) -> None:
        pass

    def fails(self, why: str) -> None:
        self.journal.append(f"fails: {why}")

    def rests(self) -> None:
        self.journal.append("rests")

    # -- time

    @property
    def asked(self) -> bool:
        return self.pauses <= 0

    def wait(self, seconds: float) -> bool:
        assert 0 < seconds <= 5
        self.pauses -= 1
        return self.asked

    def idle(self, seconds: float) -> None:
        self.wait(seconds)

    def run(self) -> list[str]:
        Relay(self, self, self.publisher, self.idle, self).run(self)
        return self.journal


def test_a_position_is_stored_after_the_commit_of_its_batch() -> None:
    journal = Scene(events=3, batch=2).run()
    assert journal[4:-3] == ["sent 2", "committed", "stored 2", "sent 1", "committed", "stored 3"]


def test_the_term_is_confirmed_after_every_earlier_publisher_was_ended() -> None:
    assert Scene(events=0).run()[:4] == ["lease taken", "publisher opened", "confirmed", "leads from 0"]


def test_the_lease_is_given_back_in_the_end() -> None:
    assert Scene().run()[-3:] == ["publisher closed", "lease given back", "rests"]


def test_who_does_not_lead_publishes_nothing() -> None:
    scene = Scene()
    scene.other_leads = True
    assert scene.run() == ["stands by", "rests"]


def test_a_batch_that_was_not_published_is_published_anew_with_another_publisher() -> None:
    scene = Scene(events=1, pauses=2)
    scene.refused = 1
    journal = scene.run()
    assert journal[4:9] == [
        *("sent 1", "publisher closed", "lease given back", "fails: Kafka is away", "lease taken"),
    ]
    assert journal.count("committed") == 1
    assert scene.stored == 1


def test_a_leader_whose_term_is_over_stands_by() -> None:
    scene = Scene(events=3, pauses=1)
    scene.deposed_at = 2
    assert scene.run()[-4:] == ["publisher closed", "lease given back", "stands by", "rests"]
    assert scene.stored == 1


def test_what_was_sent_is_stored_although_what_follows_cannot_be_read() -> None:
    scene = Scene(events=3)
    scene.unreadable = 2
    journal = scene.run()
    assert scene.stored == 1
    assert journal[-2:] == ["fails: the event at position 2 cannot be published", "rests"]


def test_a_database_that_is_away_is_waited_for() -> None:
    scene = Scene(events=1, pauses=4)
    scene.database_is_away = 3
    journal = scene.run()
    assert journal.count("fails: the database is away") == 3
    assert scene.stored == 1
