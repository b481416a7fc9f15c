"""What the ticket page asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.views import Explanation, TicketView
from schemas.errors import HubError, UnknownTicket
from schemas.events import Recorded
from schemas.instant import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A ticket, as the hub knew it at a moment."""

    at: Instant
    """The moment at which ages are judged."""
    view: TicketView
    events: Sequence[Recorded]
    """All that were ever recorded, also behind the moment."""
    explanation: Explanation | None
    """None where nothing but parked reports is known."""


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such ticket."""


@dataclass(frozen=True, slots=True)
class AskTicket:
    """The ticket as it was known at ``as_of``, or as it is known now."""

    uid: str
    as_of: Instant | None

    def __call__(self, deps: GatewayDeps) -> Known | Missing:
        now = deps.clock()
        try:
            uid = deps.uids.check(self.uid)
            view = deps.queries.ticket(uid, as_of=self.as_of, now=now)
        except HubError:  # a UID with a slip in it, or one that nobody has used
            return Missing()
        try:
            events = deps.queries.history(uid, as_of=None)
            explanation = deps.queries.explain(uid, as_of=self.as_of)
        except UnknownTicket:
            return Known(at=now, view=view, events=(), explanation=None)
        return Known(at=now if self.as_of is None else self.as_of, view=view, events=events, explanation=explanation)
