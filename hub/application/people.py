"""People whom the hub knows by name and password: added by an administrator, let in by what they chose themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol

from hub.application.access import Principal, Role, digest_of
from hub.application.guessing import Guesses
from hub.application.sessions import Sessions
from hub.application.witness import Witness
from schemas.errors import Refused
from schemas.events import PersonChanged
from schemas.instant import DAY, Instant

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 256
INVITED_FOR: Final = 3 * DAY

_NAME: Final = re.compile(r"\w[\w.@+ -]{0,62}\w|\w")


class Person(NamedTuple):
    """Somebody as they are kept; ``password`` is a slow hash, empty until they have chosen one."""

    name: str
    role: str
    password: str
    created_at: Instant


class PeopleStore(Protocol):
    """Where people are kept, by name whatever its case. Every call may raise Unavailable."""

    def add_person(self, person: Person) -> bool:
        """Keep somebody; False where the name is taken."""
        ...

    def person(self, name: str) -> Person | None: ...

    def people(self) -> Sequence[Person]:
        """Everybody, by name."""
        ...

    def give_role(self, name: str, role: str) -> None: ...

    def set_password(self, name: str, password: str) -> None:
        """Keep a new hash; what invitations there are for them end."""
        ...

    def remove_person(self, name: str) -> None:
        """Forget somebody, and their invitations."""
        ...

    def add_invitation(self, digest: bytes, name: str, expires_at: Instant) -> None: ...

    def invited(self, digest: bytes, now: Instant) -> str | None:
        """Whom an invitation is for, unless it is used or expired."""
        ...


class Hasher(Protocol):
    """A slow, salted hash for what people choose. Both may raise Unavailable when too many ask at once."""

    def hash(self, password: str) -> str: ...

    def matches(self, hashed: str, password: str) -> bool:
        """Whether it is the password; with an empty hash it is not, and that takes just as long."""
        ...

    def is_old(self, hashed: str) -> bool:
        """Whether one would hash more slowly today."""
        ...


class People:
    """Adds, changes and removes people, and knows them by their password.

    What is done is written down before it is done. A crash between the two leaves a deed on record that did not
    happen, never one that happened and is on no record.
    """

    def __init__(
        self,
        store: PeopleStore,
        hasher: Hasher,
        sessions: Sessions,
        witness: Witness,
        *,
        clock: Callable[[], Instant],
        random: Callable[[], str],
    ) -> None:
        """``random`` gives 256 random bits as text."""
        self._store = store
        self._hasher = hasher
        self._sessions = sessions
        self._witness = witness
        self._clock = clock
        self._random = random
        self._guesses = Guesses(clock)

    def everybody(self) -> Sequence[Person]:
        """Everybody, by name. Raises Unavailable."""
        return self._store.people()

    def add(self, name: str, role: Role, by: str) -> str:
        """Add somebody; return the token of their invitation to choose a password.

        1. It is written down. 2. They are kept. 3. The invitation is kept; a crash before that leaves somebody who
        cannot log in until they are invited anew. Raises Refused, Unavailable.
        """
        name = named(name)
        if role is Role.SYSTEM:
            raise Refused("a person has a role of people; give the system a key")
        if self._store.person(name) is not None:
            raise Refused(f"there is somebody named {name} already")
        self._note(name, "added", by, role)
        if not self._store.add_person(Person(name, role, "", self._clock())):
            raise Refused(f"there is somebody named {name} already")
        return self._invitation(name)

    def invite(self, name: str, by: str) -> str:
        """Let somebody choose a new password, by the token this returns; until then the old one holds.

        Raises Refused, Unavailable.
        """
        person = self._known(name)
        self._note(person.name, "invited", by)
        return self._invitation(person.name)

    def give_role(self, name: str, role: Role, by: str) -> int:
        """Give somebody another role; how many sessions ended, as they log in again to have it.

        Raises Refused, Unavailable.
        """
        person = self._known(name)
        if role is Role.SYSTEM:
            raise Refused("a person has a role of people; give the system a key")
        self._not_oneself(person, by)
        self._note(person.name, "role", by, role)
        self._store.give_role(person.name, role)
        return self._sessions.end_all(person.name)

    def remove(self, name: str, by: str) -> int:
        """Let somebody in no more, and log them out; of how many sessions. Raises Refused, Unavailable."""
        person = self._known(name)
        self._not_oneself(person, by)
        self._note(person.name, "removed", by)
        self._store.remove_person(person.name)
        return self._sessions.end_all(person.name)

    def sign_out(self, name: str, by: str) -> int:
        """Log somebody out everywhere, however they got in; how many sessions that were. Raises Unavailable."""
        self._note(name, "signed-out", by)
        return self._sessions.end_all(name)

    def invited(self, token: str) -> str | None:
        """Whom an invitation is for, while it holds. Raises Unavailable."""
        return self._store.invited(digest_of(token), self._clock())

    def accept(self, token: str, password: str) -> Principal | None:
        """Take an invitation by choosing a password; None where it does not hold any more.

        Raises Refused for a password that is too short, Unavailable.
        """
        name = self.invited(token)
        person = None if name is None else self._store.person(name)
        if person is None:
            return None
        self._choose(person, password, person.name)
        return Principal(person.name, Role(person.role))

    def set_password(self, name: str, password: str, by: str) -> None:
        """Set somebody's password. Raises Refused, Unavailable."""
        self._choose(self._known(name), password, by)

    def change_password(self, name: str, old: str, new: str) -> bool:
        """Change one's own; False where the old one is wrong. Raises Refused, TooOften, Unavailable."""
        if self.recognize(name, old) is None:
            return False
        self._choose(self._known(name), new, name)
        return True

    def recognize(self, name: str, password: str) -> Principal | None:
        """Who it is, by name and password. Raises TooOften after many wrong ones, Unavailable."""
        key = key_of(name)
        self._guesses.begin(key)
        person = self._store.person(name)
        hashed = person.password if person is not None else ""
        given = unicodedata.normalize("NFKC", password[:LONGEST_PASSWORD])
        if not self._hasher.matches(hashed, given) or person is None:
            return None
        self._guesses.right(key)
        if self._hasher.is_old(hashed):
            self._store.set_password(person.name, self._hasher.hash(given))
        return Principal(person.name, Role(person.role))

    def _choose(self, person: Person, password: str, by: str) -> None:
        """1. The change is written down. 2. The hash is kept, which ends invitations. 3. Sessions end."""
        given = unicodedata.normalize("NFKC", password)
        if not SHORTEST_PASSWORD <= len(given) <= LONGEST_PASSWORD:
            raise Refused(
                f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; a sentence is a good one"
            )
        if key_of(given) == key_of(person.name):
            raise Refused("choose a password that is not your name")
        hashed = self._hasher.hash(given)
        self._note(person.name, "password", by)
        self._store.set_password(person.name, hashed)
        self._sessions.end_all(person.name)

    def _invitation(self, name: str) -> str:
        token = self._random()
        self._store.add_invitation(digest_of(token), name, self._clock() + INVITED_FOR)
        return token

    def _known(self, name: str) -> Person:
        person = self._store.person(name)
        if person is None:
            raise Refused(f"there is nobody named {name}")
        return person

    def _not_oneself(self, person: Person, by: str) -> None:
        if key_of(person.name) == key_of(by):
            raise Refused("nobody does that to themselves; ask another administrator")

    def _note(self, name: str, change: str, by: str, role: str = "") -> None:
        self._witness.note(PersonChanged(recorded_at=self._clock(), name=name, change=change, by=by, role=role))


def named(text: str) -> str:
    """A name as it is kept. Raises Refused for one that would not be readable in the record of who did what."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not _NAME.fullmatch(name):
        raise Refused("a name has 1 to 64 letters, digits and .@+-_ or spaces between")
    return name


def key_of(name: str) -> str:
    """What two spellings of a name have in common."""
    return unicodedata.normalize("NFKC", name).casefold().strip()
