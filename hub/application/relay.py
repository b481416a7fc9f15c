"""The way out: the event log is the outbox, and one relay at a time publishes it in order (docs/domain.md §8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final, NamedTuple, Protocol

import msgspec

from hub.application.outbox import Batch, CannotPublish
from hub.application.ports import Unavailable
from schemas.messages import Message
from schemas.topics import Topic

IDLE: Final = 1.0
"""Seconds after which a leader that nothing woke looks into the log."""
STANDBY: Final = 1.0
"""Seconds between two tries to take the lease."""
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 5.0
"""Seconds between tries after a failure; doubled from the first to the longest."""


class Term(msgspec.Struct, frozen=True):
    """A relay leads: what it stores is taken while no later term has begun."""

    epoch: int
    position: int
    """Everything in the log up to here has been published."""


class Deposed(Exception):
    """The term is over: another relay leads, or the position was set anew. Nothing was stored."""


class Kept(Protocol):
    """A lease while it is renewed."""

    def check(self) -> None:
        """Say that the leader is alive. Raises Deposed when the lease was lost."""
        ...


class Lease(Protocol):
    """Who leads, and how far the log is published. All raise Unavailable."""

    def claim(self) -> Term | None:
        """Begin a term, if no other relay is in one; None if one is."""
        ...

    def kept(self, term: Term) -> AbstractContextManager[Kept]:
        """Renew the lease for the length of a block, however long its steps take, and give it back in the end."""
        ...

    def confirm(self, term: Term) -> int:
        """The position by now, of a term that still holds. Raises Deposed."""
        ...

    def advance(self, term: Term, position: int) -> None:
        """Store how far the log is published. Raises Deposed."""
        ...


class NotPublished(Exception):
    """The broker did not take a batch, or did not say so; none of it counts. The text says why and what to do."""


class Committed(NamedTuple):
    """What a batch came to: messages by topic, and the seconds until the broker had committed them."""

    counts: Mapping[Topic, int]
    seconds: float


class Publishing(Protocol):
    """A batch on its way."""

    def result(self) -> Committed:
        """Wait until the broker has committed it. Raises NotPublished."""
        ...


class Publisher(Protocol):
    """Publishes in transactions. Opening one ends every earlier one of the same log, wherever it runs."""

    def publish(self, messages: Sequence[Message]) -> Publishing:
        """Begin to publish a batch: all of it or nothing, in this order on each topic for each key."""
        ...


class Watch(Protocol):
    """Sees how a relay fares."""

    def stands_by(self) -> None: ...
    def leads(self, position: int) -> None: ...
    def published(self, position: int, published: Committed) -> None: ...
    def catches_up(self) -> None: ...
    def fails(self, why: str) -> None: ...
    def rests(self) -> None: ...


class Outgoing(Protocol):
    """The messages of the log."""

    def next(self, after: int) -> Batch:
        """What is to be published behind a position. Raises CannotPublish, Unavailable."""
        ...


class Stopping(Protocol):
    """The wish to stop."""

    @property
    def asked(self) -> bool: ...
    def wait(self, seconds: float) -> bool: ...


class Relay:
    """Publishes the log, as long as it leads, and stands by while another does."""

    def __init__(
        self,
        outbox: Outgoing,
        lease: Lease,
        open_publisher: Callable[[], AbstractContextManager[Publisher]],
        wait: Callable[[float], None],
        watch: Watch,
    ) -> None:
        """``wait`` returns when there may be something new in the log, after so many seconds at the latest."""
        self._outbox = outbox
        self._lease = lease
        self._open_publisher = open_publisher
        self._wait = wait
        self._watch = watch
        self._published = False

    def run(self, stop: Stopping) -> None:
        """Lead or stand by, until asked to stop; what fails is said and tried again, after longer and longer pauses."""
        pause = FIRST_PAUSE
        while not stop.asked:
            self._published = False
            try:
                self._take_a_turn(stop)
            except Deposed:
                continue
            except (NotPublished, CannotPublish, Unavailable) as failure:
                self._watch.fails(str(failure))
                pause = FIRST_PAUSE if self._published else min(2 * pause, LONGEST_PAUSE)
                stop.wait(pause)
        self._watch.rests()

    def _take_a_turn(self, stop: Stopping) -> None:
        term = self._lease.claim()
        if term is None:
            self._watch.stands_by()
            stop.wait(STANDBY)
            return
        with self._lease.kept(term) as kept, self._open_publisher() as publisher:
            # Only now: who led before could commit a batch, and store its position, until the publisher was opened.
            position = self._lease.confirm(term)
            self._watch.leads(position)
            self._lead(term, position, kept, publisher, stop)

    def _lead(self, term: Term, position: int, kept: Kept, publisher: Publisher, stop: Stopping) -> None:
        """Publish batch after batch.

        1. The broker commits a batch. 2. Its position is stored, if the term still holds. A crash before 1 leaves
        nothing that a consumer of committed messages sees. A crash between 1 and 2 leaves a batch that is published
        once more: the same messages, in the same order. While 1 is under way the next batch is read.
        """
        batch = self._outbox.next(position)
        while not stop.asked:
            kept.check()
            if batch.position == position:
                self._watch.catches_up()
                self._wait(IDLE)
                batch = self._outbox.next(position)
                continue
            publishing = publisher.publish(batch.messages)
            following = None
            try:
                following = self._outbox.next(batch.position)
            finally:
                published = publishing.result()
                self._lease.advance(term, batch.position)
                self._published = True
                self._watch.published(batch.position, published)
            position, batch = batch.position, following
