"""One ticket's story in minutes: ``given(...).when(...).then(...)``.

Every story is also told a second time, from its stored events alone: both tellings must end in the same ticket.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from conflict.rules import Rules
from hub.domain import decide
from hub.domain.chain import Chain
from hub.domain.decide import Clocks, Meaning, read, take_in
from hub.domain.ticket import Ticket, replay
from hub.domain.writes import may_come_of
from schemas.events import Event, Recorded, TicketFrozen, WriteRef, decode
from schemas.instant import MINUTE, Instant
from schemas.report import Report
from schemas.status import Status
from tests.unit.domain.stories import DEFAULT_RULES, portrait

UID = "SRV-20260126-00872-A9F"
CLOCKS = Clocks()
CHAIN = Chain()

E = TypeVar("E", bound=Event)

Act = Callable[["Story"], list[Event]]


class Story:
    """A ticket under way, and everything that was stored of it."""

    def __init__(self, rules: Rules = DEFAULT_RULES) -> None:
        self.ticket = Ticket(UID, rules)
        self.stored: list[Recorded] = []
        self.last: list[Event] = []
        self.error: Exception | None = None
        self.acts = 0

    # -- telling ------------------------------------------------------------------------------------------------

    def when(self, *acts: Act) -> Story:
        """What happens next. Only what the last act stored, or the error it ended in, is there to be looked at."""
        for act in acts:
            self.last, self.error, self.acts = [], None, self.acts + 1
            try:
                self.last = act(self)
            except Exception as error:
                self.error = error
            for event in self.last:
                self._store(event)
        return self

    def then(self, *kinds: type[Event]) -> Story:
        """The last act stored events of these kinds, in this order."""
        assert self.error is None, repr(self.error)
        assert [type(event) for event in self.last] == list(kinds)
        assert state_of(self.replayed()) == state_of(self.ticket)
        return self

    def then_refused(self, kind: type[Exception], said: str) -> Story:
        """The last act stored nothing, changed nothing and said why."""
        assert type(self.error) is kind, repr(self.error)
        assert said in str(self.error)
        assert self.last == []
        assert state_of(self.replayed()) == state_of(self.ticket)
        return self

    def replayed(self) -> Ticket:
        """The ticket as its stored events make it, read from their bytes."""
        read_back = [
            Recorded(event.stream, event.version, decode(event.event.TOPIC, event.state), event.chain)
            for event in self.stored
        ]
        return replay(Ticket(UID, self.ticket.timeline.rules), read_back)

    def the(self, kind: type[E]) -> E:
        """The one event of this kind that the last act stored."""
        (event,) = [event for event in self.last if isinstance(event, kind)]
        return event

    def all(self, kind: type[E]) -> list[E]:
        """Every event of this kind, from the beginning."""
        return [recorded.event for recorded in self.stored if isinstance(recorded.event, kind)]

    # -- for acts -----------------------------------------------------------------------------------------------

    def next_conflict(self, _ticket: str) -> str:
        return f"QAX-{len(self.all(TicketFrozen)) + 1}"

    def next_delivery(self) -> str:
        return f"d{self.acts}"

    @property
    def conflict(self) -> str:
        """The exception ticket that is open, else the last one there was."""
        frozen = self.all(TicketFrozen)
        return frozen[-1].conflict if frozen else ""

    def _store(self, event: Event) -> None:
        recorded = CHAIN.record(UID, self.ticket.version + 1, self.ticket.chain, event)
        self.ticket.version, self.ticket.chain = recorded.version, recorded.chain
        self.stored.append(recorded)


def given(*acts: Act, rules: Rules = DEFAULT_RULES) -> Story:
    """A ticket to which this has happened; none of it was refused."""
    story = Story(rules)
    for act in acts:
        story.when(act)
        assert story.error is None, repr(story.error)
    return story


def says(
    system: str,
    word: Status | str,
    at: float,
    *,
    received: float | None = None,
    recorded: float | None = None,
    status: Status | None = None,
    reopens: bool = False,
    echo: bool = False,
    rules: int = 0,
    delivery_id: str = "",
    **more: Any,
) -> Act:
    """A system reports a word at a minute; it is received at once and recorded on receipt unless said otherwise."""
    meaning = Meaning(Status(word) if status is None else status, reopens, "v1")
    received_at = minute(at if received is None else received)
    now = received_at if recorded is None else minute(recorded)

    def act(story: Story) -> list[Event]:
        report = Report(
            system=system,
            native_status=str(word),
            received_at=received_at,
            occurred_at=minute(at),
            delivery_id=delivery_id or story.next_delivery(),
            **more,
        )
        reading = read(report, meaning, CLOCKS, rules=rules)
        if echo:
            reading = msgspec.structs.replace(
                reading, echo_of=may_come_of(reading, story.ticket.writes) or (WriteRef(reading.at, reading.at),)
            )
        return take_in(story.ticket, report, reading, now, story.next_conflict)

    return act


def hands_over(by: str, to: str, at: float, note: str = "") -> Act:
    """A reviewer gives the exception ticket away, or takes it over."""
    return lambda story: decide.hand_over(story.ticket, story.conflict, by, to, note, minute(at))


def claims(by: str, at: float, conflict: str = "") -> Act:
    """A reviewer takes the exception ticket."""
    return lambda story: decide.claim(story.ticket, conflict or story.conflict, by, minute(at))


def decides(by: str, at: float, *, reason: str = "spoke to the line", conflict: str = "", **verdict: Any) -> Act:
    """A reviewer settles the exception ticket: ``accept=system``, ``status=status``, or neither for "no conflict"."""
    return lambda story: decide.settle(story.ticket, conflict or story.conflict, by, reason, minute(at), **verdict)


def minute(number: float) -> Instant:
    """That many minutes after the story's beginning."""
    return round(number * MINUTE)


def state_of(ticket: Ticket) -> dict[str, Any]:
    """The ticket field by field, in a form that can be compared; a field that is added is compared as well."""
    state = {name: getattr(ticket, name) for name in Ticket.__slots__}
    timeline = state.pop("timeline")
    # When a checkpoint was last written is a matter of the store's, not of the ticket's.
    del state["checkpoint_version"]
    bases = {name: track.base for name, track in timeline.tracks.items()}
    return state | {
        "portrait": portrait(timeline),
        "readings": {name: [entry.reading for entry in track.entries] for name, track in timeline.tracks.items()},
        "bases": bases,
        "base": timeline.base and (timeline.base.reading, timeline.base.status),
        "floor": timeline.floor,
        "settled_at": timeline.settled_at,
        "rules": timeline.rules.version,
    }
