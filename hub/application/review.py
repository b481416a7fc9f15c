"""The quality team's commands: claim an exception ticket, hand it over, comment on it, decide it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hub.application.batch import Context
from hub.application.ingest import MAX_ATTEMPTS, Ingestion
from hub.application.people import key_of
from hub.application.ports import Appended, Choice, Decision, Reviewed, Unavailable, VersionClash
from hub.application.reviewers import Reviewers
from hub.domain import decide as rules
from hub.domain.ticket import Ticket
from schemas.errors import Refused, UnknownConflict
from schemas.events import Event
from schemas.instant import Instant
from schemas.status import Status

Decide = Callable[[Ticket, Instant], list[Event]]


class Reviewing:
    """Settles contradictions (the port is hub.application.ports.Review)."""

    def __init__(
        self, context: Context, ingestion: Ingestion, reviewers: Reviewers, clock: Callable[[], Instant]
    ) -> None:
        self._context = context
        self._ingestion = ingestion
        self._reviewers = reviewers
        self._clock = clock

    def reviewers(self) -> Sequence[str]:
        """The reviewers whom the hub knows by name."""
        return self._reviewers.names()

    def claim(self, conflict: str, by: str) -> Reviewed:
        """A reviewer takes the exception ticket; taking one's own again changes nothing."""
        if not by:
            raise Refused("say who claims it")
        ticket, position = self._change(conflict, lambda ticket, now: rules.claim(ticket, conflict, by, now))
        return Reviewed(conflict=conflict, uid=ticket.uid, state="claimed", by=by, position=position)

    def hand_over(self, conflict: str, by: str, to: str, note: str) -> Reviewed:
        """The exception ticket goes to another reviewer, back into the queue, or is taken over."""
        if not by:
            raise Refused("say who hands it over")
        to = to.strip()
        to = by if key_of(to) == key_of(by) else self._reviewers.named(to) if to else ""
        ticket, position = self._change(
            conflict, lambda ticket, now: rules.hand_over(ticket, conflict, by, to, note, now)
        )
        state = "claimed" if to else "open"
        return Reviewed(conflict=conflict, uid=ticket.uid, state=state, by=to, position=position)

    def comment(self, conflict: str, by: str, text: str) -> Reviewed:
        """Something is written down about the exception ticket."""
        if not by:
            raise Refused("say who comments")
        ticket, position = self._change(conflict, lambda _, now: rules.comment(conflict, by, text, now))
        held = ticket.conflict if ticket.conflict and ticket.conflict.uid == conflict else None
        state = "settled" if held is None else "claimed" if held.claimed_by else "open"
        claimed_by = held.claimed_by if held else ""
        return Reviewed(conflict=conflict, uid=ticket.uid, state=state, by=claimed_by, position=position)

    def decide(self, conflict: str, decision: Decision) -> Reviewed:
        """A reviewer settles the exception ticket: the ticket thaws, and its canonical state is broadcast."""
        accept, status = _form(decision)

        def settle(ticket: Ticket, now: Instant) -> list[Event]:
            return rules.settle(ticket, conflict, decision.by, decision.reason, now, accept=accept, status=status)

        ticket, position = self._change(conflict, settle)
        return Reviewed(
            conflict=conflict,
            uid=ticket.uid,
            state="decided",
            by=decision.by,
            position=position,
            status=ticket.broadcast.status,
            snapshot=ticket.broadcast.version,
        )

    def _change(self, conflict: str, decide: Decide) -> tuple[Ticket, int]:
        """Decide on the ticket as it is now, and append.

        1. The ticket is loaded and the events are decided in memory. 2. They are appended in one transaction. A crash
        before the commit leaves the conflict open, after it settled; asking again then says so.
        """
        uid = self._context.registry.ticket_of(conflict)
        if uid is None:
            raise UnknownConflict(f"there is no exception ticket {conflict}; list them to see which are open")
        with self._ingestion.lock:
            for _ in range(MAX_ATTEMPTS):
                ticket = self._context.tickets.get([uid])[uid]
                try:
                    position = self._append(ticket, decide(ticket, self._clock()))
                except VersionClash:
                    self._context.tickets.drop([uid])
                except Refused:
                    # What was refused may have been decided on a copy that is behind: ask the log once more.
                    if not self._is_behind(ticket):
                        raise
                except BaseException:
                    self._context.tickets.drop([uid])
                    raise
                else:
                    self._context.tickets.keep([ticket])
                    return ticket, position
        raise Unavailable("others kept changing the ticket; try again")

    def _is_behind(self, ticket: Ticket) -> bool:
        self._context.tickets.drop([ticket.uid])
        return self._context.tickets.get([ticket.uid])[ticket.uid].version > ticket.version

    def _append(self, ticket: Ticket, events: list[Event]) -> int:
        if not events:
            return self._context.log.head()
        recorded = self._context.chain.record_all(ticket.uid, ticket.version, ticket.chain, events)
        ticket.version, ticket.chain = recorded[-1].version, recorded[-1].chain
        return self._context.log.append([Appended(ticket.uid, recorded)])


def _form(decision: Decision) -> tuple[str, Status | None]:
    """The side to accept and the status to set: one of them, or neither for "no conflict"."""
    match decision.choice:
        case Choice.ACCEPT if decision.system:
            return decision.system, None
        case Choice.ACCEPT:
            raise Refused("say which system's side to accept")
        case Choice.SET if decision.status is not None:
            return "", decision.status
        case Choice.SET:
            raise Refused("say which status to set")
        case Choice.NO_CONFLICT:
            return "", None
