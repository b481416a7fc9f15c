"""What the ticket page asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.views.tickets import Explanation, TicketView
from schemas.errors import HubError, UnknownTicket
from schemas.events import EvidenceJoined, Recorded, StatusReported, TicketFrozen
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
    windows: Mapping[int, Instant] = field(default_factory=dict)
    """How far apart two reports contradict each other, by the version of the rules that judged some."""


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
        return Known(
            at=now if self.as_of is None else self.as_of,
            view=view,
            events=events,
            explanation=explanation,
            windows={number: deps.rules.window_of(number) for number in _judged_by(events)},
        )


def corrected(events: Iterable[Recorded]) -> Iterable[tuple[StatusReported, StatusReported]]:
    """Every report as it was recorded and as it is meant since, after what later ones of its track corrected."""
    found: dict[tuple[str, str], tuple[StatusReported, StatusReported]] = {}
    for item in events:
        event = item.event
        if not isinstance(event, StatusReported):
            continue
        found[event.system, event.delivery_id] = event, event
        for correction in event.corrections:
            first, report = found[event.system, correction.delivery_id]
            echo = report.echo if correction.echo is None else correction.echo
            found[event.system, correction.delivery_id] = (
                first,
                replace(report, status=correction.status, is_change=correction.is_change, echo=echo),
            )
    return found.values()


def _judged_by(events: Sequence[Recorded]) -> set[int]:
    """The versions of the rules that the ticket's contradictions were judged by."""
    evidence = (item.event for item in events if isinstance(item.event, TicketFrozen | EvidenceJoined))
    return {found.rules for event in evidence for found in event.contradictions}
