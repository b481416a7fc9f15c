"""People whom the site's own login vouches for, and which role it gives them here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec

from hub.application.access import Principal, Role

ANYBODY: Final = "*"


class Attempt(msgspec.Struct, frozen=True):
    """A login that has begun: what the browser keeps until it comes back, and nobody else may know."""

    state: str
    nonce: str
    verifier: str
    to: str = "/"
    """Where they wanted to go."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and what it keeps meanwhile."""

    url: str
    attempt: Attempt


class NotVouchedFor(Exception):
    """The site's login did not let somebody in; the text says why."""


class SiteLogin(Protocol):
    """A login of the site's. Both may block."""

    def begin(self, back: str, to: str) -> Begun:
        """``back`` is the address that the login comes back to. Raises NotVouchedFor where it cannot be reached."""
        ...

    def finish(self, back: str, attempt: Attempt, query: Mapping[str, str]) -> Principal:
        """Who came back. Raises NotVouchedFor."""
        ...


@dataclass(frozen=True, slots=True)
class RoleRules:
    """Which values of a claim give which role; :data:`ANYBODY` stands for everybody who logs in."""

    admins: Collection[str] = ()
    reviewers: Collection[str] = ()
    viewers: Collection[str] = ()

    def role_of(self, groups: Collection[str]) -> Role | None:
        """The highest role that somebody in these groups has; None where it is none."""
        for role, named in (
            (Role.ADMIN, self.admins),
            (Role.REVIEWER, self.reviewers),
            (Role.VIEWER, self.viewers),
        ):
            if ANYBODY in named or not set(named).isdisjoint(groups):
                return role
        return None
