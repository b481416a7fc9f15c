"""What became of what was posted, as the sender is told."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from starlette.responses import Response

from hub.application.ports import Outcome


class OutcomeOut(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one report. All but ``ignored`` are stored.

    ``verdict`` is ``accepted``, ``duplicate``, ``parked``, ``ignored``, or ``queued`` for a worker, who will judge it.
    ``position`` is a place in the log, and nothing that the report caused is behind it; 0 where that is not known.
    """

    verdict: str
    uid: str
    delivery_id: str
    is_change: bool
    frozen: bool
    conflict: str
    parked_id: str
    reason: str
    detail: str
    position: int


class OutcomesOut(msgspec.Struct, frozen=True):
    """What became of several reports, in their order."""

    outcomes: list[OutcomeOut]


def shown(outcome: Outcome) -> OutcomeOut:
    return OutcomeOut(
        verdict=outcome.verdict.value,
        uid=outcome.uid,
        delivery_id=outcome.delivery_id,
        is_change=outcome.is_change,
        frozen=outcome.frozen,
        conflict=outcome.conflict,
        parked_id=outcome.parked_id,
        reason=outcome.reason,
        detail=outcome.detail,
        position=outcome.position,
    )


def accepted(outcomes: Sequence[Outcome], *, is_one: bool) -> Response:
    """The answer 202: one object for one report, a list for many."""
    found = [shown(outcome) for outcome in outcomes]
    body = msgspec.json.encode(found[0] if is_one else OutcomesOut(found))
    return Response(body, 202, media_type="application/json")
