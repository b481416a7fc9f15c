"""Who an exception ticket may be handed to: those who were added, who have logged in, and who hold a reviewer's key."""

from __future__ import annotations

import pytest

from hub.application.access import KeyRecord
from hub.application.people import Person
from hub.application.reviewers import Reviewers
from schemas.errors import UnknownReviewer
from schemas.events import PersonChanged, Recorded, SignedIn
from tests.unit.gateway.fakes import NOW, MemoryKeyStore, MemoryPeopleStore


class Site:
    """A site with the people of a test."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []
        self.people = MemoryPeopleStore()
        self.keys = MemoryKeyStore()
        self.reviewers = Reviewers(self, self.people, self.keys)

    def last_sign_ins(self) -> list[Recorded]:
        return self.events

    def add(self, name: str, role: str) -> None:
        self.people.add_person(Person(name, role, "", NOW))

    def sign_in(self, name: str, role: str) -> None:
        self._note(name, SignedIn(recorded_at=NOW, name=name, role=role, way="openid"))

    def remove(self, name: str) -> None:
        self._note(name, PersonChanged(recorded_at=NOW, name=name, change="removed", by="li"))

    def give_key(self, name: str, role: str, revoked_at: int | None = None) -> None:
        self.keys.add_key(KeyRecord(name, name, role, "", NOW, revoked_at), name.encode())

    def _note(self, name: str, event: SignedIn | PersonChanged) -> None:
        place = len(self.events) + 1
        self.events.append(Recorded(f"PPL-{name}", place, event, position=place))


@pytest.fixture
def site() -> Site:
    return Site()


def test_reviewers_are_known_by_having_been_added_and_by_having_logged_in(site: Site) -> None:
    site.add("Mei", "reviewer")
    site.add("bob", "viewer")
    site.sign_in("ann", "reviewer")
    site.sign_in("vera", "viewer")
    site.sign_in("Li", "admin")
    assert site.reviewers.names() == ["ann", "Li", "Mei"]


def test_the_role_that_somebody_has_now_counts_and_who_was_removed_is_nobody(site: Site) -> None:
    site.sign_in("ann", "viewer")
    site.sign_in("ann", "reviewer")
    site.sign_in("bob", "reviewer")
    site.add("bob", "viewer")
    site.sign_in("eve", "reviewer")
    site.remove("eve")
    assert site.reviewers.names() == ["ann"]
    site.sign_in("eve", "reviewer")
    assert site.reviewers.names() == ["ann", "eve"]


def test_a_name_is_taken_as_it_is_kept_and_another_is_refused_with_those_there_are(site: Site) -> None:
    site.sign_in("Mei", "reviewer")
    assert site.reviewers.named("mei") == "Mei"
    with pytest.raises(UnknownReviewer, match=r"no reviewer named 'may': name one of Mei; .*logs in once.*users add"):
        site.reviewers.named("may")


def test_of_many_reviewers_some_are_named(site: Site) -> None:
    for number in range(12):
        site.add(f"r{number:02}", "reviewer")
    with pytest.raises(UnknownReviewer, match=r"r09, \.\.\.;"):
        site.reviewers.named("somebody")


def test_a_key_of_a_reviewer_is_somebody_too_while_it_is_in_force(site: Site) -> None:
    site.give_key("phone", "reviewer")
    site.give_key("old", "reviewer", revoked_at=NOW)
    site.give_key("dashboard", "viewer")
    assert site.reviewers.names() == []
    assert site.reviewers.named("whoever") == "whoever"
    site.sign_in("ann", "reviewer")
    assert site.reviewers.named("Phone") == "phone"
    for name in ("old", "dashboard"):
        with pytest.raises(UnknownReviewer):
            site.reviewers.named(name)
