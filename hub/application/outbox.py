"""The outbox: the event log, read by position as the messages that its events become."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

import msgspec

from schemas.events import Recorded, TicketFrozen, UnknownEvent, decode
from schemas.exception_ticket import CONFLICT_EVENTS, ExceptionTicket, changed, exception_ticket, opened
from schemas.messages import Logged, Message, exception_message, messages

BATCH: Final = 10_000
"""Events that are published in one transaction, at most: beginning and ending one costs as much as some hundred."""
PORTION: Final = 2_000
"""Events that are asked for at a time, for each may be large."""
BATCH_BYTES: Final = 8_000_000
"""A batch ends with the message that reaches this, so that no request outgrows what a broker takes."""
KEPT_TICKETS: Final = 2_000
"""Open exception tickets that are kept in memory, about 2 kB each."""


class Batch(NamedTuple):
    """What the events up to ``position`` become; the position is the one asked with where there are none."""

    messages: Sequence[Message]
    position: int


class CannotPublish(Exception):
    """An event that this program cannot publish; the text says which one, and what to do."""


class Log(Protocol):
    """The event log, as far as it is published from."""

    def logged(self, after: int, limit: int) -> Sequence[Logged]:
        """Events behind a position, in order, undecoded. Raises Unavailable."""
        ...

    def history(self, stream: str) -> Sequence[Recorded]:
        """Every event of a stream, oldest first. Raises Unavailable."""
        ...


class Outbox:
    """Reads batches. An event becomes the same messages whenever it is read, whatever was read before."""

    def __init__(self, log: Log, limit: int = BATCH) -> None:
        self._log = log
        self._limit = limit
        self._exceptions = ExceptionTickets(log.history)
        self._position = 0

    def next(self, after: int) -> Batch:
        """What is behind a position. Raises CannotPublish when its first event cannot be published, Unavailable."""
        if after != self._position:
            self._exceptions.forget()
        found: list[Message] = []
        size, position = 0, after
        for logged in self._behind(after):
            try:
                made = self._messages(logged)
            except CannotPublish:
                if position == after:
                    raise
                break
            found += made
            position = logged.position
            size += sum(len(message.value) for message in made)
            if size >= BATCH_BYTES:
                break
        self._position = position
        return Batch(found, position)

    def _behind(self, position: int) -> Iterator[Logged]:
        """The events of a batch, as far as they are taken."""
        for asked in range(0, self._limit, PORTION):
            limit = min(PORTION, self._limit - asked)
            portion = self._log.logged(position, limit)
            yield from portion
            if len(portion) < limit:
                return
            position = portion[-1].position

    def _messages(self, logged: Logged) -> list[Message]:
        try:
            made = messages(logged)
            if logged.topic in CONFLICT_EVENTS:
                made.append(exception_message(self._exceptions.after(logged), logged.position))
        except (UnknownEvent, msgspec.MsgspecError, LookupError, ValueError) as error:
            place = f"{logged.topic} {logged.stream}/{logged.version}, at position {logged.position}"
            raise CannotPublish(f"nothing is published behind {place}, which cannot be: {error}") from error
        return made


class ExceptionTickets:
    """What exception tickets are after an event. Open ones are kept; one that is not is made from its history.

    Events are asked for in the order of the log. Where some were passed over, what is kept must be forgotten.
    """

    def __init__(self, history: Callable[[str], Sequence[Recorded]]) -> None:
        self._history = history
        self._kept: OrderedDict[str, ExceptionTicket] = OrderedDict()

    def forget(self) -> None:
        """Begin anew."""
        self._kept.clear()

    def after(self, logged: Logged) -> ExceptionTicket:
        """The exception ticket as the event left it. Raises LookupError for one that was never opened."""
        event = decode(logged.topic, logged.state)
        conflict: str = event.conflict  # type: ignore[attr-defined]
        kept = self._kept.pop(conflict, None)
        if isinstance(event, TicketFrozen):
            ticket = opened(logged.stream, logged.version, event)
        elif kept is not None and kept.version < logged.version:
            ticket = changed(kept, logged.version, event)
        else:
            ticket = self._from_history(conflict, logged)
        if ticket.state in {"open", "claimed"}:
            self._keep(ticket)
        return ticket

    def _from_history(self, conflict: str, logged: Logged) -> ExceptionTicket:
        history = [recorded for recorded in self._history(logged.stream) if recorded.version <= logged.version]
        ticket = exception_ticket(conflict, history)
        if ticket is None:
            raise LookupError(f"conflict {conflict} was never opened")
        return ticket

    def _keep(self, ticket: ExceptionTicket) -> None:
        self._kept[ticket.conflict] = ticket
        if len(self._kept) > KEPT_TICKETS:
            self._kept.popitem(last=False)
