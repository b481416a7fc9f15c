"""Reviewers whom the hub knows by name: to one of them an exception ticket is handed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from hub.application.access import RIGHTS, KeyStore, Right, Role
from hub.application.people import PeopleStore, key_of
from schemas.errors import UnknownReviewer
from schemas.events import PersonChanged, Recorded, SignedIn

_REVIEW: Final = frozenset(role for role in Role if Right.REVIEW in RIGHTS[role])


class Log(Protocol):
    """What is asked of the event log."""

    def last_sign_ins(self) -> list[Recorded]:
        """Of everybody who ever logged in the last time, and what was recorded last of them, in order.

        Raises Unavailable.
        """
        ...


class Reviewers:
    """Knows those who were added, and those who have logged in, with the role that they had last."""

    def __init__(self, log: Log, people: PeopleStore, keys: KeyStore) -> None:
        self._log = log
        self._people = people
        self._keys = keys

    def names(self) -> list[str]:
        """Their names in order; none where people only have keys. Raises Unavailable."""
        roles = logged_in(self._log.last_sign_ins())
        roles |= {key_of(person.name): (person.name, person.role) for person in self._people.people()}
        return [name for _, (name, role) in sorted(roles.items()) if role in _REVIEW]

    def named(self, name: str) -> str:
        """The reviewer of that name, whatever its case, as it is kept; an API key of a reviewer's may be named, too.

        Where no reviewer is known by name, any name will do. Raises UnknownReviewer, Unavailable.
        """
        names = self.names()
        every = self._keys.keys()
        holders = (key.name for key in every if key.revoked_at is None and key.role in _REVIEW)
        known = {key_of(each): each for each in (*holders, *names)}
        if names and key_of(name) not in known:
            raise UnknownReviewer(name, names)
        return known.get(key_of(name), name)


def logged_in(events: Iterable[Recorded]) -> dict[str, tuple[str, str]]:
    """Name and role of who has logged in, by what its spellings have in common, but of those who were removed since."""
    found: dict[str, tuple[str, str]] = {}
    for recorded in events:
        match recorded.event:
            case SignedIn(name=name, role=role):
                found[key_of(name)] = name, role
            case PersonChanged(name=name, change="removed"):
                found.pop(key_of(name), None)
    return found
