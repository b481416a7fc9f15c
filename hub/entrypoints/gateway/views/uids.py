"""UIDs and blocks of their numbers, in the form in which they are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.entrypoints.gateway.views.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class UidsView:
    uids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockView:
    """Numbers that only their holder mints with: ``DOMAIN-DAY-NUMBER-CHECK``, from ``first`` to ``last``."""

    domain: str
    day: date
    first: int
    last: int
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    system: str
    native_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceView:
    """A valid UID. Without an origin, nobody has minted or used it here."""

    uid: str
    valid: bool = True
    origin: str = ""
    seen_at: Moment | None = None
    links: tuple[LinkView, ...] = ()
    ticket: str = ""
    """For an exception ticket: the ticket whose contradiction it is."""
