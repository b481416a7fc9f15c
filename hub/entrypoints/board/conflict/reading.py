"""What the review page asks: everything that a reviewer weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.views.conflicts import ConflictRow, ConflictStep, ConflictView, ProspectView
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.tickets import SystemState
from schemas.errors import HubError
from schemas.events import StatusReported
from schemas.status import Status

MOST_SIMILAR = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A conflict with all that bears upon it."""

    view: ConflictView
    steps: Sequence[ConflictStep]
    standing: Sequence[SystemState]
    """Where every system of the ticket stands now."""
    broadcast: Status | None = None
    """The status that was broadcast last, as ``version``: what others believe of the ticket."""
    version: int = 0
    systems: Mapping[str, SystemRow]
    prospects: Sequence[ProspectView]
    similar: Sequence[ConflictRow]
    reports: Mapping[tuple[str, str], StatusReported]
    """The reports of the evidence, by system and delivery id."""
    reviewers: Sequence[str] = ()
    """Whom it may be handed to, by name."""


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such conflict."""


@dataclass(frozen=True, slots=True)
class AskConflict:
    """The conflict as it stands now."""

    conflict: str

    def __call__(self, deps: GatewayDeps) -> Known | Missing:
        now, queries = deps.clock(), deps.queries
        try:
            conflict = deps.uids.check(self.conflict)
            view = queries.conflict(conflict)
            uid = view.conflict.uid
            ticket = queries.ticket(uid, as_of=None, now=now).ticket
            return Known(
                view=view,
                steps=queries.conflict_steps(conflict),
                standing=ticket.systems,
                broadcast=ticket.broadcast,
                version=ticket.version,
                systems={row.system: row for row in queries.systems(now)},
                prospects=queries.prospects(conflict, now),
                similar=queries.similar(conflict, MOST_SIMILAR),
                reports=_reports(deps, view),
                reviewers=() if view.conflict.closed_at else deps.review.reviewers(),
            )
        except HubError:  # a UID with a slip in it, or one that is no conflict's
            return Missing()


def _reports(deps: GatewayDeps, view: ConflictView) -> dict[tuple[str, str], StatusReported]:
    if not view.contradictions:
        return {}
    sides = (view.contradictions[0].first, view.contradictions[0].second)
    wanted = {(side.system, side.delivery_id) for side in sides}
    history = (recorded.event for recorded in deps.queries.history(view.conflict.uid, as_of=None))
    return {
        (event.system, event.delivery_id): event
        for event in history
        if isinstance(event, StatusReported) and (event.system, event.delivery_id) in wanted
    }
