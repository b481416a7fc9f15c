"""How people get in: each way in begins a session, and is written down."""

from __future__ import annotations

from collections.abc import Callable

from hub.application.access import LoginLinks, Principal
from hub.application.people import People
from hub.application.sessions import Sessions, Way
from hub.application.witness import Witness
from schemas.events import SignedIn
from schemas.instant import Instant


class Entering:
    """Lets people in. All raise Unavailable.

    1. Who it is is made sure of. 2. That they got in is written down. 3. The session is kept. A crash before 3 leaves
    them outside; with a link, they need another.
    """

    def __init__(
        self, links: LoginLinks, people: People, sessions: Sessions, witness: Witness, clock: Callable[[], Instant]
    ) -> None:
        self.links = links
        self.people = people
        self.sessions = sessions
        self._witness = witness
        self._clock = clock

    def by_link(self, token: str) -> str | None:
        """The token of a session; None where the link does not work any more."""
        principal = self.links.redeem(token)
        return None if principal is None else self.let_in(principal, Way.LINK)

    def by_password(self, name: str, password: str) -> str | None:
        """The token of a session; None where name or password is wrong. Raises TooOften."""
        principal = self.people.recognize(name, password)
        return None if principal is None else self.let_in(principal, Way.PASSWORD)

    def by_invitation(self, token: str, password: str) -> str | None:
        """Choose a password and get in with it; None where the invitation does not hold any more. Raises Refused."""
        principal = self.people.accept(token, password)
        return None if principal is None else self.let_in(principal, Way.PASSWORD)

    def let_in(self, principal: Principal, way: Way) -> str:
        """The token of a session for somebody who is known."""
        self._witness.note(SignedIn(recorded_at=self._clock(), name=principal.name, role=principal.role, way=way))
        return self.sessions.start(principal, way)
