"""How two courses of a ticket differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from hub.application.what_if.course import Course, Freeze
from schemas.events import Evidence
from schemas.instant import Instant
from schemas.status import Status


class Standing(msgspec.Struct, frozen=True):
    """Where a ticket stands in the end."""

    status: Status | None
    frozen: bool


class TicketDiffers(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that would stand elsewhere, or that would have come where it stands on another way."""

    uid: str
    now: Standing
    then: Standing

    @property
    def ends_elsewhere(self) -> bool:
        """Whether it would stand elsewhere."""
        return self.now != self.then


class ConflictDiffers(msgspec.Struct, frozen=True, kw_only=True):
    """A conflict that there would be or would not be, with the two reports that it begins with."""

    uid: str
    change: Literal["appears", "vanishes"]
    opened_at: Instant
    rule: str
    first: Evidence
    second: Evidence
    ended: str
    """``decided``, ``withdrawn`` or, where it would still stand, empty."""


def ticket_differs(uid: str, now: Course, then: Course) -> TicketDiffers | None:
    """What becomes different of the ticket, if anything does."""
    before, after = Standing(now.status, now.is_frozen), Standing(then.status, then.is_frozen)
    if before == after and now.moves == then.moves:
        return None
    return TicketDiffers(uid=uid, now=before, then=after)


def conflicts_differ(uid: str, now: Course, then: Course) -> list[ConflictDiffers]:
    """The conflicts that only one of two courses has. One conflict is the other if they share a pair of reports."""
    return [
        *_only_in(uid, now.freezes, then.freezes, "vanishes"),
        *_only_in(uid, then.freezes, now.freezes, "appears"),
    ]


def _only_in(
    uid: str, freezes: Sequence[Freeze], others: Sequence[Freeze], change: Literal["appears", "vanishes"]
) -> list[ConflictDiffers]:
    elsewhere = {pair for freeze in others for pair in _pairs(freeze)}
    return [
        ConflictDiffers(
            uid=uid,
            change=change,
            opened_at=freeze.opened_at,
            rule=freeze.contradictions[0].rule,
            first=freeze.contradictions[0].first,
            second=freeze.contradictions[0].second,
            ended=freeze.ended,
        )
        for freeze in freezes
        if not _pairs(freeze) & elsewhere
    ]


def _pairs(freeze: Freeze) -> set[tuple[str, str, str, str]]:
    return {
        (pair.first.system, pair.first.delivery_id, pair.second.system, pair.second.delivery_id)
        for pair in freeze.contradictions
    }
