"""Who did what: every event of the log that somebody caused, as one list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol

import msgspec

from schemas.events import (
    ConflictClaimed,
    ConflictCommented,
    ConflictDecided,
    ConflictHandedOver,
    Event,
    KeyChanged,
    MappingPublished,
    NativeIdLinked,
    PersonChanged,
    Recorded,
    ReportReleased,
    ReportRetried,
    RulesPublished,
    SignedIn,
)
from schemas.instant import Instant

RULES: Final = "rules"
"""What was published where it was no system's table but the conflict rules."""


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody did."""

    position: int
    at: Instant
    who: str
    what: str
    """One of :data:`WHATS`."""
    about: str
    """The ticket, the exception ticket, the parked report, the system, the person or the key."""
    detail: str = ""


def _published(event: MappingPublished | RulesPublished) -> str:
    return "rolled-back" if event.restores or not event.text else "published"


_Told = tuple[str, str, str, str]
"""Who, what, about, detail."""

_TELLERS: Final[dict[type[Event], Callable[[Recorded, Any], _Told]]] = {
    ConflictClaimed: lambda _, e: (e.by, "claimed", e.conflict, ""),
    ConflictHandedOver: lambda _, e: (e.by, "handed-over", e.conflict, " · ".join(filter(None, (e.to, e.note)))),
    ConflictCommented: lambda _, e: (e.by, "commented", e.conflict, e.text),
    ConflictDecided: lambda _, e: (e.by, "decided", e.conflict, f"{e.status.value} · {e.reason}"),
    NativeIdLinked: lambda r, e: (e.by, "linked", r.stream, f"{e.system} · {e.native_id}"),
    ReportRetried: lambda r, e: (e.by, "retried", r.stream, e.reason),
    ReportReleased: lambda r, e: (e.by, "released", r.stream, " · ".join(filter(None, (e.outcome, e.uid)))),
    MappingPublished: lambda _, e: (e.by, _published(e), e.system, e.reason),
    RulesPublished: lambda _, e: (e.by, _published(e), RULES, e.reason),
    SignedIn: lambda _, e: (e.name, "signed-in", e.name, f"{e.role} · {e.way}"),
    PersonChanged: lambda _, e: (e.by, f"person-{e.change}", e.name, e.role),
    KeyChanged: lambda _, e: (e.by, f"key-{e.change}", e.name, " · ".join(filter(None, (e.role, e.system)))),
}
TOPICS: Final = tuple(kind.TOPIC for kind in _TELLERS)
WHATS: Final = (
    *("claimed", "handed-over", "commented", "decided", "linked", "retried", "released", "published", "rolled-back"),
    *("signed-in", "person-added", "person-role", "person-invited", "person-password", "person-signed-out"),
    *("person-removed", "key-issued", "key-revoked", "key-link"),
)
_MOST_DETAIL: Final = 500


class Log(Protocol):
    """What is asked of the event log."""

    def deeds(self, before: int, limit: int) -> list[Recorded]:
        """Events of :data:`TOPICS` in front of a position, the latest first. Raises Unavailable."""
        ...


def deed_of(recorded: Recorded) -> Deed | None:
    """What somebody did; None where the hub did it by itself."""
    who, what, about, detail = _TELLERS[type(recorded.event)](recorded, recorded.event)
    if not who:
        return None
    return Deed(
        position=recorded.position,
        at=recorded.event.recorded_at,
        who=who,
        what=what,
        about=about,
        detail=detail[:_MOST_DETAIL],
    )


def deeds(log: Log, *, who: str = "", before: int = 0, limit: int = 100) -> list[Deed]:
    """The latest deeds in front of a position (0: of all), of one person or of everybody. Raises Unavailable."""
    found: list[Deed] = []
    position = before or 1 << 62
    while len(found) < limit and (page := log.deeds(position, 1_000)):
        told = (deed_of(recorded) for recorded in page)
        found += [deed for deed in told if deed is not None and (not who or deed.who == who)]
        position = page[-1].position
    return found[:limit]
