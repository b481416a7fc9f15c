"""What administrators read of people and deeds, in the form in which it is read."""

from __future__ import annotations

from dataclasses import dataclass

from hub.entrypoints.gateway.views.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Somebody who was added."""

    name: str
    role: str
    active: bool
    """Whether they have chosen a password."""
    created_at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleView:
    """Everybody who was added."""

    items: tuple[PersonView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    """Where somebody chooses a password, once, within three days."""

    name: str
    path: str
    """Behind the hub's own address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedView:
    """Something that somebody did."""

    at: Moment
    who: str
    what: str
    about: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedsView:
    """A page of deeds; ``next`` is 0 on the last."""

    items: tuple[DeedView, ...]
    next: int
