"""Tells the quality team of exception tickets, and the next level of those that nobody claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from hub.application.notices import Message, RuleOf, Unclaimed, message, unclaimed
from hub.application.relay import Stopping
from hub.escalation import Channel, Escalation
from schemas.events import (
    ConflictClaimed,
    ConflictDecided,
    ConflictHandedOver,
    ConflictWithdrawn,
    Event,
    Recorded,
    TicketFrozen,
)
from schemas.instant import MINUTE, SECOND, Instant

AT_ONCE: Final = 1_000
"""Events that are read in one go."""
FIRST_PAUSE: Final = 5.0
LONGEST_PAUSE: Final = 600.0
"""Seconds until an address that failed is tried again: doubled from try to try."""
_LOOK_EVERY: Final = 1.0

_TOPICS: Final = tuple(
    kind.TOPIC for kind in (TicketFrozen, ConflictClaimed, ConflictHandedOver, ConflictDecided, ConflictWithdrawn)
)


class Feed(Protocol):
    """What is asked of the event log."""

    def read(self, after: int, limit: int, topics: Sequence[str] = ()) -> list[Recorded]: ...
    def head(self) -> int: ...


class Notices(Protocol):
    """Which conflicts are unclaimed, and who was told of them. All raise Unavailable."""

    def position(self) -> int: ...
    def note(
        self, opened: Sequence[Unclaimed], claimed: Mapping[str, bool], over: Sequence[str], position: int
    ) -> None: ...
    def unclaimed(self) -> list[Unclaimed]: ...
    def told(self, conflicts: Sequence[str], key: str) -> None: ...


class Outlet(Protocol):
    """Sends a message to an address; says whether it was taken there."""

    def send(self, channel: Channel, text: Message) -> bool: ...


class NoticeWatch(Protocol):
    """Is told how it goes."""

    def sent(self, channel: Channel, conflicts: int) -> None: ...
    def fails(self, channel: Channel, *, pause: float) -> None: ...


class Notifying:
    """Tells each address of each conflict at least once, and again only if a crash falls between sending and noting."""

    name = "notify/conflicts"

    def __init__(
        self,
        escalation: Escalation,
        feed: Feed,
        notices: Notices,
        outlet: Outlet,
        watch: NoticeWatch,
        *,
        clock: Callable[[], Instant],
        rule_of: RuleOf,
        public_url: str,
    ) -> None:
        self._escalation = escalation
        self._feed = feed
        self._notices = notices
        self._outlet = outlet
        self._watch = watch
        self._clock = clock
        self._rule_of = rule_of
        self._public_url = public_url
        self._not_before: dict[str, Instant] = {}
        self._failures: dict[str, int] = {}

    def run(self, stop: Stopping) -> None:
        """Tell until asked to stop. Raises Unavailable when the hub's own store is away."""
        while not stop.asked:
            self.read_on()
            self.tell(stop)
            stop.wait(_LOOK_EVERY)

    def read_on(self) -> None:
        """Note which conflicts have opened, and which need nobody any more.

        1. Events are read. 2. What they say is stored together with the position. A crash before 2 reads them again;
        after it the conflicts stand in the store until they are told. Raises Unavailable.
        """
        is_behind = True
        while is_behind:
            position, head = self._notices.position(), self._feed.head()
            found = self._feed.read(position, AT_ONCE, _TOPICS)
            is_behind = len(found) == AT_ONCE
            reached = found[-1].position if is_behind else max([head, *(each.position for each in found)])
            if reached > position:
                self._note(found, reached)

    def tell(self, stop: Stopping) -> None:
        """Send what is due, one message an address.

        1. The message is sent. 2. Its conflicts are noted as told there. A crash between them sends it once more: a
        conflict told twice is better than one that nobody heard of. Raises Unavailable.
        """
        waiting = self._notices.unclaimed()
        for channel in self._escalation.channels:
            due = _due(waiting, channel, self._clock())
            if due and self._clock() >= self._not_before.get(channel.key, 0) and not stop.asked:
                self._send(channel, due)

    def _note(self, found: Sequence[Recorded], reached: int) -> None:
        opened = [unclaimed(each, each.event, self._rule_of) for each in found if isinstance(each.event, TicketFrozen)]
        claimed = dict(claim for each in found for claim in _claim_in(each.event))
        over = [each.event.conflict for each in found if isinstance(each.event, ConflictDecided | ConflictWithdrawn)]
        self._notices.note(opened, claimed, over, reached)

    def _send(self, channel: Channel, due: Sequence[Unclaimed]) -> None:
        text = message(due, self._escalation.languages, self._public_url, channel.after_minutes)
        if self._outlet.send(channel, text):
            self._notices.told([each.conflict for each in due], channel.key)
            self._failures.pop(channel.key, None)
            self._pause(channel, self._escalation.every_seconds)
            self._watch.sent(channel, len(due))
            return
        failures = self._failures.get(channel.key, 0)
        self._failures[channel.key] = failures + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures, 16))
        self._pause(channel, pause)
        self._watch.fails(channel, pause=pause)

    def _pause(self, channel: Channel, seconds: float) -> None:
        self._not_before[channel.key] = self._clock() + int(seconds * SECOND)


def _due(waiting: Sequence[Unclaimed], channel: Channel, now: Instant) -> list[Unclaimed]:
    opened_until = now - int(channel.after_minutes * MINUTE)
    return [each for each in waiting if each.opened_at <= opened_until and channel.key not in each.told]


def _claim_in(event: Event) -> Iterator[tuple[str, bool]]:
    """Whether somebody has a conflict from now on; whatever is handed back waits again."""
    match event:
        case ConflictClaimed():
            yield event.conflict, True
        case ConflictHandedOver():
            yield event.conflict, bool(event.to)
